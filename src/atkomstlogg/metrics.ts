import type pg from 'pg'
import { Gauge } from 'prom-client'
import type { Measuring } from '../platform/sampling.ts'
import type { Checkpoints } from './checkpoints.ts'

/**
 * The size is told in steps of so much: a lookup of somebody who is protected has a record more than one of somebody absent, and
 * nobody who reads the metrics may count them.
 */
const STEP = 16 * 1024 ** 2

/** Nothing of one log: when a board's own log grows, somebody has been looked up. */
export function measureLogs(
  { register, sampled }: Measuring,
  { pool, checkpoints }: { pool: pg.Pool; checkpoints: Pick<Checkpoints, 'wholeAt'> },
): void {
  const registers = [register]
  const age = new Gauge({
    name: 'insyn_checkpoint_age_seconds',
    help: 'Every access record that is older has a signed checkpoint',
    registers,
    collect() {
      age.set((Date.now() - checkpoints.wholeAt().getTime()) / 1000)
    },
  })
  const size = new Gauge({
    name: 'insyn_atkomstlogg_bytes',
    help: 'Storage of all access logs with their indexes, rounded up to whole steps of 16 MiB',
    registers,
    collect: sampled(async () => {
      const { rows } = await pool.query<{ bytes: number }>(
        `select coalesce(sum(pg_total_relation_size(relid)), 0)::bigint as bytes from pg_partition_tree('access_record')`,
      )
      size.set(Math.ceil((rows[0]?.bytes ?? 0) / STEP) * STEP)
    }),
  })
}
