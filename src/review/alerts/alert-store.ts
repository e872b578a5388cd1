import type pg from 'pg'
import type { Page } from '../../access/paging.ts'
import type { AlertKind } from '../../atkomstlogg/follow/alert-rules.ts'
import { InsynError } from '../../errors.ts'

/** A person by their own token, who has taken care of an alert. */
export interface Acknowledgement {
  readonly utfardare: string
  readonly slutanvandare: string
  /** Sealed under the key of the alert's log. */
  readonly comment: string
}

/** An alert: its kind, and the record that it points at. */
export interface Alert {
  readonly publicId: string
  /** Of the record, or when it was found. */
  readonly time: Date
  readonly kind: AlertKind
  readonly logg: string
  /** Null for an alert about no record. */
  readonly nummer: number | null
  /** Whether that record has been pruned since. */
  readonly pruned: boolean
  /** Whether it tells that somebody is protected. */
  readonly isProtected: boolean
  readonly acknowledged: (Acknowledgement & { readonly time: Date }) | null
}

export const ALERT_STATUSES = ['nytt', 'kvitterat'] as const
export type AlertStatus = (typeof ALERT_STATUSES)[number]

/** The alerts that are there for an officer. */
export interface AlertScope {
  readonly logs: readonly string[]
  readonly mayProtected: boolean
}

export interface AlertSelection {
  readonly kind?: AlertKind | undefined
  readonly status?: AlertStatus | undefined
  /** Days in Stockholm, `YYYY-MM-DD`, both included. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export interface AlertStore {
  /** Newest first, with the total over all pages. */
  list(
    scope: AlertScope,
    selection: AlertSelection,
    page: Page,
  ): Promise<{ readonly larm: readonly Alert[]; readonly count: number }>
  /** The alert, if it is there for the officer. */
  find(scope: AlertScope, publicId: string): Promise<Alert | undefined>
  /** Whoever is first; throws KONFLIKT when another person came between the question and this. */
  acknowledge(publicId: string, by: Acknowledgement): Promise<NonNullable<Alert['acknowledged']>>
}

const COLUMNS = `a.public_id as "publicId", a.time, a.kind, a.logg, a.nummer, a.protected as "isProtected",
  coalesce((select p.upto > a.nummer from pruned_leaf p where p.logg = a.logg and p.nummer <= a.nummer
             order by p.nummer desc limit 1), false) as pruned, k.time as "atTime", k.utfardare, k.slutanvandare, k.comment`
const TABLES = 'from alert a left join alert_acknowledgement k on k.alert = a.id'
const IN_SCOPE = 'a.logg = any($1::text[]) and (not a.protected or $2::boolean)'
const CONDITION = `where ${IN_SCOPE}
    and ($3::text is null or a.kind = $3)
    and ($4::date is null or a.time >= $4::date::timestamp at time zone 'Europe/Stockholm')
    and ($5::date is null or a.time < ($5::date + 1)::timestamp at time zone 'Europe/Stockholm')
    and ($6::boolean is null or (k.alert is not null) = $6)`

interface Row extends Omit<Alert, 'acknowledged'> {
  readonly atTime: Date | null
  readonly utfardare: string
  readonly slutanvandare: string
  readonly comment: string
}

const alertOf = ({ atTime, utfardare, slutanvandare, comment, ...alert }: Row): Alert => ({
  ...alert,
  acknowledged: atTime === null ? null : { time: atTime, utfardare, slutanvandare, comment },
})

export function postgresAlerts(pool: pg.Pool): AlertStore {
  return {
    async list({ logs, mayProtected }, { kind, from, to, status }, { limit, page }) {
      const acknowledged = status === undefined ? null : status === 'kvitterat'
      const condition = [logs, mayProtected, kind ?? null, from ?? null, to ?? null, acknowledged]
      const [alerts, count] = await Promise.all([
        pool.query<Row>(`select ${COLUMNS} ${TABLES} ${CONDITION} order by a.time desc, a.id desc limit $7 offset $8`, [
          ...condition,
          limit,
          (page - 1) * limit,
        ]),
        pool.query<{ count: number }>(`select count(*) as count ${TABLES} ${CONDITION}`, condition),
      ])
      return { larm: alerts.rows.map(alertOf), count: count.rows[0]?.count ?? 0 }
    },

    async find({ logs, mayProtected }, publicId) {
      const { rows } = await pool.query<Row>(`select ${COLUMNS} ${TABLES} where ${IN_SCOPE} and a.public_id = $3`, [
        logs,
        mayProtected,
        publicId,
      ])
      return rows[0] === undefined ? undefined : alertOf(rows[0])
    },

    async acknowledge(publicId, { utfardare, slutanvandare, comment }) {
      await pool.query(
        `insert into alert_acknowledgement (alert, utfardare, slutanvandare, comment)
         select id, $2, $3, $4 from alert where public_id = $1 on conflict (alert) do nothing`,
        [publicId, utfardare, slutanvandare, comment],
      )
      const { rows } = await pool.query<NonNullable<Alert['acknowledged']>>(
        `select k.time, k.utfardare, k.slutanvandare, k.comment
           from alert_acknowledgement k join alert a on a.id = k.alert where a.public_id = $1`,
        [publicId],
      )
      const [stored] = rows
      if (stored?.utfardare !== utfardare || stored.slutanvandare !== slutanvandare)
        throw new InsynError('KONFLIKT', 'somebody else has acknowledged the alert')
      return stored
    },
  }
}
