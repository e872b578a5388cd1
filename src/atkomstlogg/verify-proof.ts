import { canonical } from '../mapping/canonical.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { logOf } from './export-format.ts'
import { asKeyChanges, chainsOf } from './key-succession.ts'
import { HASH_BYTES, leafHash, verifyConsistency, verifyInclusion } from './merkle.ts'
import { decodeBase64, signatureBy, type Verifier } from './note.ts'
import { asRecord, isObject, parseCanonicalJson, type StoredRecord } from './record.ts'
import { refute, type Refuted, refutedBy } from './refuted.ts'
import { type Published, requireSigned, requireSignedChanges } from './trust.ts'

/** One record, the checkpoint that it stands under, and the hashes between. */
export const INCLUSION = 'insyn-inklusionsbevis/1'
/** Two checkpoints, and the hashes that show the first to be a beginning of the second. */
export const CONSISTENCY = 'insyn-konsistensbevis/1'
/** As many hashes as a tree of 2^53 records can ask for, and one. */
const MAX_HASHES = 54

export type ProofVerdict =
  | {
      readonly ok: true
      readonly kind: 'record'
      readonly record: StoredRecord
      readonly size: number
      readonly compared: number
    }
  | {
      readonly ok: true
      readonly kind: 'growth'
      readonly logg: string
      readonly from: number
      readonly size: number
      readonly compared: number
    }

/**
 * Reads a proof as hostile input, with nothing but the keys of its log. Checkpoints from outside of the same size must be of the
 * same root.
 */
export async function verifyProof(
  text: string,
  keys: readonly Verifier[],
  published: AsyncIterable<Published> | Iterable<Published> = [],
): Promise<ProofVerdict | Refuted> {
  try {
    const value = parseCanonicalJson(text)
    const { bevis, nyckelbyten = [] } = isObject(value) ? value : {}
    const changes = asKeyChanges(nyckelbyten)
    const proof = Array.isArray(bevis) && bevis.length <= MAX_HASHES ? bevis.map(hashOf) : [undefined]
    if (!isObject(value) || changes === undefined || !proof.every((hash) => hash !== undefined)) return notAProof()
    if (Object.keys(value).length !== ('nyckelbyten' in value ? 5 : 4)) return notAProof()
    const record = value.format === INCLUSION ? asRecord(value.post) : undefined
    if (record === undefined && value.format !== CONSISTENCY) return notAProof()
    requireSignedChanges(keys[0]?.name ?? '', changes, 'The proof')
    const inputs = { value, proof, keys: chainsOf(keys, changes), published }
    return await (record === undefined ? verifyGrowth(inputs) : verifyRecord(record, inputs))
  } catch (error) {
    return refutedBy(error)
  }
}

const notAProof = (): never => refute('The file is not a proof.')

interface Inputs {
  readonly value: Record<string, unknown>
  readonly proof: readonly Buffer[]
  readonly keys: Trusted
  readonly published: AsyncIterable<Published> | Iterable<Published>
}
type Trusted = ReturnType<typeof chainsOf>

async function verifyRecord(record: StoredRecord, { value, proof, keys, published }: Inputs): Promise<ProofVerdict> {
  const checkpoint = signed(value.checkpoint, keys, 'The checkpoint')
  if (record.logg !== logOf({ name: checkpoint.origin })) refute('The record belongs to another log than the key.')
  const claim = { ...checkpoint, leaf: leafHash(canonical(value.post)), index: record.nummer, proof }
  if (!verifyInclusion(claim))
    refute(`Record ${record.nummer} does not stand in the log with this number and this content.`, {
      from: record.nummer,
      to: record.nummer + 1,
    })
  const compared = await compare([checkpoint], published, keys)
  return { ok: true, kind: 'record', record, size: checkpoint.size, compared }
}

async function verifyGrowth({ value, proof, keys, published }: Inputs): Promise<ProofVerdict> {
  const from = signed(value.fran, keys, 'The first checkpoint')
  const to = signed(value.till, keys, 'The second checkpoint')
  if (!verifyConsistency({ from, to, proof }))
    refute(`The log of ${to.size} records does not begin with the log of ${from.size}.`, { from: 0, to: from.size })
  const compared = await compare([from, to], published, keys)
  return { ok: true, kind: 'growth', logg: logOf({ name: to.origin }) ?? '', from: from.size, size: to.size, compared }
}

function signed(note: unknown, { following: keys }: Trusted, name: string): Checkpoint {
  const claim = typeof note === 'string' ? parseCheckpoint(note) : undefined
  if (claim === undefined) return notAProof()
  if (claim.checkpoint.origin !== keys[0]?.name) refute(`${name} is of another log than the key.`)
  requireSigned(signatureBy(keys, claim.note), name)
  return claim.checkpoint
}

async function compare(
  own: readonly Checkpoint[],
  published: AsyncIterable<Published> | Iterable<Published>,
  keys: Trusted,
): Promise<number> {
  let compared = 0
  let given = 0
  for await (const { checkpoint, note, source } of published) {
    given++
    requireSigned(signatureBy(keys.all, note), source)
    const same = own.find(({ size }) => size === checkpoint.size)
    if (same === undefined) continue
    if (!same.root.equals(checkpoint.root))
      refute(`${source} signs for other records than these ${same.size}.`, { from: 0, to: same.size })
    compared++
  }
  if (given > 0 && compared === 0) refute('No checkpoint is of a size that the proof is of.')
  return compared
}

function hashOf(text: unknown): Buffer | undefined {
  const hash = typeof text === 'string' ? decodeBase64(text) : undefined
  return hash?.length === HASH_BYTES ? hash : undefined
}
