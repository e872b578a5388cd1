import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'
import { MAL, pagaendePauser } from './delivery-tools.ts'

/** How open cases stand. Asked of the database when somebody looks. */
export function matLeveranser(register: Registry, pool: pg.Pool): void {
  const registers = [register]
  const aldst = new Gauge({
    name: 'insyn_leverans_aldst_sekunder',
    help: 'How long the delivery that has waited longest has waited',
    registers,
  })
  const leveranser = new Gauge({
    name: 'insyn_leveranser',
    help: 'Deliveries into open cases: waiting, set aside because the case system refuses them, and delivered',
    labelNames: ['status'],
    registers,
    async collect() {
      const { rows } = await pool.query<{ status: string; antal: number; sekunder: number }>(
        `select l.status, count(*) as antal, extract(epoch from now() - min(l.sedan))::float8 as sekunder
           from leverans l join arende a using (arende_id) where a.status = 'oppet' group by l.status`,
      )
      leveranser.reset()
      for (const status of ['vantar', 'parkerad', 'levererad'])
        leveranser.set({ status }, rows.find((rad) => rad.status === status)?.antal ?? 0)
      aldst.set(rows.find(({ status }) => status === 'vantar')?.sekunder ?? 0)
    },
  })
  const pausade = new Gauge({
    name: 'insyn_leveranser_pausade',
    help: '1 while nothing new is brought into cases, or to the bus',
    labelNames: ['mal'],
    registers,
    async collect() {
      const pauser = await pagaendePauser(pool)
      for (const mal of MAL) pausade.set({ mal }, pauser.some((paus) => paus.mal === mal) ? 1 : 0)
    },
  })
}
