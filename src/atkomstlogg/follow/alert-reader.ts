import type { Config } from '../../config.ts'
import type { Tx } from '../../platform/database/database.ts'
import { oldestDay } from '../access.ts'
import { type AlertKind, alertKindsOf, tellsProtection, type WindowKind, windowKindsOf } from './alert-rules.ts'
import type { FollowedRecord, Reader } from './log-reader.ts'
import { raiseAlerts } from './raise-alerts.ts'

interface Window {
  readonly kind: WindowKind
  readonly klient: string
  readonly utfardare: string
  readonly slutanvandare: string
  /** Milliseconds since 1970 at which it begins. */
  readonly start: number
  readonly records: FollowedRecord[]
}

const ONE_MINUTE = 60_000
const TWO_DAYS = 2 * 24 * 60 * ONE_MINUTE

/**
 * Finds records that somebody should review. The alert table points into the log and holds nothing of the person a
 * record is about. Windows begin at fixed times; an end user who reaches a threshold gives one alert per window, which
 * points at the record that reached it.
 */
export function createAlertReader(thresholds: Config['larm']): Reader {
  const threshold = { 'manga-uppslag': thresholds.uppslag, 'upprepat-nekad': thresholds.nekade } as const
  return {
    name: 'larm',

    async take(tx, records) {
      const alerts: { readonly kind: AlertKind; readonly record: FollowedRecord }[] = records.flatMap((record) =>
        alertKindsOf(record).map((kind) => ({ kind, record })),
      )
      const windows = gatherWindows(records, threshold)
      const totals = await addToWindows(tx, windows)
      windows.forEach(({ kind, records }, i) => {
        const after = totals[i] ?? 0
        const crossing = records[threshold[kind].antal - 1 - (after - records.length)]
        if (crossing !== undefined) alerts.push({ kind, record: crossing })
      })
      return raiseAlerts(
        tx,
        alerts.map(({ kind, record: { logg, nummer, access } }) => ({
          ...{ kind, logg, nummer, time: access.tid, about: access.handelseId },
          isProtected: tellsProtection(kind, { logg, nummer, access }),
        })),
      )
    },

    async tidy(tx, now) {
      await tx.query('delete from alert_window where window_start < $1', [new Date(now.getTime() - TWO_DAYS)])
      await tx.query('delete from alert where time < $1', [oldestDay(now)])
    },
  }
}

type Thresholds = { readonly [K in WindowKind]: { readonly antal: number; readonly minuter: number } }

function gatherWindows(records: readonly FollowedRecord[], threshold: Thresholds): readonly Window[] {
  const windows = new Map<string, Window>()
  const counted = new Set<string>()
  for (const record of records) {
    const { klient, utfardare, slutanvandare, handelseId, tid, antal = 1 } = record.access
    if (klient === null || slutanvandare === null) continue
    for (const kind of windowKindsOf(record)) {
      // A lookup that shows several districts has a record in each log; the records are committed together and read
      // together.
      if (counted.has(`${kind} ${handelseId}`)) continue
      counted.add(`${kind} ${handelseId}`)
      const length = threshold[kind].minuter * ONE_MINUTE
      const start = Math.floor(Date.parse(tid) / length) * length
      const who = { klient, utfardare: utfardare ?? '', slutanvandare }
      const key = JSON.stringify([kind, start, klient, who.utfardare, slutanvandare])
      const open = windows.get(key) ?? { kind, ...who, start, records: [] }
      // A record of many calls counts as many, as far as a threshold looks.
      for (let i = Math.min(antal, threshold[kind].antal); i > 0; i--) open.records.push(record)
      windows.set(key, open)
    }
  }
  return [...windows.values()]
}

/** Adds to the windows, and returns their new counts in the same order. */
async function addToWindows(tx: Tx, windows: readonly Window[]): Promise<readonly number[]> {
  if (windows.length === 0) return []
  const { rows } = await tx.query<{ position: number; count: number }>(
    `with added as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[])
         with ordinality as n (kind, klient, utfardare, slutanvandare, window_start, count, position)
     ), counted as (
       insert into alert_window as f (kind, klient, utfardare, slutanvandare, window_start, count)
       select kind, klient, utfardare, slutanvandare, window_start, count from added
       on conflict (window_start, kind, klient, utfardare, slutanvandare) do update set count = f.count + excluded.count
       returning kind, klient, utfardare, slutanvandare, window_start, count
     )
     select added.position, counted.count
       from added join counted using (kind, klient, utfardare, slutanvandare, window_start) order by position`,
    [
      windows.map(({ kind }) => kind),
      windows.map(({ klient }) => klient),
      windows.map(({ utfardare }) => utfardare),
      windows.map(({ slutanvandare }) => slutanvandare),
      windows.map(({ start }) => new Date(start)),
      windows.map(({ records }) => records.length),
    ],
  )
  return rows.map(({ count }) => count)
}
