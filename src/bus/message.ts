/**
 * One record of a topic. CloudEvents 1.0 in Kafka's binary mode: the attributes are headers, the value is the data. Key
 * and headers hold opaque references only; the value is encrypted, and null when the uppgift is gone.
 */
export interface Message {
  readonly nyckel: string
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, string>>
}

/** One that was read, with where it stood. */
export interface ReadMessage extends Message {
  readonly topic: string
  readonly partition: number
  /** Decimal, as Kafka counts: beyond 2^53 in principle. */
  readonly offset: string
  /** Instead of content: the codec of a batch, from here on, that cannot be opened. */
  readonly unreadable?: string
}
