import type pg from 'pg'
import { Gauge } from 'prom-client'
import type { Informationsmangd } from '../../informationsmangd.ts'
import { inTransaction, type Tx } from '../../platform/database/database.ts'
import type { Measuring } from '../../platform/sampling.ts'
import type { Report, Side } from './report.ts'

/**
 * Keeps the newest finding. What could not be read this time keeps its former one, with its age; of topics and cases, which
 * are looked at whole, nothing else stays.
 */
export async function save(pool: pg.Pool, { comparisons, arenden, obstacle }: Report, time: Date): Promise<void> {
  const whole = (['amne', 'arende'] as const).filter((side) => !obstacle.some((one) => one.side === side))
  await inTransaction(pool, async (tx) => {
    await tx.query(
      `insert into reconciliation
       select r.side, r.source, r.stadsdel, r.mangd, $2, (r.their->>'count')::bigint, (r.mirror->>'count')::bigint,
              r.their->>'digest', r.mirror->>'digest', r."onTheWay", r.deviations
         from jsonb_to_recordset($1::jsonb) as r (side text, source text, stadsdel text, mangd text, their jsonb,
              mirror jsonb, "onTheWay" bigint, deviations bigint)
       on conflict (side, source, stadsdel, mangd) do update
          set compared = excluded.compared, count = excluded.count, mirror_count = excluded.mirror_count,
              digest = excluded.digest, mirror_digest = excluded.mirror_digest,
              on_the_way = excluded.on_the_way, deviations = excluded.deviations`,
      [JSON.stringify(comparisons), time],
    )
    if (whole.includes('arende'))
      await tx.query(
        `insert into reconciliation
         values ('arende', '-', '-', 'registrering', $1, 0, 0, '', '', 0, $2)
         on conflict (side, source, stadsdel, mangd) do update
            set compared = excluded.compared, deviations = excluded.deviations`,
        [time, arenden.length],
      )
    await tx.query('delete from reconciliation where side = any($1) and compared < $2', [whole, time])
  })
}

const SIDE_LABELS = { kalla: 'source', amne: 'topic', arende: 'arende' } as const satisfies Record<Side, string>

/** Deletes what was found of these kinds in the stadsdel; returns how many rows. */
export async function removeFindings(tx: Tx, stadsdel: string, mangder: readonly Informationsmangd[]): Promise<number> {
  const { rowCount } = await tx.query('delete from reconciliation where stadsdel = $1 and mangd = any($2)', [
    stadsdel,
    mangder,
  ])
  return rowCount ?? 0
}

/** What differs, and how old that knowledge is. Not how many there are of what: in a small stadsdel one more is somebody. */
export function measureReconciliation({ register, sampled }: Measuring, pool: pg.Pool): void {
  const deviations = new Gauge({
    name: 'insyn_reconciliation_differences',
    help: 'Uppgifter that the newest reconciliation found to differ from the mirror',
    labelNames: ['side', 'source', 'stadsdel', 'mangd'],
    registers: [register],
    collect: sampled(async () => {
      const { rows } = await pool.query<{
        side: Side
        source: string
        stadsdel: string
        mangd: string
        count: number
      }>('select side, source, stadsdel, mangd, deviations as count from reconciliation')
      deviations.reset()
      for (const { side, source, count, ...rest } of rows)
        deviations.set({ side: SIDE_LABELS[side], source, ...rest }, count)
    }),
  })
  const age = new Gauge({
    name: 'insyn_reconciliation_age_seconds',
    help: 'Age of the oldest finding of each side',
    labelNames: ['side'],
    registers: [register],
    collect: sampled(async () => {
      const { rows } = await pool.query<{ side: Side; age: number }>(
        `select side, extract(epoch from now() - min(compared))::float8 as age from reconciliation group by side`,
      )
      age.reset()
      for (const row of rows) age.set({ side: SIDE_LABELS[row.side] }, row.age)
    }),
  })
}
