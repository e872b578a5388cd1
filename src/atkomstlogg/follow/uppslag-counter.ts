import { swedishDate } from '../../platform/stockholm-time.ts'
import { oldestDay, OWN_LOG } from '../access.ts'
import { isoWeek } from './iso-week.ts'
import type { FollowedRecord, Reader } from './log-reader.ts'

interface Cell {
  readonly week: string
  readonly stadsdel: string
  readonly arende: string
}

/** For lookups that showed nothing: their district must not be revealed. */
export const NO_STADSDEL = ''
export const NO_ARENDE = ''

/**
 * Counts lookups by week, district and case. A lookup that shows data of two districts is one in each of them. A lookup
 * that shows nothing has its record in the processor's own log; further records of it in the logs of boards that
 * flagged the person are not counted. A protected person who was shown is counted nowhere: the difference between two
 * readings of the figures would tell the person's district.
 */
export const uppslagCounter: Reader = {
  name: 'statistik',

  async take(tx, records) {
    const cells = new Map<string, Cell & { count: number }>()
    const week = weeks()
    for (const record of records) {
      const cell = cellOf(record, week)
      if (cell === undefined) continue
      const key = `${cell.week}/${cell.stadsdel}/${cell.arende}`
      const counts = cells.get(key) ?? { ...cell, count: 0 }
      counts.count += record.access.antal ?? 1
      cells.set(key, counts)
    }
    const rows = [...cells.values()]
    if (rows.length > 0)
      await tx.query(
        `insert into uppslag_count as u (week, stadsdel, arende, count)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
         on conflict (week, stadsdel, arende) do update set count = u.count + excluded.count`,
        [
          rows.map(({ week }) => week),
          rows.map(({ stadsdel }) => stadsdel),
          rows.map(({ arende }) => arende),
          rows.map(({ count }) => count),
        ],
      )
    return []
  },

  async tidy(tx, now) {
    await tx.query('delete from uppslag_count where week < $1', [isoWeek(swedishDate(oldestDay(now)))])
  },
}

/** A day in Stockholm begins on a whole hour of UTC, so that a week is made once for each hour of the records. */
function weeks(): (time: string) => string {
  const byHour = new Map<string, string>()
  return (time) => {
    const hour = time.slice(0, HOUR_CHARACTERS)
    const week = byHour.get(hour) ?? isoWeek(swedishDate(new Date(time)))
    byHour.set(hour, week)
    return week
  }
}

/** `2026-10-15T10` */
const HOUR_CHARACTERS = 13

function cellOf({ logg, access }: FollowedRecord, weekOf: (time: string) => string): Cell | undefined {
  if (access.handelse !== 'uppslag') return undefined
  const week = weekOf(access.tid)
  if (logg === OWN_LOG) return { week, stadsdel: NO_STADSDEL, arende: NO_ARENDE }
  if (access.utfall !== 'visat' || access.flaggor.includes('skyddad-visad')) return undefined
  return { week, stadsdel: logg, arende: access.arende ?? NO_ARENDE }
}
