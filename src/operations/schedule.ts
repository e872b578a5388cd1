import { schedule } from 'node-cron'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { trySessionLock } from '../platform/database/session-lock.ts'
import type { Log } from '../log.ts'

export interface SchemaParts {
  readonly options: Config['schema']
  readonly pool: pg.Pool
  /** What is done at each of the times. */
  readonly chores: Readonly<Record<keyof Config['schema'], () => Promise<unknown>>>
  readonly log: Log
}

/** What it has to say of its own (an overlap, a minute that was slept over) follows from how long a read takes. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined }

/** Held by the hub that works by the clock: of several that wake at the same minute one does it. */
const SCHEMA_LOCK = 0x1c5f_0006

/**
 * Reads the sources, reconciles and prunes the access log, by the clock. What is not done when its time comes again is not begun twice, and one of
 * these goes on at a time. What a hub that was down has missed, the next start reads (`forfallna`).
 */
export function createSchema({ options, pool, chores, log }: SchemaParts) {
  // A pruning neither reads nor waits for a source, and has a lock of its own.
  const begin = (kind: keyof Config['schema']) =>
    kind === 'gallring' ? chores.gallring() : trySessionLock(pool, SCHEMA_LOCK, () => chores[kind]())
  const work = (kind: keyof Config['schema']) => begin(kind).catch(() => log.error('scheduled-run-failed', { kind }))
  const tasks = (['fullstandig', 'andrade', 'avstamning', 'gallring'] as const).flatMap((kind) => {
    const expression = options[kind]
    const when = { timezone: 'Europe/Stockholm', noOverlap: true, logger: SILENT }
    return expression === undefined ? [] : [schedule(expression, () => work(kind), when)]
  })
  return {
    async stop(): Promise<void> {
      for (const task of tasks) await task.destroy()
    },
  }
}
