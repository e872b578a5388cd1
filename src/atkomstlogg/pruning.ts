import type pg from 'pg'
import type { PruningDetails } from './access.ts'
import { join } from './missing-records.ts'
import { operatorRecord, type RecordThen } from './record-then.ts'
import type { Stretch } from './refuted.ts'
import { readHead } from './stored-tree.ts'

/** How many records are looked at, and how many are pruned in one transaction. */
const PORTION = 100_000
/** Kept stretches that one record names. */
const MOST_KEPT = 500

export interface PruningDeps {
  readonly pool: pg.Pool
  readonly recordThen: RecordThen
  readonly clock: () => Date
}

export interface PruningOrder {
  readonly logg: string
  /** Records of before this moment have been kept long enough. */
  readonly before: Date
  readonly years: number
  /** What sets the years: diarienummer of an avtal, or a setting. */
  readonly rule: string
}

/** What may go: all of `[from, to)` that is there, but for `kept`. */
interface Batch extends Stretch {
  readonly kept: readonly Stretch[]
  readonly count: number
  readonly held: number
}

export interface PruningPlan {
  readonly batches: readonly Batch[]
  readonly count: number
  /** Records whose time has run out and that a hold keeps. */
  readonly held: number
}

interface State extends Stretch {
  readonly state: 'going' | 'held' | 'kept'
}

/**
 * What a pruning of the log would take now. The time in a record is the clock of a hub, so that times do not rise strictly: a
 * record goes when its own time is past, and so is that of every record before it. A time that is still to come tells nothing of
 * the records after it.
 */
export async function planPruning(
  { pool, clock }: Pick<PruningDeps, 'pool' | 'clock'>,
  { logg, before }: Pick<PruningOrder, 'logg' | 'before'>,
): Promise<PruningPlan> {
  const { rows } = await pool.query<{ first: number | null; end: number | null }>(
    `select (select nummer from access_record where logg = $1 order by nummer limit 1) as first,
            (select nummer from access_record where logg = $1 and tid >= $2 and tid <= $3 order by nummer limit 1) as end`,
    [logg, before, clock()],
  )
  const end = rows[0]?.end ?? (await readHead(pool, logg)).size
  const states: State[] = []
  for (let at = rows[0]?.first ?? end; at < end; at += PORTION)
    states.push(...(await readStates(pool, logg, before, { from: at, to: Math.min(at + PORTION, end) })))
  const batches = batchesOf(states)
  const sizeOf = (state: State['state']) =>
    states.reduce((sum, one) => (one.state === state ? sum + one.to - one.from : sum), 0)
  return { batches, count: sizeOf('going'), held: sizeOf('held') }
}

async function readStates(pool: pg.Pool, log: string, before: Date, { from, to }: Stretch): Promise<State[]> {
  const { rows } = await pool.query<State>(
    `select min(nummer) as "from", max(nummer) + 1 as "to", state
       from (select nummer, state, nummer - row_number() over (partition by state order by nummer) as island
               from (select nummer,
                            case when tid >= $4 or record_explains_log(record) then 'kept'
                                 when record_is_held(logg, tid, person_ref, record) then 'held' else 'going' end as state
                       from access_record where logg = $1 and nummer >= $2 and nummer < $3) of_record) of_island
      group by state, island order by 1`,
    [log, from, to, before],
  )
  return rows
}

/** Begins and ends each batch with something that goes. */
function batchesOf(states: readonly State[]): readonly Batch[] {
  const batches: { from: number; to: number; kept: State[]; count: number }[] = []
  let between: State[] = []
  for (const one of states) {
    const batch = batches.at(-1)
    if (one.state !== 'going') between.push(one)
    else if (batch !== undefined && batch.kept.length + between.length <= MOST_KEPT) {
      batch.kept.push(...between)
      batch.count += one.to - one.from
      batch.to = one.to
      between = []
    } else {
      batches.push({ from: one.from, to: one.to, kept: [], count: one.to - one.from })
      between = []
    }
  }
  return batches.map(({ kept, ...batch }) => ({
    ...batch,
    kept: join(kept),
    held: kept.reduce((sum, { state, from, to }) => (state === 'held' ? sum + to - from : sum), 0),
  }))
}

/**
 * Prunes what the plan says, a batch at a time: first the record of it, in the log itself, then the records, whose leaf hashes are
 * kept in the same transaction. The database lets go of nothing else. A pruning that is cut off leaves the rest to the next one,
 * which says in a record of its own what it takes. Returns how many records went.
 */
export async function prune(
  { pool, recordThen, clock }: PruningDeps,
  { logg, before, years, rule }: PruningOrder,
  { batches }: Pick<PruningPlan, 'batches'>,
  { by, klient }: { by: string | null; klient: string },
): Promise<number> {
  let total = 0
  for (const { from, to, kept, count, held } of batches) {
    const act = operatorRecord({ logg, handelse: 'gallring', orsak: 'gallrad', by, klient }, clock())
    const details: PruningDetails = {
      fran: from,
      till: to,
      antal: count,
      kvar: kept.map(({ from, to }) => (to === from + 1 ? String(from) : `${String(from)}-${String(to - 1)}`)),
      hallna: held,
      aldreAn: before.toISOString(),
      ar: years,
      regel: rule,
    }
    total += await recordThen({ logg, access: { ...act.access, detaljer: { ...details } } }, ({ nummer }) =>
      pruneBatch(pool, { logg, nummer }, { from, to }),
    )
  }
  // A name that no record has any longer goes too.
  if (total > 0) await pool.query('select drop_unused_access_actors()')
  return total
}

async function pruneBatch(
  pool: pg.Pool,
  { logg, nummer }: { logg: string; nummer: number },
  { from, to }: Stretch,
): Promise<number> {
  let gone = 0
  for (let at = from, end = at; at < to; at = end) {
    // Along the partitions, which then go whole.
    end = Math.min(to, (Math.floor(at / PORTION) + 1) * PORTION)
    const { rows } = await pool.query<{ count: number }>('select prune_access_records($1, $2, $3, $4) as count', [
      logg,
      nummer,
      at,
      end,
    ])
    gone += rows[0]?.count ?? 0
  }
  return gone
}
