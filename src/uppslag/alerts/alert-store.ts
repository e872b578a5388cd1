import type pg from 'pg'
import type { AlertKind } from '../../atkomstlogg/follow/alert-rules.ts'
import type { Page } from '../../access/paging.ts'

/** An alert: its kind, and the record that it points at. */
export interface Alert {
  readonly id: number
  /** Of the record. */
  readonly tid: Date
  readonly slag: AlertKind
  readonly logg: string
  readonly nummer: number
}

export interface AlertSelection {
  readonly slag?: AlertKind | undefined
  /** Days in Stockholm, `YYYY-MM-DD`, both included. */
  readonly fran?: string | undefined
  readonly till?: string | undefined
}

export interface AlertStore {
  /** Newest first, with the total over all pages. */
  list(selection: AlertSelection, page: Page): Promise<{ readonly larm: readonly Alert[]; readonly antal: number }>
}

const CONDITION = `
  where ($1::text is null or slag = $1)
    and ($2::date is null or tid >= $2::date::timestamp at time zone 'Europe/Stockholm')
    and ($3::date is null or tid < ($3::date + 1)::timestamp at time zone 'Europe/Stockholm')`

export function postgresAlerts(pool: pg.Pool): AlertStore {
  return {
    async list({ slag, fran, till }, { limit, page }) {
      const condition = [slag ?? null, fran ?? null, till ?? null]
      const [alerts, count] = await Promise.all([
        pool.query<Alert>(
          `select id, tid, slag, logg, nummer from alert ${CONDITION} order by tid desc, id desc limit $4 offset $5`,
          [...condition, limit, (page - 1) * limit],
        ),
        pool.query<{ antal: number }>(`select count(*) as antal from alert ${CONDITION}`, condition),
      ])
      return { larm: alerts.rows, antal: count.rows[0]?.antal ?? 0 }
    },
  }
}
