import type { Mirror } from '../mirror/mirror.ts'
import type { Scope } from '../sync/source.ts'

const ONE_DAY = 24 * 60 * 60_000

/** When each source × stadsdel of today was last read whole, and which of them are due. */
export function composeReads({
  mirror,
  scopes,
  missing,
  clock,
}: {
  readonly mirror: Pick<Mirror, 'sourceStatus'>
  readonly scopes: () => readonly Scope[]
  /** Those of which the newest read lacks what an avtal has come to cover. */
  readonly missing: () => Promise<readonly Scope[]>
  readonly clock: () => Date
}) {
  const isSame = (one: Scope) => (other: Scope) => one.source === other.source && one.stadsdel === other.stadsdel

  async function lastReads(): Promise<readonly (Scope & { readonly readAt: Date | null })[]> {
    const status = await mirror.sourceStatus()
    return scopes().map((scope) => ({ ...scope, readAt: status.find(isSame(scope))?.speglad ?? null }))
  }

  return {
    lastReads,
    async due(): Promise<readonly Scope[]> {
      const gaps = await missing()
      const earliest = clock().getTime() - ONE_DAY
      return (await lastReads())
        .filter((scope) => gaps.some(isSame(scope)) || (scope.readAt?.getTime() ?? 0) < earliest)
        .map(({ source, stadsdel }) => ({ source, stadsdel }))
    },
  }
}
