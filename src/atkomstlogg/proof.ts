import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { canonical } from '../mapping/canonical.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { Disclose } from './disclose.ts'
import { extractAccess, type Extract } from './export.ts'
import { logOf } from './export-format.ts'
import { leafHash, verifyInclusion } from './merkle.ts'
import { inclusionSubtrees, subtreeHashes } from './merkle-proof.ts'
import { decodeBase64, parseVkey } from './note.ts'
import { isObject, readRecord, readCanonicalJson, type StoredRecord } from './record.ts'
import { logBroken, readHead, readLeaves } from './stored-tree.ts'

const FORMAT = 'insyn-inklusionsbevis/1'
/** As many hashes as a tree of 2^53 records can ask for. */
const MAX_HASHES = 53

/**
 * One record with the proof that it stands in its log: canonical JSON `{ bevis, checkpoint, format, post }`, where
 * `post` is the record and `bevis` the hashes, base64. Logs that it was taken out. Throws FINNS_EJ for a number that
 * the log has not reached.
 */
export async function inclusionProof(
  deps: {
    readonly pool: pg.Pool
    readonly checkpoints: Pick<Checkpoints, 'takeNow'>
    readonly disclose: Disclose
    readonly clock: () => Date
  },
  { logg, nummer, extract }: { logg: string; nummer: number; extract: Extract },
): Promise<string> {
  if (!Number.isSafeInteger(nummer) || nummer < 0 || nummer >= (await readHead(deps.pool, logg)).size)
    throw new InsynError('FINNS_EJ', `log ${logg} has no record ${nummer}`)
  const poster = [{ logg, access: extractAccess('granskning', extract, deps.clock()) }] as const
  return deps.disclose({ poster, body: () => logg }, async () => {
    const saved = (await deps.checkpoints.takeNow()).get(logg)
    const { rows } = await deps.pool.query<{ record: string }>(
      'select record from access_record where logg = $1 and nummer = $2',
      [logg, nummer],
    )
    const record = rows[0]?.record
    if (saved === undefined || record === undefined) throw logBroken(logg, `record ${nummer} is missing`)
    const { size } = saved.checkpoint
    const hashes = subtreeHashes(inclusionSubtrees(nummer, size))
    for await (const leaves of readLeaves(deps.pool, logg, 0, size)) hashes.push(leaves)
    const proof = hashes.hashes().map((hash) => hash.toString('base64'))
    // The record goes in as it stands: its own bytes are what was hashed.
    const text = `{"bevis":${canonical(proof)},"checkpoint":${canonical(saved.note)},"format":"${FORMAT}","post":${record}}`
    if (readProof(text) === undefined) throw logBroken(logg, `record ${nummer} is not in canonical form`)
    return text
  })
}

export type ProofVerdict =
  | { readonly ok: true; readonly record: StoredRecord; readonly size: number }
  | { readonly ok: false; readonly fel: string }

/** Reads a proof as hostile input; needs nothing but the key text. */
export function verifyProof(text: string, vkey: string): ProofVerdict {
  const verifier = parseVkey(vkey)
  if (verifier === undefined) return error('Nyckeln går inte att läsa: den ska ha formen namn+id+base64.')
  const proof = readProof(text)
  if (proof === undefined) return error('Filen är inte ett inklusionsbevis.')
  const checkpoint = openCheckpoint(proof.note, verifier)
  if (checkpoint === undefined) return error('Kontrollpunkten är inte undertecknad med den angivna nyckeln.')
  if (proof.record.logg !== logOf(verifier)) return error('Posten hör till en annan logg än nyckeln.')
  const claim = { ...checkpoint, leaf: leafHash(proof.recordText), index: proof.record.nummer, proof: proof.hashes }
  if (!verifyInclusion(claim)) return error('Posten står inte i loggen med detta nummer och detta innehåll.')
  return { ok: true, record: proof.record, size: checkpoint.size }
}

function readProof(text: string) {
  const value = readCanonicalJson(text)
  if (!isObject(value) || Object.keys(value).length !== 4 || value.format !== FORMAT) return undefined
  const { bevis: proof, checkpoint, post: item } = value
  if (!Array.isArray(proof) || proof.length > MAX_HASHES) return undefined
  if (typeof checkpoint !== 'string' || !isObject(item)) return undefined
  const hashes = proof.map((hash) => (typeof hash === 'string' ? decodeBase64(hash) : undefined))
  if (!hashes.every((hash) => hash !== undefined)) return undefined
  const recordText = canonical(item)
  const last = readRecord(recordText)
  return last && { hashes, note: checkpoint, record: last, recordText }
}

const error = (text: string): ProofVerdict => ({ ok: false, fel: text })
