import type pg from 'pg'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { RelayMetrics } from './relay.ts'

/** How far behind the outbox is, with or without a bus. Asked of the database when somebody looks. */
export function measureOutbox(register: Registry, pool: pg.Pool): void {
  const allRows = new Gauge({
    name: 'insyn_outbox_rows',
    help: 'Changes that have been mirrored and neither published nor handed to the mirror worker',
    registers: [register],
    async collect() {
      const { rows } = await pool.query<{ count: number }>('select count(*) as count from outbox')
      allRows.set(rows[0]?.count ?? 0)
    },
  })
  const oldest = new Gauge({
    name: 'insyn_outbox_oldest_seconds',
    help: 'Age of the oldest of them',
    registers: [register],
    async collect() {
      const { rows } = await pool.query<{ seconds: number }>(
        'select extract(epoch from now() - created_at)::float8 as seconds from outbox order by id limit 1',
      )
      oldest.set(rows[0]?.seconds ?? 0)
    },
  })
}

export function createRelayMetrics(register: Registry, pool: pg.Pool): RelayMetrics {
  const registers = [register]
  const leads = new Gauge({ name: 'insyn_relay_leader', help: '1 in the process that publishes', registers })
  const messages = new Counter({
    name: 'insyn_relay_messages_total',
    help: 'Messages that the bus has taken, and that it has refused',
    labelNames: ['outcome'],
    registers,
  })
  const parked = new Gauge({
    name: 'insyn_dead_letters',
    help: 'Messages that the bus refuses',
    registers,
    async collect() {
      const { rows } = await pool.query<{ count: number }>('select count(*) as count from dead_letter')
      parked.set(rows[0]?.count ?? 0)
    },
  })
  return {
    leads: (leading) => leads.set(leading ? 1 : 0),
    sent: (count) => messages.inc({ outcome: 'sent' }, count),
    parked: (count) => messages.inc({ outcome: 'dead-letter' }, count),
  }
}
