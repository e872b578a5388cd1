import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import { sql } from '../database/mirror-state.ts'
import { clockSetBy } from '../hub/wrong-clock.ts'
import { until } from '../until.ts'
import type { City, Fault, Faults } from './city.ts'

const HOUR_MS = 60 * 60_000
const MINUTE_MS = 60_000
/** The hub looks once a minute at what is due, and a machine may be busy. */
const LONG_MS = 4 * MINUTE_MS

/** Clocks that jump while the hub runs, and the two nights on which the clock in Stockholm is changed. */
export function clockFaults(city: City): Faults {
  const file = () => join(city.installation.state, 'clock')
  const set = (offMs: number) => writeFileSync(file(), String(offMs))
  const setTo = (time: string) => set(Date.parse(time) - Date.now())

  async function beginAt(put: () => void): Promise<void> {
    await city.hub.stop()
    put()
    await city.begin(clockSetBy(file()))
  }
  async function end(): Promise<void> {
    await city.hub.kill()
    rmSync(file())
    await city.begin()
  }

  const jump = (hours: number): Fault => ({
    async begin() {
      await beginAt(() => set(0))
      set(hours * HOUR_MS)
    },
    end,
  })

  const due = () =>
    sql<{ due: Date }>(city.installation, `select due_at as due from due_time where kind = 'fullstandig'`)
  /** The next look has been: it puts back the time of what is missing. */
  async function looked(): Promise<void> {
    await sql(city.installation, `delete from due_time where kind = 'gallring'`)
    const rows = () => sql(city.installation, `select from due_time where kind = 'gallring'`)
    await until(async () => (await rows()).length > 0, LONG_MS)
  }

  /** A read at 02:30, which that night may not have, or have twice. */
  const night = (before: string, at: string, after: string): Fault => ({
    async begin() {
      // Reads of after that night stand for it: they are put before it.
      await sql(
        city.installation,
        `update sync_run set due_at = null, start = start - interval '2 years' where start > $1`,
        [before],
      )
      await beginAt(() => setTo(before))
      await city.hub.ready()
      setTo(before)
      const newest = await sql<{ id: number }>(city.installation, 'select coalesce(max(id), 0) as id from sync_run')
      await sql(city.installation, 'delete from due_time')
      await until(async () => (await due()).some((one) => one.due.getTime() === Date.parse(at)), LONG_MS)
      setTo(at)
      await until(async () => (await due()).every((one) => one.due.getTime() > Date.parse(at)), LONG_MS)
      setTo(after)
      await looked()
      const runs = await sql<{ count: number }>(
        city.installation,
        `select count(*) as count from sync_run where id > $1 and kind = 'fullstandig' and trigger = 'schema'
          group by source, stadsdel`,
        [newest[0]?.id],
      )
      expect(runs.length).toBeGreaterThan(20)
      expect(runs.filter(({ count }) => count !== 1)).toEqual([])
    },
    end,
  })

  const [spring, autumn] = [lastSunday(2), lastSunday(9)]
  return {
    'clock jumps ahead': jump(26),
    'clock jumps back': jump(-26),
    'clock leaves out the hour of a night': night(`${spring}T00:50:00Z`, `${spring}T01:00:00Z`, `${spring}T02:31:00Z`),
    'clock repeats the hour of a night': night(`${autumn}T00:20:00Z`, `${autumn}T00:30:00Z`, `${autumn}T01:31:00Z`),
  }
}

/** The newest one that has been of that month (from 0): when the clock in Stockholm was changed. */
function lastSunday(month: number): string {
  const now = new Date()
  const inYear = (year: number) => {
    const last = new Date(Date.UTC(year, month + 1, 0))
    return new Date(last.getTime() - last.getUTCDay() * 24 * HOUR_MS)
  }
  const thisYear = inYear(now.getUTCFullYear())
  const found = thisYear.getTime() + 24 * HOUR_MS < now.getTime() ? thisYear : inYear(now.getUTCFullYear() - 1)
  return found.toISOString().slice(0, 10)
}
