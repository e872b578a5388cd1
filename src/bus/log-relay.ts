import type pg from 'pg'
import { readRecord } from '../atkomstlogg/record.ts'
import { logMessage } from './log-message.ts'
import type { BusPublisher } from './publisher.ts'

export interface LogRelayDeps {
  readonly pool: pg.Pool
  readonly publisher: BusPublisher
  readonly topic: string
  /** Name of the installation. */
  readonly origin: string
}

const BATCH = 1_000
/** Among those who follow the logs. */
const READER = 'buss'

/**
 * Publishes what the access logs have gained, each in its own order, and returns how much that was. How far it has come is kept
 * when the bus has it: at a crash in between, the same comes again under the same id. Done by the relay's leader only.
 */
export async function relayLogs(deps: LogRelayDeps): Promise<number> {
  const { rows } = await deps.pool.query<{ logg: string; fran: number; till: number }>(
    `select h.logg, coalesce(f.nummer, 0) as fran, least(h.size, coalesce(f.nummer, 0) + $2) as till
       from log_head h left join log_follower f on f.logg = h.logg and f.reader = $1
      where h.size > coalesce(f.nummer, 0) order by h.logg`,
    [READER, BATCH],
  )
  let count = 0
  for (const { logg, fran, till } of rows) count += await relayLog(deps, logg, fran, till)
  return count
}

async function relayLog(deps: LogRelayDeps, log: string, from: number, to: number): Promise<number> {
  const { pool, publisher, topic, origin } = deps
  const { rows } = await pool.query<{ record: string }>(
    'select record from access_record where logg = $1 and nummer >= $2 and nummer < $3 order by nummer',
    [log, from, to],
  )
  // What somebody has made unreadable holds nothing up: finding it out is the checkpoints' work.
  const messages = rows.flatMap(({ record }) => {
    const last = readRecord(record)
    return last === undefined ? [] : [logMessage(last, origin)]
  })
  if (messages.length > 0) await publisher.send(topic, await publisher.partition(topic, log), messages)
  await pool.query(
    `insert into log_follower (reader, logg, nummer) values ($1, $2, $3)
     on conflict (reader, logg) do update set nummer = excluded.nummer`,
    [READER, log, to],
  )
  return to - from
}
