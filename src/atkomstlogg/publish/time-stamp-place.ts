import { appendLine } from '../checkpoint-file.ts'
import type { CheckpointPlace } from './place.ts'

/** An authority that says when it was shown a text (RFC 3161), in a token that others can verify; DER. */
export interface TimeStamper {
  stamp(text: string, signal: AbortSignal): Promise<Buffer>
}

/**
 * The newest checkpoint is stamped, which covers those before it. The token lies beside the checkpoints, as lines of
 * `{"checkpoint":"<note>","tidsstampel":"<base64>"}`.
 */
export function createTimeStampPlace(folder: string, stamper: TimeStamper): CheckpointPlace {
  return {
    name: 'tidsstampel',
    async publish(log, notes, signal) {
      const note = notes.at(-1) ?? ''
      const token = await stamper.stamp(note, signal)
      await appendLine(folder, `${log}.tidsstamplar`, { checkpoint: note, tidsstampel: token.toString('base64') })
    },
  }
}
