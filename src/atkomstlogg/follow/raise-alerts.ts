import type { Tx } from '../../platform/database/database.ts'
import { OWN_LOG } from '../access.ts'
import { type AlertKind, MAY_BE_REPORTED } from './alert-rules.ts'
import type { FollowedEvent } from './log-reader.ts'

export interface RaisedAlert {
  readonly kind: AlertKind
  /** The log whose officers it is for; OWN_LOG for what concerns the hub itself. */
  readonly logg: string
  /** Of the record that it points at; null when it is about no record. */
  readonly nummer: number | null
  /** ISO 8601 UTC. */
  readonly time: string
  /** The same finding again, in the same log, is the same alert. */
  readonly about: string
  /** Tells, by its kind or its record, that somebody is protected. */
  readonly isProtected: boolean
}

/**
 * Adds alerts, each once, and returns what operations staff may be told of. Of a request that is refused in the hub's own
 * log and in those of the boards that flagged the person, the former alone counts: how many boards there are depends on the
 * person.
 */
export async function raiseAlerts(tx: Tx, alerts: readonly RaisedAlert[]): Promise<readonly FollowedEvent[]> {
  if (alerts.length === 0) return []
  const { rows } = await tx.query<{ kind: AlertKind; logg: string }>(
    `insert into alert (kind, time, logg, nummer, event_id, protected)
     select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::bigint[], $5::text[], $6::boolean[])
     on conflict (kind, event_id, logg) do nothing returning kind, logg`,
    [
      alerts.map(({ kind }) => kind),
      alerts.map(({ time }) => time),
      alerts.map(({ logg }) => logg),
      alerts.map(({ nummer }) => nummer),
      alerts.map(({ about }) => about),
      alerts.map(({ isProtected }) => isProtected),
    ],
  )
  const count = new Map<AlertKind, number>()
  for (const { kind, logg } of rows)
    if (MAY_BE_REPORTED.has(kind) && (logg === OWN_LOG || kind !== 'eget-nummer'))
      count.set(kind, (count.get(kind) ?? 0) + 1)
  return [...count].map(([kind, added]) => ({ kind, count: added }))
}
