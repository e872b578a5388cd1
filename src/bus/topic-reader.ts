import type { LastMeddelande } from './message.ts'

/** The bus, as whoever compares it with the mirror needs it. */
export interface Amneslasare {
  /** Everything from a topic's beginning to where it ended when the call was made, each partition in order; no group. */
  lasHela(amne: string, ta: (meddelanden: readonly LastMeddelande[]) => Promise<void> | void): Promise<void>
}
