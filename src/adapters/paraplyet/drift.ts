import type { Manifest } from '../../mapping/manifest.ts'

/** Fields as the row reader counts them, `<kallrad>.<field>`, that some manifest lists. */
export const listedFields = (manifests: readonly Manifest[]): ReadonlySet<string> =>
  new Set(manifests.flatMap((m) => m.kallrader.flatMap((row) => m.falt.map(({ kalla }) => `${row}.${kalla}`))))

/**
 * Moves counts of unlisted fields, but for those that a manifest lists: they were left unread because the avtal does
 * not permit them, which is no drift of the source.
 */
export function moveDrift(from: Map<string, number>, to: Map<string, number>, listed: ReadonlySet<string>): void {
  for (const [name, count] of from) if (!listed.has(name)) to.set(name, (to.get(name) ?? 0) + count)
  from.clear()
}
