import { expect } from '@jest/globals'
import type { Truth, TruthItem } from '../../../simulators/population/truth.ts'
import type { Answer } from '../api/caller.ts'

/** Which list of the answer holds which kind. */
const LISTS = {
  beslut: 'beslut',
  avgift: 'avgift',
  utforare: 'utforare',
  handlaggare: 'handlaggare',
  kostatus: 'kostatus',
  rakningsmottagare: 'rakningsmottagare',
  faktura: 'fakturor',
} as const

/** Skärholmen's avtal leaves the queue out; samlad-fraga opens neither the income nor the minimum amount kept. */
const agreed = (stadsdel: string, mangd: string) => !(stadsdel === 'skarholmen' && mangd === 'kostatus')
const HIDDEN = new Set(['forbehallsbelopp', 'avgiftsgrundandeInkomst'])

/** A lookup for `samlad-fraga` shows the person as the sources hold her, field by field. */
export function expectTruth(answer: Answer, truth: Truth): void {
  const held = Object.values(truth.stadsdelar).some((mangder) => mangder.person !== undefined)
  expect(answer.person).toEqual(held ? { fornamn: truth.fornamn, efternamn: truth.efternamn } : undefined)
  for (const [mangd, list] of Object.entries(LISTS)) {
    const shown = (answer[list] as Record<string, unknown>[]).map(({ forfallen, fakturaRef, ...item }) => {
      const said = item['forfallodatum'] === undefined ? 'undefined' : 'boolean'
      if (mangd === 'faktura') expect([typeof forfallen, typeof fakturaRef]).toEqual([said, 'string'])
      return item
    })
    expect(canonicalSorted(shown)).toEqual(canonicalSorted(expectedPosts(truth, mangd)))
  }
}

function expectedPosts(truth: Truth, mangd: string): TruthItem[] {
  return Object.entries(truth.stadsdelar)
    .filter(([stadsdel]) => agreed(stadsdel, mangd))
    .flatMap(([stadsdel, mangder]) =>
      (mangder[mangd] ?? []).map((item) => ({
        stadsdel,
        kalla: mangd === 'faktura' ? 'agresso' : 'paraplyet',
        ...Object.fromEntries(Object.entries(item).filter(([field]) => !HIDDEN.has(field))),
      })),
    )
}

const canonicalSorted = (posts: readonly unknown[]) => posts.map(canonical).sort()

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
