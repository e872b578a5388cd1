import type { ReadMessage } from './message.ts'

/** The bus, as whoever compares it with the mirror needs it. */
export interface TopicReader {
  /** Everything from a topic's beginning to where it ended when the call was made, each partition in order; no group. */
  readWhole(topic: string, take: (messages: readonly ReadMessage[]) => Promise<void> | void): Promise<void>
}
