import type { Config } from '../../config.ts'
import type { Tx } from '../../platform/database/database.ts'
import { oldestDay } from '../access.ts'
import { MAY_BE_REPORTED, alertKindsOf, windowKindsOf, type WindowKind, type AlertKind } from './alert-rules.ts'
import type { FollowedEvent, FollowedRecord, Reader } from './log-reader.ts'

interface Alert {
  readonly slag: AlertKind
  readonly record: FollowedRecord
}

interface Window {
  readonly slag: WindowKind
  readonly klient: string
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
      const alerts = records.flatMap((record) => alertKindsOf(record).map((kind) => ({ slag: kind, record })))
      const windows = gatherWindows(records, threshold)
      const totals = await addToWindows(tx, windows)
      windows.forEach(({ slag, records }, i) => {
        const after = totals[i] ?? 0
        const crossing = records[threshold[slag].antal - 1 - (after - records.length)]
        if (crossing !== undefined) alerts.push({ slag, record: crossing })
      })
      return alerts.length === 0 ? [] : await insertAlerts(tx, alerts)
    },

    async tidy(tx, now) {
      await tx.query('delete from alert_window where window_start < $1', [new Date(now.getTime() - TWO_DAYS)])
      await tx.query('delete from alert where tid < $1', [oldestDay(now)])
    },
  }
}

type Thresholds = { readonly [K in WindowKind]: { readonly antal: number; readonly minuter: number } }

function gatherWindows(records: readonly FollowedRecord[], threshold: Thresholds): readonly Window[] {
  const windows = new Map<string, Window>()
  const counted = new Set<string>()
  for (const record of records) {
    const { klient, slutanvandare, handelseId, tid, antal = 1 } = record.access
    if (klient === null || slutanvandare === null) continue
    for (const kind of windowKindsOf(record)) {
      // A lookup that shows several districts has a record in each log; the records are committed together and read
      // together.
      if (counted.has(`${kind} ${handelseId}`)) continue
      counted.add(`${kind} ${handelseId}`)
      const length = threshold[kind].minuter * ONE_MINUTE
      const start = Math.floor(Date.parse(tid) / length) * length
      const key = JSON.stringify([kind, klient, slutanvandare, start])
      const open = windows.get(key) ?? { slag: kind, klient, slutanvandare, start, records: [] }
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
  const { rows } = await tx.query<{ plats: number; antal: number }>(
    `with added as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[])
         with ordinality as n (slag, klient, slutanvandare, window_start, antal, plats)
     ), raknade as (
       insert into alert_window as f (slag, klient, slutanvandare, window_start, antal)
       select slag, klient, slutanvandare, window_start, antal from added
       on conflict (window_start, slag, klient, slutanvandare) do update set antal = f.antal + excluded.antal
       returning slag, klient, slutanvandare, window_start, antal
     )
     select added.plats, raknade.antal from added join raknade using (slag, klient, slutanvandare, window_start) order by plats`,
    [
      windows.map(({ slag }) => slag),
      windows.map(({ klient }) => klient),
      windows.map(({ slutanvandare }) => slutanvandare),
      windows.map(({ start }) => new Date(start)),
      windows.map(({ records }) => records.length),
    ],
  )
  return rows.map(({ antal }) => antal)
}

async function insertAlerts(tx: Tx, alerts: readonly Alert[]): Promise<readonly FollowedEvent[]> {
  const { rows } = await tx.query<{ slag: AlertKind }>(
    `insert into alert (slag, tid, logg, nummer, event_id)
     select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::bigint[], $5::text[])
     on conflict (slag, event_id) do nothing returning slag`,
    [
      alerts.map(({ slag }) => slag),
      alerts.map(({ record }) => record.access.tid),
      alerts.map(({ record }) => record.logg),
      alerts.map(({ record }) => record.nummer),
      alerts.map(({ record }) => record.access.handelseId),
    ],
  )
  const count = new Map<AlertKind, number>()
  for (const { slag } of rows) if (MAY_BE_REPORTED.has(slag)) count.set(slag, (count.get(slag) ?? 0) + 1)
  return [...count].map(([kind, added]) => ({ slag: kind, antal: added }))
}
