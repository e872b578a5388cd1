import type { Item, PersonItems } from '../mapping/person-items.ts'
import { handlaggareKey } from '../mirror/handlaggare-register.ts'

/** Handläggare met in one read, each once. */
export interface HandlaggareCollection {
  /** Takes those of a person who is not protected. */
  take(person: PersonItems): void
  /** Some could not be read: the row of an unknown person may have named anybody. */
  incomplete(): void
  readonly items: Iterable<Item>
  /** Whether everybody whom the source named is here. */
  readonly whole: boolean
  /** Whether there were more than the memory takes. */
  readonly full: boolean
}

const MAX = 10_000

/** The first one met of each id and area stands: within one read they are the same. Memory grows with the staff, not with the city. */
export function createHandlaggareCollection(max = MAX): HandlaggareCollection {
  const seen = new Map<string, Item>()
  let whole = true
  let full = false
  return {
    take({ uppgifter, rejected }) {
      for (const item of uppgifter.handlaggare ?? []) {
        const key = handlaggareKey(item)
        if (seen.has(key)) continue
        if (seen.size < max) seen.set(key, item)
        else full = true
      }
      if (rejected.length > 0 && rejected.some(({ mangd }) => mangd === 'handlaggare')) whole = false
    },
    incomplete() {
      whole = false
    },
    get items() {
      return seen.values()
    },
    get whole() {
      return whole && !full
    },
    get full() {
      return full
    },
  }
}
