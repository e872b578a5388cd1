import { afterEach, beforeEach } from '@jest/globals'
import { enAtkomst } from '../../../../test/support/access-records.ts'
import { useDatabase } from '../../../../test/support/database/database.ts'
import type { Atkomst, Loggpost } from '../../access.ts'
import { createLoggskrivare } from '../../writer.ts'
import type { LogFields } from '../../../log.ts'
import { createLarmlasare } from '../alert-reader.ts'
import type { Lasare } from '../log-reader.ts'
import { createLoggfoljare, type Loggfoljare } from '../log-follower.ts'
import { uppslagsrakning } from '../uppslag-counter.ts'

export const NU = new Date('2026-10-15T10:00:00Z')
/** Alerts at five lookups and at three refusals in a quarter of an hour. */
export const larmlasare = createLarmlasare({
  uppslag: { antal: 5, minuter: 15 },
  nekade: { antal: 3, minuter: 15 },
})

export const post = (logg: string, andrat: Partial<Atkomst> = {}): Loggpost => ({ logg, atkomst: enAtkomst(andrat) })

/** Followers of a log on a database of their own. Records stay for ever, so each test begins where the logs end. */
export function useFollower() {
  const db = useDatabase()
  /** What the followers have written for operations staff. */
  const rader: { event: string; falt: LogFields | undefined }[] = []
  const started: Loggfoljare[] = []
  const tell = (event: string, falt?: LogFields) => void rader.push({ event, falt })

  beforeEach(async () => {
    rader.length = 0
    await db.pool.query('truncate uppslagsrakning, larm, larmfonster, loggfoljare')
    await db.pool.query(
      `insert into loggfoljare select lasare, logg, storlek from logg_huvud, unnest(array['statistik', 'larm']) lasare`,
    )
  })
  afterEach(async () => {
    await Promise.all(started.splice(0).map((en) => en.stop()))
  })

  return {
    db,
    rader,
    foljare: (lasare: readonly Lasare[] = [uppslagsrakning, larmlasare], page = 1_000): Loggfoljare => {
      const log = { info: () => undefined, warn: tell, error: tell }
      const en = createLoggfoljare({ pool: db.pool, lasare, klocka: () => NU, log }, { everyMs: 5, page })
      started.push(en)
      return en
    },
    skriv: (...poster: Loggpost[]) => createLoggskrivare(db.pool).skriv(poster),
    rakningar: async () => {
      const { rows } = await db.pool.query<{ vecka: string; stadsdel: string; arende: string; antal: number }>(
        'select vecka, stadsdel, arende, antal from uppslagsrakning order by 1, 2, 3',
      )
      return rows
    },
    larm: async () => {
      const { rows } = await db.pool.query<{ slag: string; plats: string }>(
        `select slag, logg || '/' || nummer as plats from larm order by slag, tid, plats`,
      )
      return rows.map(({ slag, plats }) => [slag, plats])
    },
    /** How many records each log has. */
    huvuden: async (): Promise<ReadonlyMap<string, number>> => {
      const { rows } = await db.pool.query<{ logg: string; storlek: number }>('select logg, storlek from logg_huvud')
      return new Map(rows.map(({ logg, storlek }) => [logg, storlek]))
    },
  }
}

/** Waits, but not for ever, until it is so. */
export async function tills(sa: () => Promise<boolean>): Promise<void> {
  const frist = Date.now() + 10_000
  while (!(await sa()) && Date.now() < frist) await new Promise((klar) => setTimeout(klar, 10))
}
