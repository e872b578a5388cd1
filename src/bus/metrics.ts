import type pg from 'pg'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Relaymatt } from './relay.ts'

/** How far behind the outbox is, with or without a bus. Asked of the database when somebody looks. */
export function matUtkorg(register: Registry, pool: pg.Pool): void {
  const rader = new Gauge({
    name: 'insyn_utkorg_rader',
    help: 'Changes that have been mirrored and neither published nor handed to the mirror worker',
    registers: [register],
    async collect() {
      const { rows } = await pool.query<{ antal: number }>('select count(*) as antal from utkorg')
      rader.set(rows[0]?.antal ?? 0)
    },
  })
  const aldst = new Gauge({
    name: 'insyn_utkorg_aldst_sekunder',
    help: 'Age of the oldest of them',
    registers: [register],
    async collect() {
      const { rows } = await pool.query<{ sekunder: number }>(
        'select extract(epoch from now() - skapad)::float8 as sekunder from utkorg order by id limit 1',
      )
      aldst.set(rows[0]?.sekunder ?? 0)
    },
  })
}

export function createRelaymatt(register: Registry, pool: pg.Pool): Relaymatt {
  const registers = [register]
  const leder = new Gauge({ name: 'insyn_relay_leder', help: '1 in the process that publishes', registers })
  const meddelanden = new Counter({
    name: 'insyn_relay_meddelanden_total',
    help: 'Messages that the bus has taken, and that it has refused',
    labelNames: ['utfall'],
    registers,
  })
  const parkerade = new Gauge({
    name: 'insyn_parkerade_meddelanden',
    help: 'Messages that the bus refuses',
    registers,
    async collect() {
      const { rows } = await pool.query<{ antal: number }>('select count(*) as antal from parkerat_meddelande')
      parkerade.set(rows[0]?.antal ?? 0)
    },
  })
  return {
    leder: (ja) => leder.set(ja ? 1 : 0),
    skickade: (antal) => meddelanden.inc({ utfall: 'skickat' }, antal),
    parkerade: (antal) => meddelanden.inc({ utfall: 'parkerat' }, antal),
  }
}
