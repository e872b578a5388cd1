import { InsynError } from '../errors.ts'
import { canonical } from '../mapping/canonical.ts'
import { openCheckpoint, logOrigin, signCheckpoint } from './checkpoint.ts'
import type { ExportDeps } from './export.ts'
import { createAccess, type Actor } from './record-then.ts'
import { logOf } from './export-format.ts'
import { leafHash, verifyInclusion, EMPTY_RANGE, rootOf } from './merkle.ts'
import { inclusionSubtrees, subtreeHashes } from './merkle-proof.ts'
import { decodeBase64, parseVkey } from './note.ts'
import { isObject, parseRecord, parseCanonicalJson, type StoredRecord } from './record.ts'
import { logBroken, readHead, readLeaves, headPoint, requireMatch } from './stored-tree.ts'
import { newestCheckpoint } from './checkpoint-file.ts'
import { logVkey, ownVerifiers, savedPoint } from './checkpoints.ts'
import { createGrowth } from './growth.ts'

const FORMAT = 'insyn-inklusionsbevis/1'
/** An export begins with another member. */
export const PROOF_BEGINNING = '{"bevis":'
/** As many hashes as a tree of 2^53 records can ask for. */
const MAX_HASHES = 53

/**
 * One record with the proof that it stands in its log: canonical JSON `{ bevis, checkpoint, format, post }`, where
 * `post` is the record and `bevis` the hashes, base64. Logs that it was taken out. The checkpoint is signed, as in an
 * export, only when the whole log has been read and found to be what was signed before. Throws FINNS_EJ for a number
 * that the log has not reached.
 */
export async function inclusionProof(
  deps: ExportDeps,
  { logg, nummer, actor }: { logg: string; nummer: number; actor: Actor },
): Promise<string> {
  const { pool } = deps
  if (!Number.isSafeInteger(nummer) || nummer < 0 || nummer >= (await readHead(pool, logg)).size)
    throw new InsynError('FINNS_EJ', `log ${logg} has no record ${nummer}`)
  const records = [{ logg, access: createAccess('granskning', actor, deps.clock()) }] as const
  return deps.disclose({ poster: records, body: () => logg }, async () => {
    // The file first: the hub may save a checkpoint of a longer log between the two readings.
    const saved = (await newestCheckpoint(deps.folder, logg, ownVerifiers(deps, logg)))?.checkpoint
    const head = await readHead(pool, logg)
    if (saved !== undefined && saved.size > head.size)
      throw logBroken(logg, `has ${head.size} records but had ${saved.size}`)
    const tree = createGrowth(EMPTY_RANGE, [...savedPoint(saved), headPoint(head)])
    const hashes = subtreeHashes(inclusionSubtrees(nummer, head.size))
    for await (const leaves of readLeaves(pool, logg, 0, head.size)) {
      requireMatch(logg, tree.push(leaves))
      hashes.push(leaves)
    }
    const checkpoint = { origin: logOrigin(deps.origin, logg), size: head.size, root: rootOf(tree.range()) }
    const { rows } = await pool.query<{ record: string }>(
      'select record from access_record where logg = $1 and nummer = $2',
      [logg, nummer],
    )
    const proof = canonical(hashes.hashes().map((hash) => hash.toString('base64')))
    const note = canonical(signCheckpoint(checkpoint, deps.keys))
    // The record goes in as it stands: its own bytes are what was hashed.
    const text = `${PROOF_BEGINNING}${proof},"checkpoint":${note},"format":"${FORMAT}","post":${rows[0]?.record ?? 'null'}}`
    if (!verifyProof(text, logVkey(deps, logg)).ok) throw logBroken(logg, `record ${nummer} is not what was signed for`)
    return text
  })
}

export type ProofVerdict =
  | { readonly ok: true; readonly record: StoredRecord; readonly size: number }
  | { readonly ok: false; readonly fel: string }

/** Reads a proof as hostile input; needs nothing but the key text. */
export function verifyProof(text: string, vkey: string): ProofVerdict {
  const verifier = parseVkey(vkey)
  if (verifier === undefined) return failure('The key cannot be read: its form is name+id+base64.')
  const proof = parseProof(text)
  if (proof === undefined) return failure('The file is not an inclusion proof.')
  const checkpoint = openCheckpoint(proof.note, verifier)
  if (checkpoint === undefined) return failure('The checkpoint is not signed with the key.')
  if (proof.record.logg !== logOf(verifier)) return failure('The record belongs to another log than the key.')
  const claim = { ...checkpoint, leaf: leafHash(proof.recordText), index: proof.record.nummer, proof: proof.hashes }
  if (!verifyInclusion(claim)) return failure('The record does not stand in the log with this number and this content.')
  return { ok: true, record: proof.record, size: checkpoint.size }
}

function parseProof(text: string) {
  const value = parseCanonicalJson(text)
  if (!isObject(value) || Object.keys(value).length !== 4 || value.format !== FORMAT) return undefined
  const { bevis: proof, checkpoint, post: item } = value
  if (!Array.isArray(proof) || proof.length > MAX_HASHES) return undefined
  if (typeof checkpoint !== 'string' || !isObject(item)) return undefined
  const hashes = proof.map((hash) => (typeof hash === 'string' ? decodeBase64(hash) : undefined))
  if (!hashes.every((hash) => hash !== undefined)) return undefined
  const recordText = canonical(item)
  const record = parseRecord(recordText)
  return record && { hashes, note: checkpoint, record, recordText }
}

const failure = (text: string): ProofVerdict => ({ ok: false, fel: text })
