import type pg from 'pg'
import { Counter, Gauge } from 'prom-client'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import type { Measuring } from '../platform/sampling.ts'
import type { RelayMetrics } from './relay.ts'

/** How far behind the outbox is, with or without a bus. Asked of the database when somebody looks. */
export function measureOutbox({ register, sampled }: Measuring, pool: pg.Pool): void {
  const allRows = new Gauge({
    name: 'insyn_outbox_rows',
    help: 'Changes that have been mirrored and neither published nor handed to the mirror worker',
    registers: [register],
    collect: sampled(async () => {
      const { rows } = await pool.query<{ count: number }>('select count(*) as count from outbox')
      allRows.set(rows[0]?.count ?? 0)
    }),
  })
  const oldest = new Gauge({
    name: 'insyn_outbox_oldest_seconds',
    help: 'Age of the oldest of them',
    registers: [register],
    collect: sampled(async () => {
      const { rows } = await pool.query<{ seconds: number }>(
        'select extract(epoch from now() - created_at)::float8 as seconds from outbox order by id limit 1',
      )
      oldest.set(rows[0]?.seconds ?? 0)
    }),
  })
}

export function createRelayMetrics({ register, sampled }: Measuring, pool: pg.Pool): RelayMetrics {
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
    collect: sampled(async () => {
      const { rows } = await pool.query<{ count: number }>('select count(*) as count from dead_letter')
      parked.set(rows[0]?.count ?? 0)
    }),
  })
  return {
    leads: (leading) => leads.set(leading ? 1 : 0),
    sent: (count) => messages.inc({ outcome: 'sent' }, count),
    parked: (count) => messages.inc({ outcome: 'dead-letter' }, count),
  }
}

const LAG_MS = 15_000

/**
 * How far the mirror workers are behind the topics. Asked of the brokers beside everything else: nobody who asks for the metrics
 * waits for them, and what is not known is absent.
 */
export function measureLag(
  { register }: Pick<Measuring, 'register'>,
  readLag: () => Promise<ReadonlyMap<string, number>>,
): Repetition {
  const lag = new Gauge({
    name: 'insyn_consumer_lag_messages',
    help: 'Messages in a topic that the consumer group of the mirror workers has not taken',
    labelNames: ['topic'],
    registers: [register],
  })
  return everyAfter(
    LAG_MS,
    async () => {
      const known = await readLag()
      lag.reset()
      for (const [topic, count] of known) lag.set({ topic }, count)
    },
    { failed: () => lag.reset() },
  )
}
