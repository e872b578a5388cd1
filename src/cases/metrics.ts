import type pg from 'pg'
import { Gauge } from 'prom-client'
import type { Measuring } from '../platform/sampling.ts'
import { PAUSE_TARGETS, pausesInForce, type PauseTarget } from './pause.ts'

const STATUS_LABELS = [
  ['vantar', 'waiting'],
  ['parkerad', 'parked'],
  ['levererad', 'delivered'],
] as const
const TARGET_LABELS = { arendesystem: 'case-system', buss: 'bus' } as const satisfies Record<PauseTarget, string>

/** How open cases stand. Asked of the database when somebody looks. */
export function measureDeliveries({ register, sampled }: Measuring, pool: pg.Pool): void {
  const registers = [register]
  const collect = sampled(async () => {
    const { rows } = await pool.query<{ status: string; count: number; seconds: number }>(
      `select l.status, count(*) as count, extract(epoch from now() - min(l.since))::float8 as seconds
         from delivery l join arende a using (arende_id) where a.status = 'oppet' group by l.status`,
    )
    deliveries.reset()
    for (const [status, label] of STATUS_LABELS)
      deliveries.set({ status: label }, rows.find((row) => row.status === status)?.count ?? 0)
    oldest.set(rows.find(({ status }) => status === 'vantar')?.seconds ?? 0)
  })
  const oldest = new Gauge({
    name: 'insyn_deliveries_oldest_seconds',
    help: 'How long the delivery that has waited longest has waited',
    registers,
    collect,
  })
  const deliveries = new Gauge({
    name: 'insyn_deliveries',
    help: 'Deliveries into open cases: waiting, set aside because the case system refuses them, and delivered',
    labelNames: ['status'],
    registers,
    collect,
  })
  const paused = new Gauge({
    name: 'insyn_deliveries_paused',
    help: '1 while nothing new is brought into cases, or to the bus',
    labelNames: ['target'],
    registers,
    collect: sampled(async () => {
      const pauses = await pausesInForce(pool)
      for (const target of PAUSE_TARGETS)
        paused.set({ target: TARGET_LABELS[target] }, pauses.some((pause) => pause.target === target) ? 1 : 0)
    }),
  })
}
