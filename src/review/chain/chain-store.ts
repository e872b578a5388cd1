import type pg from 'pg'
import { Gauge } from 'prom-client'
import type { LogCheck } from '../../atkomstlogg/check-log.ts'
import { newestCheckpoint } from '../../atkomstlogg/checkpoint-file.ts'
import { type CheckpointDeps, ownVerifiers } from '../../atkomstlogg/checkpoints.ts'
import type { PlaceName } from '../../atkomstlogg/publish/place.ts'
import { readHeads } from '../../atkomstlogg/stored-tree.ts'
import type { Measuring } from '../../platform/sampling.ts'
import type { ChainReader, ChainState } from './chain-state.ts'

export interface ChainStore extends ChainReader {
  /** Asks for a check of the whole of these logs; of one that waits or runs nothing changes. */
  ask(logs: readonly string[]): Promise<void>
}

interface Row {
  readonly logg: string
  readonly asked: Date | null
  readonly passed: number | null
  readonly upto: number | null
  readonly checkedAt: Date | null
  readonly records: number | null
  readonly brokenFrom: number | null
  readonly brokenTo: number | null
}

export function postgresChain(deps: CheckpointDeps): ChainStore {
  const { pool, folder } = deps

  async function checkpointOf(log: string): Promise<ChainState['checkpoint']> {
    const saved = await newestCheckpoint(folder, log, ownVerifiers(deps, log))
    return saved === undefined ? undefined : { records: saved.checkpoint.size, root: saved.checkpoint.root }
  }

  return {
    async states(logs) {
      const [heads, { rows }, places, checkpoints] = await Promise.all([
        readHeads(pool, logs),
        pool.query<Row>(
          `select logg, asked, passed, upto, checked_at as "checkedAt", records, broken_from as "brokenFrom",
                  broken_to as "brokenTo"
             from chain_check where logg = any($1::text[])`,
          [logs],
        ),
        pool.query<{ logg: string; place: PlaceName; publishedAt: Date | null; behindSince: Date | null }>(
          `select logg, place, published_at as "publishedAt", behind_since as "behindSince"
             from checkpoint_place where logg = any($1::text[]) order by place`,
          [logs],
        ),
        Promise.all(logs.map(checkpointOf)),
      ])
      return logs.map((log, i) => ({
        logg: log,
        records: heads.get(log)?.size ?? 0,
        checkpoint: checkpoints[i],
        places: places.rows
          .filter((one) => one.logg === log)
          .map(({ place, publishedAt, behindSince }) => ({
            place,
            publishedAt: publishedAt ?? undefined,
            behindSince: behindSince ?? undefined,
          })),
        ...checksOf(rows.find((row) => row.logg === log)),
      }))
    },

    async ask(logs) {
      // In one order: two who ask at the same time never wait for each other.
      await pool.query(
        `insert into chain_check (logg, asked) select logg, now() from unnest($1::text[]) as logg order by logg
         on conflict (logg) do update set asked = coalesce(chain_check.asked, excluded.asked)`,
        [logs],
      )
    },
  }
}

function checksOf(row: Row | undefined): Pick<ChainState, 'checked' | 'running'> {
  if (row === undefined) return { checked: undefined, running: undefined }
  const { asked, checkedAt, brokenFrom, brokenTo } = row
  const broken = brokenFrom === null || brokenTo === null ? undefined : { from: brokenFrom, to: brokenTo }
  return {
    checked: checkedAt === null ? undefined : { at: checkedAt, records: row.records ?? 0, broken },
    running: asked === null ? undefined : { checked: row.passed ?? 0, of: row.upto ?? 0 },
  }
}

/** The log whose check was asked for first; undefined when none waits. */
export async function nextAsked(pool: pg.Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ logg: string }>(
    'select logg from chain_check where asked is not null order by asked, logg limit 1',
  )
  return rows[0]?.logg
}

/** The logs that nobody has checked for so many hours. */
export async function askWhereDue(pool: pg.Pool, hours: number): Promise<void> {
  await pool.query(
    `insert into chain_check (logg, asked)
     select h.logg, now() from log_head h left join chain_check c on c.logg = h.logg
      where c.checked_at is null or c.checked_at < now() - make_interval(hours => $1) order by h.logg
     on conflict (logg) do update set asked = coalesce(chain_check.asked, excluded.asked)`,
    [hours],
  )
}

export async function saveProgress(pool: pg.Pool, log: string, passed: number, upto: number): Promise<void> {
  await pool.query('update chain_check set passed = $2, upto = $3 where logg = $1', [log, passed, upto])
}

export async function saveResult(pool: pg.Pool, log: string, { records, broken }: LogCheck): Promise<void> {
  await pool.query(
    `update chain_check set asked = null, passed = null, upto = null, checked_at = now(), records = $2, broken_from = $3,
            broken_to = $4 where logg = $1`,
    [log, records, broken?.from ?? null, broken?.to ?? null],
  )
}

/** How many logs, and not which: that a board has a log to be broken is no secret, and nothing more is told here. */
export function measureChain({ register, sampled }: Measuring, pool: pg.Pool): void {
  const broken = new Gauge({
    name: 'insyn_atkomstlogg_broken',
    help: 'Access logs whose newest check found a record that is not what was signed',
    registers: [register],
    collect: sampled(async () => {
      const { rows } = await pool.query<{ count: number }>(
        'select count(*) as count from chain_check where broken_from is not null',
      )
      broken.set(rows[0]?.count ?? 0)
    }),
  })
}
