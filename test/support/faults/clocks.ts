import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import { sql, untilRows } from '../database/mirror-state.ts'
import { clockSetBy } from '../hub/wrong-clock.ts'
import { notEmpty } from '../not-empty.ts'
import type { City, Fault, Faults } from './city.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** The hub looks once a minute at what is due, and a machine may be busy. */
const LONG_MS = 4 * MINUTE_MS

/**
 * Clocks that jump while the hub runs, and the two nights on which the clock in Stockholm is changed. These are always ahead: the
 * database goes by its own clock, and a run that it says to have begun after a night stands for that night.
 */
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

  /** The hub has looked at what is due by now: a time of no scope is gone. */
  async function looked(): Promise<void> {
    await sql(city.installation, `insert into due_time values ('fullstandig', '-', 'ingen', '-', 'infinity')`)
    await untilSo(`select count(*) = 0 as so from due_time where stadsdel = 'ingen'`)
  }
  async function untilSo(question: string): Promise<void> {
    const isSo = ([row]: readonly { so: boolean }[]) => row?.so === true
    expect(await untilRows(city.installation, question, isSo, { withinMs: LONG_MS })).toEqual([{ so: true }])
  }

  /** A read at 02:30, which that night may not have, or have twice. */
  function night({ before, at, after, next }: Night): Fault {
    const untilDue = (time: string) =>
      untilSo(`select bool_and(due_at = '${time}') as so from due_time where kind = 'fullstandig'`)
    return {
      async begin() {
        await beginAt(() => setTo(before))
        await city.hub.ready()
        await looked()
      },
      async meanwhile() {
        // Nobody's clock is wrong that night.
        const lookUp = () => city.lookUp(new Date(before))
        // What the start has read took its time.
        setTo(before)
        await untilDue(at)
        await lookUp()
        const [newest] = await sql<{ id: number }>(city.installation, 'select max(id) as id from sync_run')
        setTo(at)
        await untilDue(next)
        await lookUp()
        setTo(after)
        await looked()
        await lookUp()
        await untilDue(next)
        const runs = await sql(
          city.installation,
          `select count(*)::int as count, bool_and(due_at = $2) as at from sync_run
            where id > $1 and trigger = 'schema' group by source, stadsdel`,
          [newest?.id, at],
        )
        const due = await sql(city.installation, `select from due_time where kind = 'fullstandig'`)
        expect(runs).toEqual(notEmpty(due).map(() => ({ count: 1, at: true })))
      },
      end,
    }
  }

  const year = new Date().getUTCFullYear() + 1
  const [spring, autumn] = [lastSunday(year, 2), lastSunday(year, 9)]
  return {
    'clock jumps ahead': jump(26),
    'clock jumps back': jump(-26),
    'clock leaves out the hour of a night': night({
      before: `${spring}T00:50:00Z`,
      at: `${spring}T01:00:00Z`,
      after: `${spring}T02:31:00Z`,
      next: `${dayAfter(spring)}T00:30:00Z`,
    }),
    'clock repeats the hour of a night': night({
      before: `${autumn}T00:20:00Z`,
      at: `${autumn}T00:30:00Z`,
      after: `${autumn}T01:31:00Z`,
      next: `${dayAfter(autumn)}T01:30:00Z`,
    }),
  }
}

interface Night {
  readonly before: string
  /** When the read is due, and when the one of the night after. */
  readonly at: string
  readonly next: string
  /** Half past two is over for good. */
  readonly after: string
}

const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10)
const dayAfter = (day: string): string => isoDay(Date.parse(day) + 24 * HOUR_MS)

/** Of a month from 0: March and October have the nights. */
function lastSunday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month + 1, 0))
  return isoDay(last.getTime() - last.getUTCDay() * 24 * HOUR_MS)
}
