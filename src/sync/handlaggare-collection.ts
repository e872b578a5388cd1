import type { PersonItems, Item } from '../mapping/person-items.ts'

/** Handläggare met in one read, each once. */
export interface HandlaggareCollection {
  /** Takes those of a person who is not protected. */
  se(person: PersonItems): void
  /** A row that could not be mapped, or whose person could not be told, may have been anybody's. */
  lacks(): void
  readonly poster: Iterable<Item>
  /** Whether everybody whom the read told of is here. */
  readonly whole: boolean
  /** Whether there were more than anybody works with. */
  readonly full: boolean
}

const MAX = 10_000

/** The first one met of each id and area stands: within one read they are the same, and the memory is that of the city's staff. */
export function createHandlaggareCollection(max = MAX): HandlaggareCollection {
  const seen = new Map<string, Item>()
  let whole = true
  let full = false
  return {
    se({ uppgifter, rejected }) {
      for (const item of uppgifter.handlaggare ?? []) {
        const key = handlaggareKey(item)
        if (seen.has(key)) continue
        if (seen.size < max) seen.set(key, item)
        else full = true
      }
      if (rejected.length > 0 && rejected.some(({ mangd }) => mangd === 'handlaggare')) whole = false
    },
    lacks() {
      whole = false
    },
    get poster() {
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

/** One handläggare may have several areas, each with a telephone of its own. */
export const handlaggareKey = ({ handlaggareId, ansvarsomrade }: Item): string =>
  `${text(handlaggareId)}\u001f${text(ansvarsomrade)}`

const text = (value: Item[string] | undefined): string => (typeof value === 'string' ? value : '')
