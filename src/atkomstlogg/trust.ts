import type { Claim } from './checkpoint.ts'
import { type ExportHeader, logOf } from './export-format.ts'
import type { TreePoint } from './growth.ts'
import { chainsOf, type KeyChange, verifiedChange } from './key-succession.ts'
import { signatureBy, type Verifier } from './note.ts'
import { refute } from './refuted.ts'

/** A checkpoint that was kept outside the hub; `source` names its file and line. */
export interface Published extends Claim {
  readonly source: string
}

/** The key that the export says it is signed with, and all whose checkpoints it can be held against. */
export function trustedKeys(header: ExportHeader, keys: readonly Verifier[]) {
  requireSignedChanges(header.origin, header.changes, 'Line 1', 1)
  const { following, all } = chainsOf(keys, header.changes)
  const key = following.find(({ vkey }) => vkey === header.vkey)
  if (key?.name !== header.origin || header.logg !== logOf(key))
    refute('Line 1: the export belongs to another log or key.', { line: 1 })
  return { key, all }
}

/** What is said of changes of the signing key holds each former key's word for it. */
export function requireSignedChanges(
  name: string,
  changes: readonly (KeyChange | undefined)[],
  source: string,
  line?: number,
): void {
  if (changes.some((change) => change === undefined || verifiedChange(name, change) === undefined))
    refute(`${source}: a change of keys is not signed by the former key.`, line === undefined ? {} : { line })
}

export interface Points {
  /** In order of size: within the export, and beyond its end. */
  readonly within: readonly TreePoint[]
  readonly beyond: readonly TreePoint[]
  readonly earlier: number
}

export async function readPoints(
  published: AsyncIterable<Published> | Iterable<Published>,
  { before, size }: ExportHeader,
  keys: readonly Verifier[],
): Promise<Points> {
  const points: TreePoint[] = []
  for await (const { checkpoint, note, source } of published) {
    requireSigned(signatureBy(keys, note), source)
    points.push({ size: checkpoint.size, root: checkpoint.root, source })
  }
  points.sort((a, b) => a.size - b.size)
  return {
    within: points.filter((point) => point.size >= before.size && point.size <= size),
    beyond: points.filter((point) => point.size > size),
    earlier: points.filter((point) => point.size < before.size).length,
  }
}

export function requireSigned(signature: ReturnType<typeof signatureBy>, source: string, line?: number): void {
  const where = line === undefined ? {} : { line }
  if (signature === 'absent') refute(`${source}: signed by another key than the one given.`, where)
  if (signature === 'invalid') refute(`${source}: the signature is not valid.`, where)
}
