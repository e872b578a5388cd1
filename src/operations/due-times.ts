import type pg from 'pg'
import { KINDS, MANGDER_OF_SOURCE } from '../informationsmangd.ts'
import type { Scope } from '../sync/source.ts'
import { nextTime } from './cron-times.ts'
import type { WorkKind } from './night-runs.ts'

/** When each kind of work is due: a cron expression by the clock in Stockholm. */
export type DueExpressions = Readonly<Partial<Record<WorkKind, string>>>

/** Work that is of every source × stadsdel by itself; the rest is of all at once. */
export const SCOPED = ['fullstandig', 'andrade', 'betalstatus'] as const satisfies readonly WorkKind[]
export type ScopedKind = (typeof SCOPED)[number]

export const isScoped = (kind: WorkKind): kind is ScopedKind => SCOPED.some((one) => one === kind)

/** Those of the scopes that work of this kind has anything to do in. */
export const scopesFor = (kind: WorkKind, scopes: readonly Scope[]): readonly Scope[] =>
  kind === 'betalstatus'
    ? scopes.filter(({ source }) => MANGDER_OF_SOURCE[source].some((mangd) => KINDS[mangd].refreshed !== undefined))
    : scopes

/** One due time; `source` and `stadsdel` are '-' for work that is of no scope. */
export interface DueTime {
  readonly kind: WorkKind
  readonly source: Scope['source'] | '-'
  readonly stadsdel: string
  readonly expression: string
  readonly dueAt: Date
}

const NO_SCOPE = { source: '-', stadsdel: '-' } as const

/**
 * Makes the table follow the settings and the scopes of today. What is there already keeps its time, also one that has passed; a new
 * or changed expression counts from now, and so does a time beyond the next two: a clock that had gone ahead moved it there. Only
 * beyond two, because a hub whose clock is a little behind finds what another has just done moved on by one.
 */
export async function settleDueTimes(
  pool: pg.Pool,
  expressions: DueExpressions,
  scopes: readonly Scope[],
  now: Date,
): Promise<void> {
  const wanted = Object.entries(expressions).flatMap(([kind, expression]) => {
    const dueAt = nextTime(expression, now)
    const places = isScoped(kind as WorkKind) ? scopesFor(kind as WorkKind, scopes) : [NO_SCOPE]
    if (dueAt === undefined) return []
    const farthest = nextTime(expression, dueAt) ?? 'infinity'
    return places.map(({ source, stadsdel }) => ({ kind, source, stadsdel, expression, dueAt, farthest }))
  })
  await pool.query(
    `with wanted as (
       select * from jsonb_to_recordset($1::jsonb)
         as w (kind text, source text, stadsdel text, expression text, "dueAt" timestamptz, farthest timestamptz)
     ), gone as (
       delete from due_time d
        where not exists (select from wanted w where w.kind = d.kind and w.source = d.source and w.stadsdel = d.stadsdel)
     )
     insert into due_time select kind, source, stadsdel, expression, "dueAt" from wanted
     on conflict (kind, source, stadsdel) do update set expression = excluded.expression, due_at = excluded.due_at
      where due_time.expression <> excluded.expression
         or due_time.due_at > (select farthest from wanted w
                                where w.kind = excluded.kind and w.source = excluded.source and w.stadsdel = excluded.stadsdel)`,
    [JSON.stringify(wanted)],
  )
}

/** What is due by now, the oldest first. */
export async function overdue(pool: pg.Pool, kinds: readonly WorkKind[], now: Date): Promise<readonly DueTime[]> {
  const { rows } = await pool.query<DueTime>(
    `select kind, source, stadsdel, expression, due_at as "dueAt" from due_time
      where kind = any($1) and due_at <= $2 order by due_at, array_position($1, kind), source, stadsdel`,
    [kinds, now],
  )
  return rows
}

/** The work was done, or is not to be: what comes next is due. Nothing happens to a time that has been moved meanwhile. */
export async function moveOn(pool: pg.Pool, done: readonly DueTime[], from: Date): Promise<void> {
  for (const { kind, source, stadsdel, expression, dueAt } of done)
    await pool.query(
      `update due_time set due_at = $6
        where kind = $1 and source = $2 and stadsdel = $3 and expression = $4 and due_at = $5`,
      [kind, source, stadsdel, expression, dueAt, nextTime(expression, from) ?? 'infinity'],
    )
}
