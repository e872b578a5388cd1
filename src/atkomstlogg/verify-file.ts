import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { InsynError } from '../errors.ts'
import { linesOf } from './lines.ts'
import { parseVkey, signatureBy, type Verifier } from './note.ts'
import { readPublished } from './published.ts'
import { refute, type Refuted, refutedBy, type Stretch } from './refuted.ts'
import { requireSigned } from './trust.ts'
import { type ExportVerdict, verifyExport } from './verify.ts'
import { type ProofVerdict, verifyProof } from './verify-proof.ts'

export interface CheckpointsVerdict {
  readonly ok: true
  readonly kind: 'checkpoints'
  readonly logg: string
  readonly count: number
  /** Of the newest. */
  readonly size: number
}

export type FileVerdict = ExportVerdict | ProofVerdict | CheckpointsVerdict

export interface FileCheck {
  /** An export, a proof, or published checkpoints (a file or a folder). */
  readonly file: string
  /** Key texts, or files with one such text a line. */
  readonly keys: readonly string[]
  /** Checkpoints that were kept outside the hub: files or folders. */
  readonly checkpoints?: readonly string[]
}

/** No proof is longer: one record, and a hash for each level of the tree. */
const MAX_PROOF_BYTES = 2 * 1024 * 1024

/**
 * Verifies a file with nothing but the keys of its log. Needs neither database nor configuration. Throws BEGARAN_OGILTIG for
 * what is no key.
 */
export async function verifyFile({ file, keys, checkpoints = [] }: FileCheck): Promise<FileVerdict | Refuted> {
  const verifiers = (await Promise.all(keys.map(readKeys))).flat()
  const origin = verifiers[0]?.name ?? ''
  if (verifiers.some(({ name }) => name !== origin))
    throw new InsynError('BEGARAN_OGILTIG', 'the keys are of different logs')
  const published = readPublished(checkpoints, origin)
  const beginning = (await stat(file)).isDirectory() ? CHECKPOINT : await beginningOf(file)
  if (beginning.startsWith(PROOF)) return verifyProof(await readProof(file), verifiers, published)
  if (beginning.startsWith(CHECKPOINT) || (beginning !== '' && !beginning.startsWith('{')))
    return verifyCheckpoints([file, ...checkpoints], verifiers)
  const chunks = createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>
  return verifyExport(linesOf(chunks), verifiers, published)
}

const PROOF = '{"bevis":'
const CHECKPOINT = '{"checkpoint":'

async function beginningOf(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(CHECKPOINT.length), { position: 0 })
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function readProof(file: string): Promise<string> {
  if ((await stat(file)).size > MAX_PROOF_BYTES) return ''
  const bytes = await readFile(file)
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? text : ''
}

async function readKeys(key: string): Promise<Verifier[]> {
  const given = parseVkey(key)
  if (given !== undefined) return [given]
  const text = await readFile(key, 'utf8').catch(() => '')
  const keys = text.split('\n').filter(Boolean).map(parseVkey)
  if (keys.length === 0 || !keys.every((one) => one !== undefined))
    throw new InsynError(
      'BEGARAN_OGILTIG',
      'the key cannot be read: it is a text name+id+base64, or a file with one such text a line',
    )
  return keys
}

/** That they are signed, and no two of the same size contradict each other. */
async function verifyCheckpoints(
  paths: readonly string[],
  keys: readonly Verifier[],
): Promise<CheckpointsVerdict | Refuted> {
  const origin = keys[0]?.name ?? ''
  const roots = new Map<number, { readonly root: Buffer; readonly source: string }>()
  let count = 0
  let size = 0
  try {
    for await (const { checkpoint, note, source } of readPublished(paths, origin)) {
      requireSigned(signatureBy(keys, note), source)
      const same = roots.get(checkpoint.size) ?? { root: checkpoint.root, source }
      if (!same.root.equals(checkpoint.root))
        refute(`${source} signs for other records than ${same.source}.`, { from: 0, to: checkpoint.size })
      roots.set(checkpoint.size, same)
      count++
      size = Math.max(size, checkpoint.size)
    }
  } catch (error) {
    return refutedBy(error)
  }
  return { ok: true, kind: 'checkpoints', logg: origin.slice(origin.lastIndexOf('/') + 1), count, size }
}

/** What a verdict says, for whoever asked. */
export function describeVerdict(verdict: FileVerdict | Refuted): string {
  if (!verdict.ok) return `not ok: ${verdict.fel}`
  const { kind, size } = verdict
  if (kind === 'checkpoints')
    return `ok: ${verdict.count} checkpoints of log ${verdict.logg}, the newest of ${size} records`
  const compared = verdict.compared === 0 ? [] : [`compared with ${verdict.compared} checkpoints kept elsewhere`]
  if (kind === 'record') {
    const { logg, nummer } = verdict.record
    const what = `ok: record ${logg}/${nummer} stands unaltered in the log of ${size} records, under a valid checkpoint`
    return [what, ...compared].join('\n  ')
  }
  if (kind === 'growth') {
    const what = `ok: the log ${verdict.logg} of ${size} records begins, unaltered, with the log of ${verdict.from}`
    return [what, ...compared].join('\n  ')
  }
  const { fran, pruned, lost, superseded, earlier } = verdict
  return [
    `ok: ${size - fran} records, dense, unaltered, under a valid checkpoint`,
    ...(pruned.length === 0 ? [] : [`pruned, as the log says, and nothing else: ${listed(pruned)}`]),
    ...(lost.length === 0 ? [] : [`lost with the database, and acknowledged in the log: ${listed(lost)}`]),
    ...compared,
    ...(superseded === 0 ? [] : [`checkpoints superseded by the acknowledged gap: ${superseded}`]),
    ...(earlier === 0 ? [] : [`checkpoints of a time before the export, not compared: ${earlier}`]),
  ].join('\n  ')
}

const LISTED = 20

function listed(stretches: readonly Stretch[]): string {
  const count = stretches.reduce((sum, { from, to }) => sum + to - from, 0)
  const some = stretches.slice(0, LISTED).map(({ from, to }) => (to - from === 1 ? `${from}` : `${from}–${to - 1}`))
  return `${some.join(', ')}${stretches.length > LISTED ? ', …' : ''} (${count} records)`
}
