import { checkpointLine } from '../export-format.ts'
import type { CheckpointPlace } from './place.ts'

/** One event for a syslog receiver: what is structured in it, and a text. */
export interface SyslogEntry {
  readonly time: Date
  readonly kind: string
  /** In this order; a name may come several times. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
  readonly text: string
}

export interface SyslogSender {
  /** Resolves when the receiver has read all of them. */
  send(entries: readonly SyslogEntry[], signal: AbortSignal): Promise<void>
}

/** The text of an event is the line that the hub's own file of checkpoints has. */
export function createSyslogPlace(sender: SyslogSender, clock: () => Date): CheckpointPlace {
  return {
    name: 'syslog',
    publish: (log, notes, signal) =>
      sender.send(
        notes.map((note) => ({
          time: clock(),
          kind: 'kontrollpunkt',
          parameters: [
            ['logg', log],
            ['antal', note.split('\n')[1] ?? ''],
          ],
          text: checkpointLine(note),
        })),
        signal,
      ),
  }
}
