/** Smaller counts could identify a person: those who work with the cases know which lookups they were. */
export const LEAST_SHOWN = 5

export interface Shown {
  readonly antal: number | null
  readonly antalText: string
}

export const FEW = `färre än ${String(LEAST_SHOWN)}`
const HELD_BACK = 'anges inte'

/** A count that no other count can be subtracted from. */
export const shownAlone = (count: number): Shown =>
  count > 0 && count < LEAST_SHOWN ? { antal: null, antalText: FEW } : { antal: count, antalText: String(count) }

/**
 * Counts of groups that together are everything, with their sum. What is held back cannot be computed from the sum: at least two
 * groups are, and together they are at least the least that is shown; for this the smallest of the others are held back too, under
 * the same words, and where that does not do, the sum is.
 */
export function shownWithSum(counts: readonly number[]): { readonly cells: readonly Shown[]; readonly sum: Shown } {
  const total = counts.reduce((sum, one) => sum + one, 0)
  const hidden = new Set(counts.flatMap((count, i) => (count < LEAST_SHOWN ? [i] : [])))
  const enough = () =>
    hidden.size === 0 || (hidden.size > 1 && [...hidden].reduce((sum, i) => sum + (counts[i] ?? 0), 0) >= LEAST_SHOWN)
  const others = counts.map((count, i) => ({ count, i })).filter(({ i }) => !hidden.has(i))
  for (const { i } of others.sort((a, b) => a.count - b.count || a.i - b.i)) {
    if (enough()) break
    hidden.add(i)
  }
  return {
    cells: counts.map((count, i) =>
      hidden.has(i) ? { antal: null, antalText: HELD_BACK } : { antal: count, antalText: String(count) },
    ),
    sum:
      enough() && total >= LEAST_SHOWN ? shownAlone(total) : { antal: null, antalText: total === 0 ? '0' : HELD_BACK },
  }
}
