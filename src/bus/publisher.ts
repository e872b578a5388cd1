import type { Message } from './message.ts'

/** The bus, as the relay needs it. Throws KAFKA_OTILLGANGLIG (try again) or KAFKA_NEKAR (the same would be refused again). */
export interface BusPublisher {
  /** Where a key's messages go: the partition that every Kafka client's default partitioner chooses. */
  partition(topic: string, key: string): Promise<number>
  /**
   * Resolves when every in-sync replica has all of them, in this order. One topic-partition per call: a batch over
   * several may be acknowledged and lost when a leader moves.
   */
  send(topic: string, partition: number, messages: readonly Message[]): Promise<void>
}
