import { schedule } from 'node-cron'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { trySessionLock } from '../db/session-lock.ts'
import type { Log } from '../log.ts'
import type { Korningsslag } from '../sync/korning.ts'

export interface SchemaParts {
  readonly val: Config['schema']
  readonly pool: pg.Pool
  /** Reads every source × stadsdel of today. */
  readonly kor: (slag: Korningsslag) => Promise<unknown>
  readonly log: Log
}

/** What it has to say of its own (an overlap, a minute that was slept over) follows from how long a read takes. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined }

/** Held by the hub that reads by the clock: of several that wake at the same minute one does it. */
const SCHEMA_LOCK = 0x1c5f_0006

/**
 * Reads the sources by the clock. A read that is not done when its time comes again is not begun twice. What a hub that was
 * down has missed, the next start reads (`forfallna`).
 */
export function createSchema({ val, pool, kor, log }: SchemaParts) {
  const read = (slag: Korningsslag) =>
    trySessionLock(pool, SCHEMA_LOCK, () => kor(slag)).catch(() => log.error('schemalagd-synk-misslyckad', { slag }))
  const tasks = (['fullstandig', 'andrade'] as const).flatMap((slag) => {
    const uttryck = val[slag]
    const when = { timezone: 'Europe/Stockholm', noOverlap: true, logger: SILENT }
    return uttryck === undefined ? [] : [schedule(uttryck, () => read(slag), when)]
  })
  return {
    async stop(): Promise<void> {
      for (const task of tasks) await task.destroy()
    },
  }
}
