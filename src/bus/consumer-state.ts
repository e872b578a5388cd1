import { hostname } from 'node:os'
import type pg from 'pg'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Log } from '../log.ts'
import { everyAfter } from '../platform/every-after.ts'

/** Whether a consumer is in its group, and if not, why: a kind of failure, nothing of what was read. */
export interface ConsumerState {
  readonly joined: boolean
  readonly reason: string
}

export interface ConsumerWatch {
  /** As often as the consumer can tell. */
  state(now: ConsumerState): void
  unreadable(topic: string, codec: string): void
  start(): void
  stop(): Promise<void>
}

interface WatchDeps {
  readonly pool: pg.Pool
  readonly group: string
  readonly register: Registry
  readonly log: Log
}

const WRITE_MS = 5_000
/** A change of members or a broker that restarts takes less. */
const GRACE_MS = 60_000

/** Keeps for all processes whether this one's consumer is in its group: without one, nothing of the bus reaches a case. */
export function createConsumerWatch(
  { pool, group, register, log }: WatchDeps,
  { writeMs = WRITE_MS, graceMs = GRACE_MS } = {},
): ConsumerWatch {
  const registers = [register]
  const joins = new Gauge({
    name: 'insyn_consumer_joined',
    help: '1 while this hub reads the bus as a member of its group',
    registers,
  })
  const passed = new Counter({
    name: 'insyn_unreadable_batches_total',
    help: 'Batches of our topics that cannot be opened and were passed by',
    labelNames: ['topic', 'codec'],
    registers,
  })
  const member = `${hostname()}/${process.pid}`
  let now: ConsumerState & { readonly since: Date } = { joined: false, reason: 'not started', since: new Date() }
  let told = false
  let writing: ReturnType<typeof everyAfter> | undefined

  async function write(): Promise<void> {
    const { joined, reason, since } = now
    if (!joined && !told && Date.now() - since.getTime() >= graceMs) {
      log.error('consumer-not-in-group', { reason })
      told = true
    }
    await pool.query(
      `insert into consumer_state (consumer_group, member, joined, reason, since, seen_at) values ($1, $2, $3, $4, $5, now())
       on conflict (consumer_group, member) do update
          set joined = excluded.joined, reason = excluded.reason, since = excluded.since, seen_at = excluded.seen_at`,
      [group, member, joined, reason, since],
    )
    await pool.query(`delete from consumer_state where seen_at < now() - interval '1 hour'`)
  }

  return {
    state({ joined, reason }) {
      joins.set(joined ? 1 : 0)
      now = { joined, reason, since: joined === now.joined ? now.since : new Date() }
      if (joined && told) {
        log.info('consumer-in-group')
        told = false
      }
    },
    unreadable: (topic, codec) => passed.inc({ topic, codec }),
    start() {
      // A database that is away says so itself, and metrics tell what this row does.
      writing = everyAfter(writeMs, write, { failed: () => undefined })
    },
    async stop() {
      await writing?.stop()
      await pool.query('delete from consumer_state where member = $1', [member]).catch(() => undefined)
    },
  }
}

export interface Unheard {
  readonly reason: string
  readonly since: Date
}

/** Why no hub reads the bus, when one has said so for a minute and none is in the group. */
export async function unheard(pool: pg.Pool, group: string): Promise<Unheard | undefined> {
  const { rows } = await pool.query<Unheard & { readonly any: boolean }>(
    `select reason, since, bool_or(joined) over () as any from consumer_state
      where consumer_group = $1 and seen_at > now() - interval '1 minute' order by since desc`,
    [group],
  )
  const [newest] = rows
  if (newest === undefined || newest.any || Date.now() - newest.since.getTime() < GRACE_MS) return undefined
  return { reason: newest.reason, since: newest.since }
}
