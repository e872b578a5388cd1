import { chiSquaredTail, mannWhitney } from '../../../bench/support/rank-tests.ts'

/** What one caller saw of one answer, by name. Numbers are compared by rank; texts by how often each comes. */
export interface Seen {
  readonly numbers: Readonly<Record<string, number>>
  readonly texts: Readonly<Record<string, string>>
}

export interface Compared {
  readonly door: string
  readonly feature: string
  readonly cause: string
  readonly p: number
  /** How many answers of the cause, and of the one that it is compared with. */
  readonly of: readonly [number, number]
}

type Samples<T> = Map<string, T[]>

/** Rarer texts than this, expected of either side, are counted as one: the chi-squared distribution does not hold for fewer. */
const MIN_EXPECTED = 5

/** Everything seen, by door and cause, and whether a feature tells a cause apart from the one they are all compared with. */
export function createTally(base: string) {
  const numbers = new Map<string, Samples<number>>()
  const texts = new Map<string, Samples<string>>()

  return {
    add(door: string, cause: string, seen: Seen): void {
      for (const [name, value] of Object.entries(seen.numbers)) {
        if (Number.isNaN(value)) throw new Error(`${door}: ${name} is no number`)
        put(numbers, `${door}\t${name}`, cause, value)
      }
      for (const [name, value] of Object.entries(seen.texts)) put(texts, `${door}\t${name}`, cause, value)
    },
    /** Most telling first. What is the same in all answers tells nothing, and is left out. */
    compare(): Compared[] {
      return [
        ...compareWith(base, numbers, (a, b) => mannWhitney(a, b).p),
        ...compareWith(base, texts, (a, b, name) => (name.startsWith(SAME) ? sameTexts(a, b) : chiSquared(a, b))),
      ].sort((a, b) => a.p - b.p)
    },
  }
}

/** Of a text that must be one and the same: a single answer that differs tells. */
export const SAME = 'exactly '

function put<T>(all: Map<string, Samples<T>>, name: string, cause: string, value: T): void {
  let samples = all.get(name)
  if (samples === undefined) all.set(name, (samples = new Map<string, T[]>()))
  const sample = samples.get(cause)
  if (sample === undefined) samples.set(cause, [value])
  else sample.push(value)
}

function compareWith<T>(
  base: string,
  all: ReadonlyMap<string, Samples<T>>,
  test: (of: readonly T[], base: readonly T[], name: string) => number,
): Compared[] {
  return [...all].flatMap(([name, samples]) => {
    const [door = '', feature = ''] = name.split('\t')
    const against = samples.get(base) ?? []
    if (against.length === 0 || new Set([...samples.values()].flat()).size < 2) return []
    return [...samples]
      .filter(([cause]) => cause !== base)
      .map(([cause, of]) => {
        const p = test(of, against, feature)
        return { door, feature, cause, p, of: [of.length, against.length] as const }
      })
  })
}

/**
 * Holm's step-down over all comparisons: what tells a cause apart at this level for the family, that is, with at most this
 * chance that anything at all is named when nothing differs.
 */
export function telling(compared: readonly Compared[], level: number): Compared[] {
  const sorted = [...compared].sort((a, b) => a.p - b.p)
  const kept = sorted.findIndex(({ p }, i) => p > level / (sorted.length - i))
  return kept === -1 ? sorted : sorted.slice(0, kept)
}

const sameTexts = (a: readonly string[], b: readonly string[]): number =>
  new Set(a).size === new Set([...a, ...b]).size && new Set(b).size === new Set(a).size ? 1 : 0

/** Pearson's test that two samples come from the same distribution over texts. */
function chiSquared(a: readonly string[], b: readonly string[]): number {
  const share = a.length / (a.length + b.length)
  const smaller = Math.min(share, 1 - share)
  const counts = new Map<string, [number, number]>()
  for (const [side, sample] of [a, b].entries())
    for (const text of sample) {
      const count = counts.get(text) ?? [0, 0]
      count[side as 0 | 1]++
      counts.set(text, count)
    }
  const cells: [number, number][] = []
  const few: [number, number] = [0, 0]
  for (const [ofA, ofB] of counts.values())
    if ((ofA + ofB) * smaller >= MIN_EXPECTED) cells.push([ofA, ofB])
    else {
      few[0] += ofA
      few[1] += ofB
    }
  if ((few[0] + few[1]) * smaller >= MIN_EXPECTED) cells.push(few)
  const chi = cells.reduce((sum, [ofA, ofB]) => {
    const expected = (ofA + ofB) * share
    return sum + (ofA - expected) ** 2 / expected + (ofB - (ofA + ofB - expected)) ** 2 / (ofA + ofB - expected)
  }, 0)
  return cells.length < 2 ? 1 : chiSquaredTail(chi, cells.length - 1)
}
