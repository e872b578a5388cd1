import type { Person, StoredItem } from './sample-store.ts'

export const samePerson = (one: Person | null, another: Person): boolean =>
  one?.utfardare === another.utfardare && one.slutanvandare === another.slutanvandare

/**
 * Evenly among the reviewers, in the order of the sample, and never to whoever made the lookup. Null where nobody else is
 * left: whoever reviews the log may then take the item, other than its own author.
 */
export function assigned<I extends Pick<StoredItem, 'author'>>(
  items: readonly I[],
  reviewers: readonly Person[],
): readonly (I & Pick<StoredItem, 'reviewer'>)[] {
  const load = new Map(reviewers.map((one) => [one, 0]))
  return items.map((item) => {
    const [least] = [...load].filter(([one]) => !samePerson(item.author, one)).sort(([, a], [, b]) => a - b)
    if (least === undefined) return { ...item, reviewer: null }
    const [reviewer, count] = least
    load.set(reviewer, count + 1)
    return { ...item, reviewer: { utfardare: reviewer.utfardare, slutanvandare: reviewer.slutanvandare } }
  })
}
