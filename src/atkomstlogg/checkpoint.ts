import { HASH_BYTES } from './merkle.ts'
import { decodeBase64, type Note, parseNote, signatureBy, type Signers, signNote, type Verifier } from './note.ts'

/** A signed statement that a log has `size` records and this root: C2SP tlog-checkpoint, in a C2SP signed note. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

/** The origin of one controller's log, which is also the name of its key. */
export const logOrigin = (origin: string, log: string): string => `${origin}/logg/${log}`

export function signCheckpoint({ origin, size, root }: Checkpoint, ...signers: Signers): string {
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, origin, ...signers)
}

/**
 * Reads a note as hostile input. Undefined unless it is a checkpoint of exactly three lines whose origin is the key's
 * name, signed by that key.
 */
export function openCheckpoint(note: string, verifier: Verifier): Checkpoint | undefined {
  const claim = parseCheckpoint(note)
  if (claim?.checkpoint.origin !== verifier.name || signatureBy([verifier], claim.note) !== 'valid') return undefined
  return claim.checkpoint
}

/** A checkpoint whose signatures nobody has looked at. */
export interface Claim {
  readonly checkpoint: Checkpoint
  readonly note: Note
}

export function parseCheckpoint(text: string): Claim | undefined {
  const note = parseNote(text)
  const parts = /^(\P{Cc}+)\n(0|[1-9]\d{0,15})\n(\S{44})\n$/u.exec(note?.text ?? '')
  const [, origin = '', sizeText = '', rootText = ''] = parts ?? []
  const size = Number(sizeText)
  const root = decodeBase64(rootText)
  if (note === undefined || parts === null || !Number.isSafeInteger(size) || root?.length !== HASH_BYTES)
    return undefined
  return { checkpoint: { origin, size, root }, note }
}
