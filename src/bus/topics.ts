import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'

export interface TopicOptions {
  readonly amnesprefix: string
  readonly amnen: {
    readonly partitioner: number
    readonly replikering: number
    readonly minInsync: number
    readonly loggDygn: number
  }
}

/** A topic as it should be. */
export interface Topic {
  readonly name: string
  readonly partitioner: number
  readonly replikering: number
  /** Kafka's own names and texts. */
  readonly settings: Readonly<Record<string, string>>
}

/** One way in which a topic is not what it should be; `is` is empty when there is no such topic. */
export interface TopicDrift {
  readonly topic: string
  readonly what: string
  readonly is: string
  readonly should: string
}

export const uppgiftTopic = (prefix: string, mangd: Informationsmangd): string => `${prefix}.${mangd}.v1`
export const logTopic = (prefix: string): string => `${prefix}.atkomstlogg.v1`
export const checkpointTopic = (prefix: string): string => `${prefix}.kontrollpunkt.v1`

const ONE_DAY = 24 * 3_600_000

/** Every topic of the hub. The number of partitions must never change: it decides where a key's messages go. */
export function topics({ amnesprefix, amnen: options }: TopicOptions): readonly Topic[] {
  const shared = {
    'min.insync.replicas': String(options.minInsync),
    'unclean.leader.election.enable': 'false',
    // Ours compress by gzip; what is kept is what was sent.
    'compression.type': 'producer',
  }
  const tillstand = {
    ...shared,
    'cleanup.policy': 'compact',
    // A state that has been superseded, or is gone, lies in no segment for more than about two days.
    'max.compaction.lag.ms': String(ONE_DAY),
    'segment.ms': String(ONE_DAY),
    'min.cleanable.dirty.ratio': '0.1',
    // A consumer that was away for a week still learns what has gone.
    'delete.retention.ms': String(7 * ONE_DAY),
  }
  const log = {
    ...shared,
    'cleanup.policy': 'delete',
    'retention.ms': String(options.loggDygn * ONE_DAY),
  }
  const count = { partitioner: options.partitioner, replikering: options.replikering }
  return [
    ...INFORMATIONSMANGDER.map((mangd) => ({
      name: uppgiftTopic(amnesprefix, mangd),
      ...count,
      settings: tillstand,
    })),
    { name: logTopic(amnesprefix), ...count, settings: log },
    // What others hold the logs against must not go before the logs do.
    { name: checkpointTopic(amnesprefix), ...count, settings: { ...log, 'retention.ms': '-1' } },
  ]
}
