import type pg from 'pg'
import { codeOrUnknown } from '../errors.ts'
import type { Log } from '../log.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import type { Scope } from '../sync/source.ts'
import type { ScopeState, SyncJob } from '../sync/sync-job.ts'
import type { AvtalWatch } from './avtal-watch.ts'
import { type Gap, gaps } from './gaps.ts'

/** Well within the minute in which what has ended must be gone. */
const EVERY_MS = 10_000

export interface AvtalSyncDeps {
  readonly pool: pg.Pool
  readonly avtalWatch: Pick<AvtalWatch, 'reconcile'>
  /** Goes on with data keys that others replace. */
  readonly replaceKeys: (stopping: AbortSignal) => Promise<void>
  /** Takes over what other hubs have done with keys. */
  readonly follow: () => Promise<unknown>
  readonly scopes: () => readonly Scope[]
  readonly run: (job: SyncJob, watch?: (state: ScopeState) => void) => Promise<readonly ScopeState[]>
  readonly log: Log
}

/** Lets keys and reads follow the avtal while a hub runs. */
export function createAvtalSync({ pool, avtalWatch, replaceKeys, follow, scopes, run, log }: AvtalSyncDeps) {
  /** Scopes that somebody has asked for and that are not read yet. */
  const ordered = new Set<string>()
  let repetition: Repetition | undefined
  let replacing: Repetition | undefined

  async function sync(job: SyncJob, watch?: (state: ScopeState) => void): Promise<readonly ScopeState[]> {
    const name = job.scopes.map(nameOf)
    for (const one of name) ordered.add(one)
    // A command beside the hub lives long enough for a key to go; what has ended is then not read on.
    const following = everyAfter(EVERY_MS, async () => void (await follow()), {
      failed: (error) => log.error('keys-not-followed', { errorCode: codeOrUnknown(error) }),
      pauseFirst: true,
    })
    try {
      // Without it a run finds out when it writes: nothing is written under a key that has gone.
      await follow().catch((error: unknown) => log.error('keys-not-followed', { errorCode: codeOrUnknown(error) }))
      return await run(job, watch)
    } finally {
      await following.stop()
      for (const one of name) ordered.delete(one)
    }
  }

  /** Scopes of today that have not been read since what their avtal covers grew. */
  async function missing(): Promise<readonly Gap[]> {
    const todays = new Set(scopes().map(nameOf))
    return (await gaps(pool)).filter((gap) => todays.has(nameOf(gap)))
  }

  async function followUp(): Promise<void> {
    await avtalWatch.reconcile()
    const read = (await missing()).filter((gap) => !gap.waiting && !ordered.has(nameOf(gap)))
    // Not waited for: what ends meanwhile must not wait for a source.
    if (read.length > 0)
      sync({ scopes: read, kind: 'fullstandig', trigger: 'avtal' }).catch((error: unknown) =>
        log.error('avtal-sync-failed', { errorCode: codeOrUnknown(error) }),
      )
  }

  return {
    sync,
    missing,
    /** Whether somebody in this process has asked for a read of the scope that has not ended. */
    isOrdered: (scope: Scope) => ordered.has(nameOf(scope)),
    /** What a round could not do, the next one does. */
    start() {
      repetition = everyAfter(EVERY_MS, followUp, {
        failed: (error) => log.error('avtal-check-failed', { errorCode: codeOrUnknown(error) }),
        pauseFirst: true,
      })
      // By itself: sealing anew takes its time, and what has ended must not wait for it.
      replacing = everyAfter(EVERY_MS, replaceKeys, {
        failed: (error) => log.error('key-replacement-failed', { errorCode: codeOrUnknown(error) }),
        pauseFirst: true,
      })
    },
    async stop() {
      await repetition?.stop()
      await replacing?.stop()
    },
  }
}

const nameOf = ({ source, stadsdel }: Scope): string => `${source}/${stadsdel}`
