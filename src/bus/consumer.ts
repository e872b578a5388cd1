import type { LastMeddelande } from './message.ts'

/** The bus, as the mirror worker needs it. */
export interface Konsument {
  /**
   * Reads as a member of the hub's consumer group, from where the group stands. A batch is one partition's, in order;
   * where the group stands moves on only when `ta` has resolved, so what was taken may be handed over again.
   */
  start(amnen: readonly string[], ta: (meddelanden: readonly LastMeddelande[]) => Promise<void>): Promise<void>
  stop(): Promise<void>
}
