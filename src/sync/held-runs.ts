import type pg from 'pg'
import type { Volume } from './guard.ts'
import type { RunEnd } from './run-record.ts'
import type { Scope } from './source.ts'

/** A complete run that holds a deletion, until a later one of its scope has read as much. */
export interface HeldRun extends Scope {
  readonly id: number
  readonly since: Date
  readonly guard: NonNullable<RunEnd['guard']>
  readonly approved: { readonly atMost: number; readonly by: string; readonly reason: string; readonly at: Date } | null
  readonly rejected: { readonly by: string; readonly reason: string; readonly at: Date } | null
  /** A later read of the scope has taken its place: there is nothing left to decide. */
  readonly over: boolean
}

const HELD = `
  select r.id, r.source, r.stadsdel, coalesce(r.ended_at, r.start) as since, r.guard,
         case when a.id is null then null else jsonb_build_object('atMost', a.at_most, 'by', a.approved_by,
           'reason', a.reason, 'at', a.approved_at) end as approved,
         case when x.sync_run is null then null else jsonb_build_object('by', x.rejected_by, 'reason', x.reason,
           'at', x.rejected_at) end as rejected,
         exists (select from sync_run n where n.source = r.source and n.stadsdel = r.stadsdel and n.id > r.id
                    and n.status in ('lyckad', 'vantar') and (n.kind = 'fullstandig' or n.guard is not null)) as over
    from sync_run r
    left join approved_removal a on a.source = r.source and a.stadsdel = r.stadsdel and a.ended_at is null
    left join rejected_removal x on x.sync_run = r.id
   where r.status = 'vantar' and r.guard is not null`

interface Row extends Omit<HeldRun, 'approved' | 'rejected'> {
  readonly approved: (Omit<NonNullable<HeldRun['approved']>, 'at'> & { readonly at: string }) | null
  readonly rejected: (Omit<NonNullable<HeldRun['rejected']>, 'at'> & { readonly at: string }) | null
}

/** An approval is of its scope, and not of one run: what is open when a hold is over is of a later one. */
const heldRun = ({ approved, rejected, ...row }: Row): HeldRun => ({
  ...row,
  approved: row.over ? null : approved && { ...approved, at: new Date(approved.at) },
  rejected: rejected && { ...rejected, at: new Date(rejected.at) },
})

/** The newest of each scope that hold something now. */
export async function heldRuns(pool: pg.Pool): Promise<readonly HeldRun[]> {
  const { rows } = await pool.query<Row>(`select * from (${HELD}) as held where not over order by id`)
  return rows.map(heldRun)
}

/** What one run held, also when that is over. */
export async function heldBy(pool: pg.Pool, run: number): Promise<HeldRun | undefined> {
  const { rows } = await pool.query<Row>(`${HELD} and r.id = $1`, [run])
  return rows.map(heldRun)[0]
}

/** From how many uppgifter something would be taken away. */
export const touchedBy = (volumes: readonly Volume[]): number =>
  volumes.reduce((sum, { gone, reduced }) => sum + gone + reduced, 0)
