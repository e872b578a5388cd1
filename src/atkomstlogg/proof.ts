import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { canonical } from '../mapping/canonical.ts'
import { logOrigin, signCheckpoint } from './checkpoint.ts'
import { newestCheckpoint } from './checkpoint-file.ts'
import { ownVerifiers, savedPoint } from './checkpoints.ts'
import type { ExportDeps } from './export.ts'
import { createGrowth, type TreePoint } from './growth.ts'
import { successionOf } from './key-succession.ts'
import { EMPTY_RANGE, extend, leafHash, rootOf } from './merkle.ts'
import { consistencySubtrees, inclusionSubtrees, type Subtree, subtreeHashes } from './merkle-proof.ts'
import { signatureBy } from './note.ts'
import { readPublished } from './published.ts'
import { lostText } from './record.ts'
import { type Actor, createAccess } from './record-then.ts'
import { refutedBy } from './refuted.ts'
import { headPoint, logBroken, noRecord, readHead, readLeaves, requireMatch } from './stored-tree.ts'
import { type Published, requireSigned } from './trust.ts'
import { CONSISTENCY, INCLUSION } from './verify-proof.ts'

/**
 * One record with the proof that it stands in its log: canonical JSON `{ bevis, checkpoint, format, post }`, where
 * `post` is the record and `bevis` the hashes, base64. Logs that it was taken out. The checkpoint is the newest saved one
 * that has the record, which others hold too; without one, it is of the present log. It is signed, as in an export, only
 * when the whole log has been read and found to be what was signed before. Throws FINNS_EJ for a number that the log has
 * not reached, or whose record is no longer there.
 */
export async function inclusionProof(
  deps: ExportDeps,
  { logg, nummer, actor }: { logg: string; nummer: number; actor: Actor },
): Promise<string> {
  const [proof = ''] = await inclusionProofs(deps, { logg, numbers: [nummer], actor })
  return proof
}

/** The same of several records of one log, which is read once. */
export async function inclusionProofs(
  deps: ExportDeps,
  { logg, numbers, actor }: { logg: string; numbers: readonly number[]; actor: Actor },
): Promise<readonly string[]> {
  const { size } = await readHead(deps.pool, logg)
  const unknown = numbers.find((number) => !Number.isSafeInteger(number) || number < 0 || number >= size)
  if (unknown !== undefined) throw new InsynError('FINNS_EJ', `log ${logg} has no record ${unknown}`)
  const records = [{ logg, access: createAccess('granskning', actor, deps.clock()) }] as const
  return deps.disclose({ poster: records, body: () => logg }, () => proveRecords(deps, logg, numbers))
}

/** For those who have recorded it themselves. */
export async function proveRecords(
  deps: ProofDeps,
  log: string,
  numbers: readonly number[],
): Promise<readonly string[]> {
  const { saved, head } = await readState(deps, log)
  const size = saved !== undefined && numbers.every((number) => number < saved.size) ? saved.size : head.size
  const subtrees = numbers.flatMap((number) => inclusionSubtrees(number, size))
  const { nyckelbyten, noteOf, hashesOf } = await readTree(deps, {
    log,
    points: [...savedPoint(saved), headPoint(head)],
    end: head.size,
    sizes: [size],
    subtrees,
  })
  const note = canonical(noteOf(size))
  const changes = canonical(nyckelbyten).slice(1, -1)
  const proofs: string[] = []
  for await (const { number, record } of readRecords(deps.pool, log, numbers)) {
    // The record goes in as it stands: its own bytes are what was hashed.
    const members = [
      `"bevis":${canonical(hashesOf(inclusionSubtrees(number, size)))}`,
      `"checkpoint":${note}`,
      `"format":"${INCLUSION}"`,
      changes,
      `"post":${record}`,
    ]
    proofs.push(`{${members.filter(Boolean).join(',')}}`)
  }
  return proofs
}

/**
 * That the log of `to` records begins with the log of `from` records: canonical JSON `{ bevis, format, fran, till }`, where
 * `fran` and `till` are the checkpoints. LOGG_BRUTEN when the log is not what a checkpoint given as
 * `from` or `to` signs for. Logs that the proof was made.
 */
export async function consistencyProof(
  deps: ExportDeps,
  { logg, from, to, actor }: { logg: string; from: TreePoint | number; to?: TreePoint | number; actor: Actor },
): Promise<string> {
  const { size } = await readHead(deps.pool, logg)
  const [earlier, later] = [from, to ?? size].map((end) => (typeof end === 'number' ? end : end.size)) as [
    number,
    number,
  ]
  if (![earlier, later].every(Number.isSafeInteger) || earlier < 0 || earlier > later || later > size)
    throw new InsynError('FINNS_EJ', `log ${logg} has ${size} records: there is no proof from ${earlier} to ${later}`)
  const records = [{ logg, access: createAccess('granskning', actor, deps.clock()) }] as const
  return deps.disclose({ poster: records, body: () => logg }, async () => {
    const { saved, head } = await readState(deps, logg)
    const subtrees = consistencySubtrees(earlier, later)
    const { nyckelbyten, noteOf, hashesOf } = await readTree(deps, {
      log: logg,
      points: [...savedPoint(saved), headPoint(head), ...[from, to].filter((end) => typeof end === 'object')],
      end: head.size,
      sizes: [earlier, later],
      subtrees,
    })
    const ends = { fran: noteOf(earlier), till: noteOf(later) }
    return canonical({ bevis: hashesOf(subtrees), format: CONSISTENCY, ...ends, ...nyckelbyten })
  })
}

/** The newest checkpoint of the log in a file or folder of others', for a proof from or to it. */
export async function claimIn(deps: ProofDeps, log: string, path: string): Promise<TreePoint> {
  const verifiers = ownVerifiers(deps, log)
  let newest: Published | undefined
  try {
    for await (const one of readPublished([path], logOrigin(deps.origin, log))) {
      requireSigned(signatureBy(verifiers, one.note), one.source)
      if (newest === undefined || one.checkpoint.size > newest.checkpoint.size) newest = one
    }
  } catch (error) {
    throw new InsynError('BEGARAN_OGILTIG', refutedBy(error).fel)
  }
  if (newest === undefined) throw new RangeError('a place without a checkpoint is refused')
  return { ...newest.checkpoint, source: newest.source }
}

type ProofDeps = Omit<ExportDeps, 'disclose' | 'clock'>

async function readState(deps: ProofDeps, log: string) {
  // The file first: the hub may save a checkpoint of a longer log between the two readings.
  const saved = (await newestCheckpoint(deps.folder, log, ownVerifiers(deps, log)))?.checkpoint
  const head = await readHead(deps.pool, log)
  if (saved !== undefined && saved.size > head.size)
    throw logBroken(log, `has ${head.size} records but had ${saved.size}`)
  return { saved, head }
}

interface TreeReading {
  readonly log: string
  readonly points: readonly TreePoint[]
  readonly end: number
  readonly sizes: readonly number[]
  readonly subtrees: readonly Subtree[]
}

/** Reads all leaves of a log, which must agree with the points; the notes of some sizes, and the hashes of some subtrees. */
async function readTree(deps: ProofDeps, { log, points, end, sizes, subtrees }: TreeReading) {
  const tree = createGrowth(EMPTY_RANGE, points)
  const hashes = subtreeHashes(subtrees)
  const roots = new Map([[0, rootOf(EMPTY_RANGE)]])
  for await (const leaves of readLeaves(deps.pool, log, 0, end)) {
    const before = tree.range()
    requireMatch(log, tree.push(leaves))
    hashes.push(leaves)
    for (const size of sizes)
      if (size > before.size && size <= before.size + leaves.length)
        roots.set(size, rootOf(extend(before, leaves.slice(0, size - before.size))))
  }
  const origin = logOrigin(deps.origin, log)
  // Fixed: the key in force may change at any moment.
  const { signers } = deps.keys
  const [signer] = signers
  const changes = successionOf(deps.origin, { signers })
  const noteOf = (size: number): string => {
    const root = roots.get(size)
    if (root === undefined) throw new RangeError('no such tree within the tree')
    return signCheckpoint({ origin, size, root }, signer)
  }
  return {
    noteOf,
    nyckelbyten: changes.length === 0 ? {} : { nyckelbyten: changes },
    hashesOf: (some: readonly Subtree[]) => hashes.hashesOf(some).map((hash) => hash.toString('base64')),
  }
}

const RECORDS = 1000

/** The records of these numbers, in their order. */
async function* readRecords(pool: pg.Pool, log: string, numbers: readonly number[]) {
  for (let at = 0; at < numbers.length; at += RECORDS) {
    const some = numbers.slice(at, at + RECORDS)
    const { rows } = await pool.query<{ nummer: number; record: string; leaf: Buffer }>(
      'select nummer, record, leaf from access_record where logg = $1 and nummer = any($2::bigint[])',
      [log, some],
    )
    const found = new Map(rows.map((row) => [row.nummer, row]))
    for (const number of some) {
      const row = found.get(number)
      if (row === undefined || row.record === lostText(log, number))
        throw await noRecord(pool, { logg: log, nummer: number })
      if (!leafHash(row.record).equals(row.leaf))
        throw logBroken(log, `record ${number} is not what its leaf hash says`)
      yield { number, record: row.record }
    }
  }
}
