import { canonical } from '../mapping/canonical.ts'
import { asKeyChanges, type KeyChange } from './key-succession.ts'
import { type CompactRange, decodeRange, encodePeaks, HASH_BYTES, splitHashes } from './merkle.ts'
import { decodeBase64, type Verifier } from './note.ts'
import { asRecord, isObject, lostText, parseCanonicalJson, type StoredRecord } from './record.ts'

/**
 * An export is JSON Lines in canonical form (RFC 8785), split at LF only: this header, then one record per line, number
 * `fran` first, each line exactly the bytes that its leaf hash covers, then `{"checkpoint":"<note>"}` for exactly
 * `storlek` records. When the export does not begin at 0, `intervall` holds the peaks of the tree before it. In place of
 * records that were pruned stand their leaf hashes. docs/log-format.md has the whole of it.
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
  /** How the signing key has changed, the oldest first. */
  readonly changes: readonly KeyChange[]
}

export function headerLine({ logg, origin, vkey, before, size, changes }: ExportHeader): string {
  const ranges = encodePeaks(before).toString('base64')
  const changed = changes.length === 0 ? {} : { nyckelbyten: changes }
  const header = { format: FORMAT, fran: before.size, intervall: ranges, logg, origin, storlek: size, vkey }
  return canonical({ ...header, ...changed })
}

/** Undefined for anything other than a header in canonical form. */
export function parseHeader(line: string): ExportHeader | undefined {
  const value = parseCanonicalJson(line)
  if (!isObject(value) || value.format !== FORMAT) return undefined
  const { logg, origin, vkey, fran, intervall: ranges, storlek: size, nyckelbyten = [] } = value
  const changes = asKeyChanges(nyckelbyten)
  if (changes === undefined || Object.keys(value).length !== ('nyckelbyten' in value ? 8 : 7)) return undefined
  if (typeof logg !== 'string' || typeof origin !== 'string' || typeof vkey !== 'string') return undefined
  if (typeof fran !== 'number' || typeof ranges !== 'string' || typeof size !== 'number') return undefined
  const peaks = decodeBase64(ranges)
  const before = peaks === undefined ? undefined : decodeRange(fran, peaks)
  if (before === undefined || !Number.isSafeInteger(size) || size < fran) return undefined
  return { logg, origin, vkey, before, size, changes }
}

export function checkpointLine(note: string): string {
  return canonical({ checkpoint: note })
}

/** As many leaf hashes as one line holds. */
export const PRUNED_PER_LINE = 4096

/** Stands in place of the pruned records from number `first`, at most PRUNED_PER_LINE of them. */
export function prunedLine(first: number, leaves: readonly Buffer[]): string {
  const hashes = Buffer.concat(leaves).toString('base64')
  return canonical({ gallrade: { fran: first, hashar: hashes, till: first + leaves.length } })
}

/** A line after the header. `lost` stands in place of a record that a restored database did not have. */
export type Line =
  | { readonly kind: 'record'; readonly record: StoredRecord }
  | { readonly kind: 'lost'; readonly logg: string; readonly nummer: number }
  | { readonly kind: 'pruned'; readonly from: number; readonly leaves: readonly Buffer[] }
  | { readonly kind: 'checkpoint'; readonly note: string }

/** Undefined for what is none of these in canonical form. */
export function parseLine(text: string): Line | undefined {
  const value = parseCanonicalJson(text)
  if (!isObject(value)) return undefined
  const { checkpoint, gallrade, logg, nummer } = value
  if (Object.keys(value).length === 1) {
    if (typeof checkpoint === 'string') return { kind: 'checkpoint', note: checkpoint }
    return isObject(gallrade) ? prunedStretch(gallrade) : undefined
  }
  if (typeof logg === 'string' && isCount(nummer) && text === lostText(logg, nummer))
    return { kind: 'lost', logg, nummer }
  const record = asRecord(value)
  return record && { kind: 'record', record }
}

function prunedStretch(stretch: Record<string, unknown>): Line | undefined {
  const { fran, hashar, till } = stretch
  const bytes = typeof hashar === 'string' ? decodeBase64(hashar) : undefined
  if (bytes === undefined || !isCount(fran) || !isCount(till) || Object.keys(stretch).length !== 3) return undefined
  const count = till - fran
  if (count < 1 || count > PRUNED_PER_LINE || bytes.length !== count * HASH_BYTES) return undefined
  return { kind: 'pruned', from: fran, leaves: splitHashes(bytes) }
}

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** The log that a key belongs to: the text after the last `/logg/` of the origin. */
export function logOf({ name }: Pick<Verifier, 'name'>): string | undefined {
  return /^.+\/logg\/([^/]+)$/.exec(name)?.[1]
}
