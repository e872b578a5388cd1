import type pg from 'pg'
import { movePlace, unread } from '../atkomstlogg/follow/places.ts'
import { parseRecord } from '../atkomstlogg/record.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { logMessage } from './log-message.ts'
import type { Message } from './message.ts'
import type { BusPublisher } from './publisher.ts'

export interface ForwardDeps {
  readonly pool: pg.Pool
  readonly keys: Pick<Keys, 'sealForLog'>
  /** Name of the installation. */
  readonly origin: string
}

export interface LogRelayDeps extends ForwardDeps {
  readonly publisher: BusPublisher
  readonly topic: string
}

const BATCH = 1_000
/** Its name among the readers of the logs. */
const READER = 'buss'

/** Publishes what the access logs have gained, and returns how many records that were. Done by the relay's leader only. */
export const relayLogs = ({ publisher, topic, ...deps }: LogRelayDeps): Promise<number> =>
  forwardLogs(deps, READER, async (log, messages) =>
    publisher.send(topic, await publisher.partition(topic, log), messages),
  )

/**
 * Hands on what the access logs have gained, each in its own order, and returns how many records that were. How far the reader
 * has come is kept when `send` has it: at a crash in between, the same comes again under the same id.
 */
export async function forwardLogs(
  deps: ForwardDeps,
  reader: string,
  send: (log: string, messages: readonly Message[]) => Promise<void>,
): Promise<number> {
  let count = 0
  for (const { logg, from, to } of await unread(deps.pool, reader)) {
    const end = Math.min(to, from + BATCH)
    const messages = await messagesOf(deps, logg, from, end)
    if (messages.length > 0) await send(logg, messages)
    await movePlace(deps.pool, reader, logg, end)
    count += end - from
  }
  return count
}

async function messagesOf(
  { pool, keys, origin }: ForwardDeps,
  log: string,
  from: number,
  to: number,
): Promise<readonly Message[]> {
  const { rows } = await pool.query<{ record: string; leaf: Buffer }>(
    'select record, leaf from access_record where logg = $1 and nummer >= $2 and nummer < $3 order by nummer',
    [log, from, to],
  )
  // A record that was made unreadable holds nothing up: the checkpoints find it.
  return rows.flatMap(({ record, leaf }) => {
    const stored = parseRecord(record)
    return (stored && logMessage(keys, stored, leaf, origin)) ?? []
  })
}
