import type pg from 'pg'
import type { AlertKind } from '../../atkomstlogg/follow/alert-rules.ts'
import type { Page } from '../../access/paging.ts'

/** An alert: its kind, and the record that it points at. */
export interface Alert {
  readonly id: number
  /** Of the record. */
  readonly time: Date
  readonly kind: AlertKind
  readonly logg: string
  readonly nummer: number
}

export interface AlertSelection {
  readonly kind?: AlertKind | undefined
  /** Days in Stockholm, `YYYY-MM-DD`, both included. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export interface AlertStore {
  /** Newest first, with the total over all pages. */
  list(selection: AlertSelection, page: Page): Promise<{ readonly larm: readonly Alert[]; readonly count: number }>
}

const CONDITION = `
  where ($1::text is null or kind = $1)
    and ($2::date is null or time >= $2::date::timestamp at time zone 'Europe/Stockholm')
    and ($3::date is null or time < ($3::date + 1)::timestamp at time zone 'Europe/Stockholm')`

export function postgresAlerts(pool: pg.Pool): AlertStore {
  return {
    async list({ kind, from, to }, { limit, page }) {
      const condition = [kind ?? null, from ?? null, to ?? null]
      const [alerts, count] = await Promise.all([
        pool.query<Alert>(
          `select id, time, kind, logg, nummer from alert ${CONDITION} order by time desc, id desc limit $4 offset $5`,
          [...condition, limit, (page - 1) * limit],
        ),
        pool.query<{ count: number }>(`select count(*) as count from alert ${CONDITION}`, condition),
      ])
      return { larm: alerts.rows, count: count.rows[0]?.count ?? 0 }
    },
  }
}
