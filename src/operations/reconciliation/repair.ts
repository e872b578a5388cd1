import type pg from 'pg'
import { lookNow } from '../../cases/look-again-queue.ts'
import { registerAnew } from '../../cases/registration-queue.ts'
import { withdraw } from '../../cases/wake.ts'
import { announceGone } from '../../mirror/outbox.ts'
import { forgetDigests, renewVersions } from '../../mirror/write.ts'
import type { Scope } from '../../sync/source.ts'
import type { Deviation, Report } from './report.ts'

export interface ReparationDeps {
  readonly pool: pg.Pool
  /** Reads a scope completely into the mirror, under its volume guard. */
  readonly sync: (scopes: readonly Scope[]) => Promise<unknown>
}

/**
 * Sets right what differs, each by the way that its data always takes: the mirror by a complete read, topics and cases by
 * the outbox and the worker. Nothing is written past the guard, the policy or the access log.
 */
export async function repair(
  { pool, sync }: ReparationDeps,
  { deviations, arenden }: Pick<Report, 'deviations' | 'arenden'>,
): Promise<void> {
  const source = deviations.filter(({ side }) => side === 'kalla')
  if (source.length > 0) {
    await forgetDigests(pool, refs(source))
    await sync(scopes(source))
  }
  const beyond = deviations.filter(({ side }) => side !== 'kalla')
  // New versions: whatever a topic or a case holds, this is newer.
  const outdated = beyond.filter(({ kind }) => kind !== 'overflodig')
  if (outdated.length > 0) await renewVersions(pool, { uppgiftRefs: refs(outdated) })
  await registerAnew(
    pool,
    arenden.filter(({ kind }) => kind === 'registrering').map(({ arendeId }) => arendeId),
  )
  const surplus = beyond.filter(({ kind }) => kind === 'overflodig')
  // A look takes away what a case may not hold; of a purged case nothing else can.
  await lookNow(pool, [
    ...surplus.flatMap(({ arende }) => arende?.arendeId ?? []),
    ...arenden.map(({ arendeId }) => arendeId),
  ])
  await announceGone(
    pool,
    surplus.filter(({ side }) => side === 'amne'),
  )
  await withdraw(
    pool,
    surplus.flatMap(({ arende, uppgiftRef, stadsdel, mangd }) =>
      arende === undefined
        ? []
        : [{ arendeId: arende.arendeId, uppgiftRef, stadsdel, mangd, version: arende.version ?? 0 }],
    ),
  )
}

const refs = (deviations: readonly Deviation[]): string[] => [
  ...new Set(deviations.map(({ uppgiftRef }) => uppgiftRef)),
]

const scopes = (deviations: readonly Deviation[]): Scope[] => [
  ...new Map(
    deviations.map(({ source, stadsdel }) => [`${source}/${stadsdel}`, { source, stadsdel }] as const),
  ).values(),
]
