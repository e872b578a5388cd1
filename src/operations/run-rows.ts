import type pg from 'pg'
import type { RunKind, RunStatus } from '../sync/run-record.ts'
import type { Scope } from '../sync/source.ts'
import type { Counts, NightState, Noted, Run } from './night-runs.ts'

/** A run as the table has it, without what would tell how many are protected. */
export interface RunRow extends Scope {
  readonly id: number
  readonly night: string
  readonly kind: RunKind
  readonly status: RunStatus
  readonly trigger: string
  readonly begun: Date
  readonly ended: Date | null
  readonly dueAt: Date | null
  readonly counts: Omit<Counts, 'read'>
  readonly progress: number
  readonly progressAt: Date | null
  readonly code: string | null
  readonly message: string | null
  readonly ordered: (Omit<Noted, 'at'> & { readonly at: string }) | null
  readonly abort: (Omit<Noted, 'at'> & { readonly at: string }) | null
  readonly fields: readonly string[]
}

/** A night is the day in Stockholm on which the run was due or, of a run that nothing was due for, began. */
export const NIGHT = `((coalesce(r.due_at, r.start) at time zone 'Europe/Stockholm')::date)::text`

const COLUMNS = `r.id, r.source, r.stadsdel, r.kind, r.status, r.trigger, r.start as begun, r.ended_at as ended,
  ${NIGHT} as night, r.due_at as "dueAt", r.progress, r.progress_at as "progressAt",
  jsonb_build_object('added', r.added, 'changed', r.changed, 'unchanged', r.unchanged, 'removed', r.removed,
    'quarantined', r.quarantine) as counts,
  coalesce(r.error_code, r.guard->>'reason') as code, r.error_message as message,
  case when o.id is null then null
       else jsonb_build_object('by', o.ordered_by, 'reason', o.reason, 'at', o.ordered_at) end as ordered,
  case when r.abort_asked is null then null
       else jsonb_build_object('by', r.abort_by, 'reason', r.abort_reason, 'at', r.abort_asked) end as abort,
  array(select jsonb_object_keys(r.unknown_fields) order by 1) as fields`

/** The moment that tells the night: indexed. */
export const MOMENT = 'coalesce(r.due_at, r.start)'

/** `r` is the run; `where` ends with what orders and limits. */
export async function runRows(pool: pg.Pool, where: string, values: readonly unknown[]): Promise<readonly RunRow[]> {
  const { rows } = await pool.query<RunRow>(
    `select ${COLUMNS} from sync_run r left join run_order o on o.id = r.ordered where ${where}`,
    [...values],
  )
  return rows
}

export const notedOf = (noted: RunRow['ordered']): Noted | null => noted && { ...noted, at: new Date(noted.at) }

export function stateOf({ status, counts }: Pick<RunRow, 'status' | 'counts'>): NightState {
  if (status === 'lyckad') return counts.quarantined > 0 ? 'klar-med-karantan' : 'klar'
  return STATES[status]
}

const STATES = { pagar: 'pagar', vantar: 'hallen', misslyckad: 'misslyckad', avbruten: 'ej-kord' } as const

/** Of a run under way the counts are as old as what was written last, and how much is read is told apart. */
export function countsOf({ status, counts, progress }: RunRow): Counts {
  const read = counts.added + counts.changed + counts.unchanged
  return { ...counts, read: status === 'pagar' ? Math.max(read, progress) : read }
}

export function runOf(row: RunRow, name: string): Run {
  const { id, source, stadsdel, night, kind, trigger, begun, ended } = row
  return {
    ...{ id, source, stadsdel, namn: name, night, kind, trigger, begun, ended },
    state: stateOf(row),
    ordered: notedOf(row.ordered),
    counts: countsOf(row),
  }
}

/** SQL: the scopes of these two values, as `s`: what is asked of each is found by its index. */
export const SCOPES = 'unnest($1::text[], $2::text[]) as s (source, stadsdel)'

export const scopeValues = (scopes: readonly Scope[]): [readonly string[], readonly string[]] => [
  scopes.map(({ source }) => source),
  scopes.map(({ stadsdel }) => stadsdel),
]

/** How many more items than the run before the newest complete run of a scope put in quarantine. */
export interface Growth extends Scope {
  readonly count: number
  readonly more: number
  readonly at: Date
}

/** Scopes whose newest complete run put more in quarantine than the one before it. */
export async function quarantineGrowth(pool: pg.Pool, scopes: readonly Scope[]): Promise<readonly Growth[]> {
  const { rows } = await pool.query<Growth>(
    `select s.source, s.stadsdel, n.count, n.count - coalesce(n.before, 0) as more, n.at
       from ${SCOPES} cross join lateral (
         select (array_agg(quarantine order by id desc))[1] as count, (array_agg(quarantine order by id desc))[2] as before,
                max(start) as at
           from (select id, start, quarantine from sync_run r
                  where r.source = s.source and r.stadsdel = s.stadsdel and r.kind = 'fullstandig'
                    and r.status in ('lyckad', 'vantar') order by r.id desc limit 2) r) n
      where n.count > coalesce(n.before, 0) order by more desc`,
    scopeValues(scopes),
  )
  return rows
}
