import type { ReadMessage } from './message.ts'

/** The bus, as the mirror worker needs it. */
export interface BusConsumer {
  /**
   * Reads as a member of the hub's consumer group, from where the group stands. A batch is one partition's, in order;
   * where the group stands moves on only when `ta` has resolved, so what was taken may be handed over again.
   */
  start(topics: readonly string[], take: (messages: readonly ReadMessage[]) => Promise<void>): Promise<void>
  stop(): Promise<void>
}
