import type { PersonPost, Post } from '../mapping/person-items.ts'

/** Handläggare met in one read, each once. */
export interface Handlaggarsamling {
  /** Takes those of a person who is not protected. */
  se(person: PersonPost): void
  /** A row that could not be mapped, or whose person could not be told, may have been anybody's. */
  saknar(): void
  readonly poster: Iterable<Post>
  /** Whether everybody whom the read told of is here. */
  readonly hel: boolean
  /** Whether there were more than anybody works with. */
  readonly full: boolean
}

const MAX = 10_000

/** The first one met of each id and area stands: within one read they are the same, and the memory is that of the city's staff. */
export function createHandlaggarsamling(max = MAX): Handlaggarsamling {
  const sedda = new Map<string, Post>()
  let hel = true
  let full = false
  return {
    se({ uppgifter, avvisade }) {
      for (const post of uppgifter.handlaggare ?? []) {
        const nyckel = handlaggarnyckel(post)
        if (sedda.has(nyckel)) continue
        if (sedda.size < max) sedda.set(nyckel, post)
        else full = true
      }
      if (avvisade.length > 0 && avvisade.some(({ mangd }) => mangd === 'handlaggare')) hel = false
    },
    saknar() {
      hel = false
    },
    get poster() {
      return sedda.values()
    },
    get hel() {
      return hel && !full
    },
    get full() {
      return full
    },
  }
}

/** One handläggare may have several areas, each with a telephone of its own. */
export const handlaggarnyckel = ({ handlaggareId, ansvarsomrade }: Post): string =>
  `${text(handlaggareId)}\u001f${text(ansvarsomrade)}`

const text = (varde: Post[string] | undefined): string => (typeof varde === 'string' ? varde : '')
