import type pg from 'pg'
import { Gauge } from 'prom-client'
import { behindSince } from '../atkomstlogg/follow/places.ts'
import type { SyslogEntry, SyslogSender } from '../atkomstlogg/publish/syslog-place.ts'
import { codeOrUnknown } from '../errors.ts'
import type { Log } from '../log.ts'
import { trySessionLock } from '../platform/database/session-lock.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import type { Measuring } from '../platform/sampling.ts'
import type { LogRow } from './log-message.ts'
import { type ForwardDeps, forwardLogs } from './log-relay.ts'
import type { Message } from './message.ts'

export interface LogFeedDeps extends ForwardDeps {
  readonly sender: SyslogSender
  readonly measuring: Measuring
  readonly log: Log
}

export interface LogFeed {
  start(): void
  stop(): Promise<void>
}

/** Held by the one hub that sends. */
const FEED_LOCK = 0x1c5f_0015
const READER = 'syslog'
const EVERY_MS = 1_000
const DEADLINE_MS = 30_000

/** The access logs as the topic has them, a line of syslog for each row: for whoever watches accesses and has no Kafka. */
export function createLogFeed(deps: LogFeedDeps, { everyMs = EVERY_MS } = {}): LogFeed {
  const { pool, measuring, log } = deps
  let repetition: Repetition | undefined
  let failing = false
  const behind = new Gauge({
    name: 'insyn_log_feed_oldest_seconds',
    help: 'Age of the oldest access record that the syslog receiver does not have',
    registers: [measuring.register],
    collect: measuring.sampled(async () => {
      const since = await feedBehindSince(pool)
      behind.set(since === undefined ? 0 : (Date.now() - since.getTime()) / 1000)
    }),
  })

  async function step(stopping: AbortSignal): Promise<number | undefined> {
    const count = await trySessionLock(pool, FEED_LOCK, () => feedLogs(deps, stopping))
    if (failing) log.info('log-feed-resumed')
    failing = false
    return count === undefined || count === 0 ? undefined : 0
  }

  return {
    start() {
      repetition = everyAfter(everyMs, async (stopping) => await step(stopping), {
        failed(error) {
          if (!failing) log.warn('log-feed-failed', { errorCode: codeOrUnknown(error) })
          failing = true
        },
      })
    },
    async stop() {
      await repetition?.stop()
    },
  }
}

/** Sends what the logs have gained, and returns how many records that were. */
export const feedLogs = (deps: Omit<LogFeedDeps, 'measuring' | 'log'>, stopping?: AbortSignal): Promise<number> =>
  forwardLogs(deps, READER, (_log, messages) => {
    const deadline = AbortSignal.timeout(DEADLINE_MS)
    return deps.sender.send(
      messages.map(entryOf),
      stopping === undefined ? deadline : AbortSignal.any([stopping, deadline]),
    )
  })

/** The time of the oldest record that is not sent. */
export const feedBehindSince = async (pool: pg.Pool): Promise<Date | undefined> =>
  (await behindSince(pool, [READER])).get(READER)

/** The members of the row, under their names; `id` is that of the message in the topic. Lists come one value at a time. */
function entryOf({ value, headers }: Message): SyslogEntry {
  const row = JSON.parse(String(value)) as LogRow
  const { visat, flaggor, ...single } = row
  const parameters = [
    ['id', headers.ce_id ?? ''] as const,
    ...Object.entries(single).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)] as const])),
    ...visat.map(({ mangd, falt }) => ['visat', `${mangd}: ${falt.join(' ')}`] as const),
    ...flaggor.map((flag) => ['flagga', flag] as const),
  ]
  return {
    time: new Date(row.tid),
    kind: 'atkomst',
    parameters,
    text: `${row.handelse} ${row.utfall} ${row.orsak}`,
  }
}
