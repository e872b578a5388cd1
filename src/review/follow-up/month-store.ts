import { setImmediate } from 'node:timers/promises'
import type pg from 'pg'
import type { Access } from '../../atkomstlogg/access.ts'
import type { FollowedRecord } from '../../atkomstlogg/follow/log-reader.ts'
import { inTransaction, type Tx } from '../../platform/database/database.ts'
import { daysAfter } from '../../platform/stockholm-time.ts'
import { createEvaluation, type Evaluation, type EvaluationContext, firstDay, type Part } from './evaluate.ts'
import { contentOf, type Rules, type RulesContent } from './rules-file.ts'

const PAGE = 1_000
const AT_ONCE = 50
/** Wider than a month can be by any clock; what belongs to it is decided record by record. */
const LONGEST = 32

export type Evaluations = Readonly<Record<Part, Evaluation>>

/** Both parts of a month of a log, from its first `size` records. */
export async function evaluateMonth(
  db: pg.Pool | Tx,
  rules: Rules,
  { logg, month, size }: { readonly logg: string; readonly month: string; readonly size: number },
  context: EvaluationContext,
): Promise<Evaluations> {
  const open = createEvaluation(rules, month, 'open', context)
  const all = createEvaluation(rules, month, 'protected', context)
  const from = daysAfter(firstDay(month, rules), -1)
  const to = daysAfter(`${month}-01`, LONGEST)
  for (let next = 0; next < size;) {
    const { rows } = await db.query<{ nummer: number; record: string }>({
      name: 'follow-up-records',
      text: `select nummer, record from access_record
              where logg = $1 and nummer >= $2 and nummer < $3 and tid >= $4 and tid < $5 order by nummer limit $6`,
      values: [logg, next, size, from, to, PAGE],
    })
    for (const [index, { nummer, record }] of rows.entries()) {
      // The same thread answers lookups, and none may wait for a whole page.
      if (index % AT_ONCE === AT_ONCE - 1) await setImmediate()
      const followed = followedRecord(logg, nummer, record)
      if (followed === undefined) continue
      open.take(followed)
      all.take(followed)
    }
    next = rows.length < PAGE ? size : (rows.at(-1)?.nummer ?? size) + 1
  }
  return { open: open.result(), protected: all.result() }
}

/** Undefined for what was made unreadable, and for what stands where a record was lost: checkpoints tell of both. */
export function followedRecord(log: string, number: number, record: string): FollowedRecord | undefined {
  try {
    const { atkomst: access } = JSON.parse(record) as { atkomst?: Access }
    return access === undefined
      ? undefined
      : { logg: log, nummer: number, access: { ...access, flaggor: access.flaggor ?? [] } }
  } catch {
    return undefined
  }
}

export async function keepRules(db: pg.Pool | Tx, rules: Rules): Promise<void> {
  await db.query('insert into review_rules (version, content) values ($1, $2) on conflict do nothing', [
    rules.version,
    JSON.stringify(contentOf(rules)),
  ])
}

export async function rulesOf(db: pg.Pool | Tx, version: string): Promise<RulesContent | undefined> {
  const { rows } = await db.query<{ content: RulesContent }>('select content from review_rules where version = $1', [
    version,
  ])
  return rows[0]?.content
}

/** Puts an evaluation in the place of an earlier one of the month. One of fewer records is kept out. */
export function storeEvaluations(
  pool: pg.Pool,
  rules: Rules,
  { logg, month, size }: { readonly logg: string; readonly month: string; readonly size: number },
  evaluations: Evaluations,
  now: Date,
): Promise<void> {
  return inTransaction(pool, async (tx) => {
    await keepRules(tx, rules)
    for (const part of ['open', 'protected'] as const) {
      const { population, flags, counts } = evaluations[part]
      const { rowCount } = await tx.query(
        `insert into review_month as m (logg, month, part, version, evaluated, up_to, population)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (logg, month, part) do update
            set version = excluded.version, evaluated = excluded.evaluated, up_to = excluded.up_to,
                population = excluded.population
          where m.up_to <= excluded.up_to`,
        [logg, month, part, rules.version, now, size, population.length],
      )
      if (rowCount === 0) return
      await tx.query('delete from review_flag where logg = $1 and month = $2 and part = $3', [logg, month, part])
      await tx.query(
        `insert into review_flag (logg, month, part, nummer, rule, version, measured)
         select $1, $2, $3, nummer, rule, $4, measured
           from unnest($5::bigint[], $6::text[], $7::jsonb[]) as f (nummer, rule, measured)`,
        [
          ...[logg, month, part, rules.version],
          flags.map(({ nummer }) => nummer),
          flags.map(({ regel }) => regel),
          flags.map(({ measured }) => JSON.stringify(measured)),
        ],
      )
      if (part === 'protected') continue
      await tx.query('delete from review_count where logg = $1 and month = $2', [logg, month])
      await tx.query(
        `insert into review_count (logg, month, part, unit, andamal, outcome, count)
         select $1, $2, 'open', unit, andamal, outcome, count
           from unnest($3::text[], $4::text[], $5::text[], $6::bigint[]) as c (unit, andamal, outcome, count)`,
        [
          ...[logg, month],
          counts.map(({ unit }) => unit),
          counts.map(({ andamal }) => andamal ?? ''),
          counts.map(({ utfall }) => utfall),
          counts.map(({ count }) => count),
        ],
      )
    }
  })
}

/** How many records of the log the newest evaluation was made of, and by which rules. */
export async function evaluatedUpTo(
  db: pg.Pool | Tx,
  log: string,
  month: string,
): Promise<{ readonly version: string; readonly size: number; readonly evaluated: Date } | undefined> {
  const { rows } = await db.query<{ version: string; size: number; evaluated: Date }>(
    `select version, up_to as size, evaluated from review_month where logg = $1 and month = $2 and part = 'open'`,
    [log, month],
  )
  return rows[0]
}
