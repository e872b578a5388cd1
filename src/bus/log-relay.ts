import type pg from 'pg'
import { movePlace, unread } from '../atkomstlogg/follow/places.ts'
import { parseRecord } from '../atkomstlogg/record.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { logMessage } from './log-message.ts'
import type { BusPublisher } from './publisher.ts'

export interface LogRelayDeps {
  readonly pool: pg.Pool
  readonly keys: Pick<Keys, 'sealForLog'>
  readonly publisher: BusPublisher
  readonly topic: string
  /** Name of the installation. */
  readonly origin: string
}

const BATCH = 1_000
/** Its name among the readers of the logs. */
const READER = 'buss'

/**
 * Publishes what the access logs have gained, each in its own order, and returns how many records that were. How far it has come is kept
 * when the bus has it: at a crash in between, the same comes again under the same id. Done by the relay's leader only.
 */
export async function relayLogs(deps: LogRelayDeps): Promise<number> {
  let count = 0
  for (const { logg, from, to } of await unread(deps.pool, READER))
    count += await relayLog(deps, logg, from, Math.min(to, from + BATCH))
  return count
}

async function relayLog(deps: LogRelayDeps, log: string, from: number, to: number): Promise<number> {
  const { pool, keys, publisher, topic, origin } = deps
  const { rows } = await pool.query<{ record: string; leaf: Buffer }>(
    'select record, leaf from access_record where logg = $1 and nummer >= $2 and nummer < $3 order by nummer',
    [log, from, to],
  )
  // A record that was made unreadable holds nothing up: the checkpoints find it.
  const messages = rows.flatMap(({ record, leaf }) => {
    const stored = parseRecord(record)
    return (stored && logMessage(keys, stored, leaf, origin)) ?? []
  })
  if (messages.length > 0) await publisher.send(topic, await publisher.partition(topic, log), messages)
  await movePlace(pool, READER, log, to)
  return to - from
}
