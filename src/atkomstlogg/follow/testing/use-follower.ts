import { afterEach, beforeEach } from '@jest/globals'
import { anAccess } from '../../../../test/support/access-records.ts'
import { useDatabase } from '../../../../test/support/database/database.ts'
import type { LogFields } from '../../../log.ts'
import type { Access, LogRecord } from '../../access.ts'
import { createLogWriter } from '../../writer.ts'
import { createAlertReader } from '../alert-reader.ts'
import { createLogFollower, type LogFollower } from '../log-follower.ts'
import type { Reader } from '../log-reader.ts'
import { uppslagCounter } from '../uppslag-counter.ts'

export const NOW = new Date('2026-10-15T10:00:00Z')
/** Alerts at five lookups and at three refusals in a quarter of an hour. */
export const alertReader = createAlertReader({
  uppslag: { antal: 5, minuter: 15 },
  nekade: { antal: 3, minuter: 15 },
})

export const record = (log: string, changed: Partial<Access> = {}): LogRecord => ({
  logg: log,
  access: anAccess(changed),
})

/** Followers of a log on a database of their own. Records stay for ever, so each test begins where the logs end. */
export function useFollower() {
  const db = useDatabase()
  /** What the followers have written for operations staff. */
  const rows: { event: string; fields: LogFields | undefined }[] = []
  const started: LogFollower[] = []
  const tell = (event: string, fields?: LogFields) => void rows.push({ event, fields })

  beforeEach(async () => {
    rows.length = 0
    await db.pool.query('truncate uppslag_count, alert, alert_acknowledgement, alert_window, log_follower')
    await db.pool.query(
      `insert into log_follower select reader, logg, size from log_head, unnest(array['statistik', 'larm']) reader`,
    )
  })
  afterEach(async () => {
    await Promise.all(started.splice(0).map((one) => one.stop()))
  })

  return {
    db,
    rader: rows,
    follower: (reader: readonly Reader[] = [uppslagCounter, alertReader], page = 1_000): LogFollower => {
      const log = { info: () => undefined, warn: tell, error: tell }
      const one = createLogFollower({ pool: db.pool, readers: reader, clock: () => NOW, log }, { everyMs: 5, page })
      started.push(one)
      return one
    },
    write: (...records: LogRecord[]) => createLogWriter(db.pool).write(records),
    counts: async () => {
      const { rows } = await db.pool.query<{ week: string; stadsdel: string; arende: string; count: number }>(
        'select week, stadsdel, arende, count from uppslag_count order by 1, 2, 3',
      )
      return rows
    },
    larm: async () => {
      const { rows } = await db.pool.query<{ kind: string; place: string }>(
        `select kind, logg || '/' || nummer as place from alert order by kind, time, place`,
      )
      return rows.map(({ kind, place }) => [kind, place])
    },
    /** How many records each log has. */
    headers: async (): Promise<ReadonlyMap<string, number>> => {
      const { rows } = await db.pool.query<{ logg: string; size: number }>('select logg, size from log_head')
      return new Map(rows.map(({ logg, size }) => [logg, size]))
    },
  }
}

/** Waits, but not for ever, until it is so. */
export async function until(said: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await said()) && Date.now() < deadline) await new Promise((done) => setTimeout(done, 10))
}
