import { createHash } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { CheckpointPlace } from '../atkomstlogg/publish/place.ts'
import type { BusPublisher } from './publisher.ts'

/** What a record of the topic of checkpoints says. */
export const CheckpointRow = Type.Object(
  {
    logg: Type.String({ description: 'Code of the log; the key of the record too.' }),
    checkpoint: Type.String({
      description: 'Signed note (C2SP) with the number of records and the root of the tree: docs/atkomstlogg.md.',
    }),
  },
  { additionalProperties: false },
)

export interface CheckpointTopic {
  readonly publisher: BusPublisher & { close(): Promise<void> }
  readonly topic: string
  /** Name of the installation. */
  readonly origin: string
  readonly clock: () => Date
}

/** All of one log under one key, so that it stays in order. What comes twice has the same `ce_id`. */
export function createCheckpointTopic({ publisher, topic, origin, clock }: CheckpointTopic): CheckpointPlace {
  return {
    name: 'kafka',
    async publish(log, notes) {
      const messages = notes.map((note) => ({
        nyckel: log,
        value: Buffer.from(JSON.stringify({ logg: log, checkpoint: note } satisfies Static<typeof CheckpointRow>)),
        headers: {
          ce_specversion: '1.0',
          ce_id: createHash('sha256').update(note).digest('base64url'),
          ce_source: `/${origin}/atkomstlogg/${log}`,
          ce_type: 'se.insyn.kontrollpunkt.v1',
          ce_time: clock().toISOString(),
          'content-type': 'application/json',
        },
      }))
      await publisher.send(topic, await publisher.partition(topic, log), messages)
    },
    close: () => publisher.close(),
  }
}
