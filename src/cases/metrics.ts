import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'
import { PAUSE_TARGETS, pausesInForce } from './delivery-tools.ts'

/** How open cases stand. Asked of the database when somebody looks. */
export function measureDeliveries(register: Registry, pool: pg.Pool): void {
  const registers = [register]
  const oldest = new Gauge({
    name: 'insyn_leverans_aldst_sekunder',
    help: 'How long the delivery that has waited longest has waited',
    registers,
  })
  const deliveries = new Gauge({
    name: 'insyn_leveranser',
    help: 'Deliveries into open cases: waiting, set aside because the case system refuses them, and delivered',
    labelNames: ['status'],
    registers,
    async collect() {
      const { rows } = await pool.query<{ status: string; antal: number; seconds: number }>(
        `select l.status, count(*) as antal, extract(epoch from now() - min(l.sedan))::float8 as sekunder
           from delivery l join arende a using (arende_id) where a.status = 'oppet' group by l.status`,
      )
      deliveries.reset()
      for (const status of ['vantar', 'parkerad', 'levererad'])
        deliveries.set({ status }, rows.find((row) => row.status === status)?.antal ?? 0)
      oldest.set(rows.find(({ status }) => status === 'vantar')?.seconds ?? 0)
    },
  })
  const paused = new Gauge({
    name: 'insyn_leveranser_pausade',
    help: '1 while nothing new is brought into cases, or to the bus',
    labelNames: ['mal'],
    registers,
    async collect() {
      const pauses = await pausesInForce(pool)
      for (const mal of PAUSE_TARGETS) paused.set({ mal }, pauses.some((pause) => pause.target === mal) ? 1 : 0)
    },
  })
}
