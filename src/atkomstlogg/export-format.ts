import { canonical } from '../mapping/canonical.ts'
import { decodeRange, encodePeaks, type CompactRange } from './merkle.ts'
import { decodeBase64, type Verifier } from './note.ts'
import { isObject, parseCanonicalJson } from './record.ts'

/**
 * An export is JSON Lines in canonical form (RFC 8785), split at LF only: this header, then one record per line, number
 * `fran` first, each line exactly the bytes that its leaf hash covers, then `{"checkpoint":"<note>"}` for exactly
 * `storlek` records. When the export does not begin at 0, `intervall` holds the peaks of the tree before it.
 */
export const FORMAT = 'insyn-atkomstlogg/1'

export interface ExportHeader {
  readonly logg: string
  readonly origin: string
  readonly vkey: string
  /** The tree before the first exported record. */
  readonly before: CompactRange
  /** Size of the tree after the last exported record. */
  readonly size: number
}

export function headerLine({ logg, origin, vkey, before, size }: ExportHeader): string {
  const ranges = encodePeaks(before).toString('base64')
  return canonical({ format: FORMAT, fran: before.size, intervall: ranges, logg, origin, storlek: size, vkey })
}

/** Undefined for anything other than a header in canonical form. */
export function parseHeader(line: string): ExportHeader | undefined {
  const value = parseCanonicalJson(line)
  if (!isObject(value) || Object.keys(value).length !== 7 || value.format !== FORMAT) return undefined
  const { logg, origin, vkey, fran, intervall: ranges, storlek: size } = value
  if (typeof logg !== 'string' || typeof origin !== 'string' || typeof vkey !== 'string') return undefined
  if (typeof fran !== 'number' || typeof ranges !== 'string' || typeof size !== 'number') return undefined
  const peaks = decodeBase64(ranges)
  const before = peaks === undefined ? undefined : decodeRange(fran, peaks)
  if (before === undefined || !Number.isSafeInteger(size) || size < fran) return undefined
  return { logg, origin, vkey, before, size }
}

export function checkpointLine(note: string): string {
  return canonical({ checkpoint: note })
}

/** The note on a checkpoint line; undefined for any other line. */
export function parseCheckpointLine(line: string): string | undefined {
  const value = parseCanonicalJson(line)
  const note = isObject(value) && Object.keys(value).length === 1 ? value.checkpoint : undefined
  return typeof note === 'string' ? note : undefined
}

/** The log that a key belongs to: the text after the last `/logg/` of the origin. */
export function logOf({ name }: Verifier): string | undefined {
  return /^.+\/logg\/([^/]+)$/.exec(name)?.[1]
}
