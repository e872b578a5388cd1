/** Ranks from 1 within all samples together, ties sharing their mean rank, and the sum of t³ − t over the ties. */
function ranked(samples: readonly (readonly number[])[]): {
  readonly rankSums: readonly number[]
  readonly ties: number
} {
  const all = samples.flatMap((values, sample) => values.map((value) => ({ value, sample })))
  all.sort((a, b) => a.value - b.value)
  const rankSums = samples.map(() => 0)
  let ties = 0
  for (let from = 0; from < all.length;) {
    let to = from
    while (to < all.length && all[to]?.value === all[from]?.value) to++
    const rank = (from + 1 + to) / 2
    for (let i = from; i < to; i++) {
      const sample = all[i]?.sample ?? 0
      rankSums[sample] = (rankSums[sample] ?? 0) + rank
    }
    ties += (to - from) ** 3 - (to - from)
    from = to
  }
  return { rankSums, ties }
}

/**
 * Mann–Whitney U of the first sample, two-sided p by the normal approximation with ties and continuity corrected, and
 * how often a value of the first is larger than one of the second (ties count half): 0.5 when nothing tells them apart.
 */
export function mannWhitney(
  a: readonly number[],
  b: readonly number[],
): { readonly u: number; readonly p: number; readonly larger: number } {
  const n = a.length + b.length
  const { rankSums, ties } = ranked([a, b])
  const u = (rankSums[0] ?? NaN) - (a.length * (a.length + 1)) / 2
  const variance = ((a.length * b.length) / 12) * (n + 1 - ties / (n * (n - 1)))
  const off = Math.abs(u - (a.length * b.length) / 2)
  const z = variance === 0 ? 0 : Math.max(0, off - 0.5) / Math.sqrt(variance)
  return { u, p: Math.min(1, erfc(z / Math.SQRT2)), larger: u / (a.length * b.length) }
}

/** Kruskal–Wallis H with ties corrected, and p by the chi-squared distribution. */
export function kruskalWallis(samples: readonly (readonly number[])[]): { readonly h: number; readonly p: number } {
  const n = samples.reduce((sum, { length }) => sum + length, 0)
  const { rankSums, ties } = ranked(samples)
  const between = samples.reduce((sum, { length }, i) => sum + (rankSums[i] ?? NaN) ** 2 / length, 0)
  const untied = 1 - ties / (n ** 3 - n)
  const h = untied === 0 ? 0 : ((12 / (n * (n + 1))) * between - 3 * (n + 1)) / untied
  return { h, p: chiSquaredTail(h, samples.length - 1) }
}

/** The chance of a chi-squared value above x. */
export function chiSquaredTail(x: number, degrees: number): number {
  if (x <= 0) return 1
  const half = x / 2
  // Q(s, half) rises by half^s e^-half / Γ(s + 1) for each step of s, from Q(1/2) = erfc or Q(1) = e^-half.
  let s = degrees % 2 === 0 ? 1 : 0.5
  let tail = s === 1 ? Math.exp(-half) : erfc(Math.sqrt(half))
  let term = s === 1 ? half * Math.exp(-half) : Math.sqrt(half) * Math.exp(-half) * (2 / Math.sqrt(Math.PI))
  for (; s < degrees / 2; s++) {
    tail += term
    term *= half / (s + 1)
  }
  return tail
}

/** Complementary error function for x ≥ 0: the series where it converges quickly, the continued fraction beyond. */
export function erfc(x: number): number {
  if (x < 2) {
    let term = x
    let sum = x
    for (let k = 1; Math.abs(term) > 1e-17 * sum && k < 200; k++) {
      term *= (-x * x) / k
      sum += term / (2 * k + 1)
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum
  }
  let fraction = x
  for (let k = 60; k > 0; k--) fraction = x + k / 2 / fraction
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI))
}
