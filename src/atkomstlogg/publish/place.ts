/** Where checkpoints are published: places that the owner of the database cannot rewrite, and the time stamps of an authority. */
export const PLACES = ['katalog', 'syslog', 'kafka', 'tidsstampel'] as const
export type PlaceName = (typeof PLACES)[number]

export interface CheckpointPlace {
  readonly name: PlaceName
  /**
   * Resolves when the place has these checkpoints of the log (signed notes, the oldest first); the same may come twice. What
   * is waited for should end by the signal.
   */
  publish(log: string, notes: readonly string[], signal: AbortSignal): Promise<void>
  close?(): Promise<void>
}
