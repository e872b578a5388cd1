import type { PruningDetails } from '../access.ts'
import { rolesOf } from '../access-index.ts'
import { showsProtection } from '../protection.ts'
import type { FollowedRecord, Reader } from './log-reader.ts'

interface Cell {
  readonly logg: string
  readonly hour: string
  readonly roll: string
}

/** `2026-10-15T10` */
const HOUR_CHARACTERS = 13

/**
 * Counts records of lookups by end users, by log, hour and role; never those that tell protection. What is counted goes with the
 * records, when the log says that these were pruned.
 */
export const hourCounter: Reader = {
  name: 'timmar',

  async take(tx, records) {
    const cells = new Map<string, Cell & { count: number }>()
    for (const record of records) {
      const cell = cellOf(record)
      if (cell === undefined) continue
      const key = `${cell.logg}/${cell.hour}/${cell.roll}`
      const counted = cells.get(key) ?? { ...cell, count: 0 }
      counted.count++
      cells.set(key, counted)
    }
    const rows = [...cells.values()]
    if (rows.length > 0)
      await tx.query(
        `insert into uppslag_hour as u (logg, hour, roll, count)
         select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::bigint[])
         on conflict (hour, logg, roll) do update set count = u.count + excluded.count`,
        [
          rows.map(({ logg }) => logg),
          rows.map(({ hour }) => hour),
          rows.map(({ roll }) => roll),
          rows.map(({ count }) => count),
        ],
      )
    for (const { logg, access } of records)
      if (access.handelse === 'gallring')
        await tx.query(`delete from uppslag_hour where logg = $1 and hour + interval '1 hour' <= $2`, [
          logg,
          (access.detaljer as Partial<PruningDetails> | undefined)?.aldreAn,
        ])
    return []
  },
}

function cellOf({ logg, access }: FollowedRecord): Cell | undefined {
  const { handelse, slutanvandare, tid } = access
  if ((handelse !== 'uppslag' && handelse !== 'faktura') || slutanvandare === null) return undefined
  if (showsProtection({ logg, atkomst: access })) return undefined
  return { logg, hour: `${tid.slice(0, HOUR_CHARACTERS)}:00Z`, roll: rolesOf(access).join(' ') }
}
