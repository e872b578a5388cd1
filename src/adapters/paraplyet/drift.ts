import type { Manifest } from '../../mapping/manifest.ts'

/** Fields as the row reader counts them, `<kallrad>.<field>`, that some manifest lists. */
export const listadeFalt = (manifests: readonly Manifest[]): ReadonlySet<string> =>
  new Set(manifests.flatMap((m) => m.kallrader.flatMap((rad) => m.falt.map(({ kalla }) => `${rad}.${kalla}`))))

/**
 * Moves counts of unlisted fields, but for those that a manifest lists: they were left unread because the avtal does
 * not permit them, which is no drift of the source.
 */
export function flyttaDrift(fran: Map<string, number>, till: Map<string, number>, listade: ReadonlySet<string>): void {
  for (const [namn, antal] of fran) if (!listade.has(namn)) till.set(namn, (till.get(namn) ?? 0) + antal)
  fran.clear()
}
