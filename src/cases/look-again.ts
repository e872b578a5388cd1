import type pg from 'pg'
import { OWN_LOG } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import type { Log } from '../log.ts'
import type { CaseSystem, MirroredUppgift } from './case-system.ts'
import { noteKeptCopies } from './deliveries.ts'
import { purging, type Trace } from './delivery-records.ts'
import { looked, lookFromNow, type LookJob } from './look-again-queue.ts'
import { withdraw } from './wake.ts'

export interface LookDeps extends Trace {
  readonly pool: pg.Pool
  readonly arendesystem: Pick<CaseSystem, 'content' | 'purge' | 'keptCopies'>
  readonly disclose: Disclose
  /** How many days a case is looked at after the last time that something was taken out of it. */
  readonly lookDays: number
  readonly log: Log
}

/** Looks at a case that something was taken out of, and takes away again what has come back. */
export async function lookAgain(deps: LookDeps, job: LookJob, signal: AbortSignal): Promise<void> {
  const { pool, arendesystem, log } = deps
  const { arendeId, mayHold, anyRef, status } = job
  const content = await arendesystem.content(arendeId, signal)
  const { uppgifter, foreign } = content
  const expected = new Set(mayHold)
  const back = [
    ...uppgifter.map(({ uppgiftRef, version, informationsmangd: mangd }) => ({ uppgiftRef, version, mangd })),
    ...foreign.map((uppgiftRef) => ({ uppgiftRef, version: 0, mangd: 'person' as const })),
  ].filter(({ uppgiftRef }) => !expected.has(uppgiftRef))
  // A case that may hold nothing registers nothing either: a removal of anything takes that away too.
  if (back.length === 0 && expected.size === 0 && !content.registers(null))
    back.push({ uppgiftRef: anyRef ?? '-', version: 0, mangd: 'person' })
  if (back.length === 0) return looked(pool, job, deps.lookDays)
  log.warn('arende-holds-what-was-removed', { count: back.length, status })
  if (status === 'rensat') await purgeOnceMore(deps, job, uppgifter, signal)
  // Where the case was given it, the delivery knows whose it is; what it never was given is taken away in our own log.
  else
    await withdraw(
      pool,
      back.map((one) => ({ ...one, arendeId, stadsdel: OWN_LOG })),
    )
  await lookFromNow(pool, arendeId)
}

async function purgeOnceMore(
  { pool, arendesystem, disclose, ...trace }: LookDeps,
  job: LookJob,
  found: readonly MirroredUppgift[],
  signal: AbortSignal,
): Promise<void> {
  const { arendeId } = job
  await disclose({ poster: purging(trace, job), body: () => arendeId }, (id) => arendesystem.purge(id, signal))
  if (arendesystem.keptCopies !== undefined)
    await noteKeptCopies(pool, arendeId, await arendesystem.keptCopies(arendeId, signal), found)
}
