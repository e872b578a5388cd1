import type { Access } from '../../../src/atkomstlogg/access.ts'
import { logOrigin, signCheckpoint } from '../../../src/atkomstlogg/checkpoint.ts'
import { checkpointLine, headerLine, prunedLine } from '../../../src/atkomstlogg/export-format.ts'
import { signChange, successionOf } from '../../../src/atkomstlogg/key-succession.ts'
import { type CompactRange, EMPTY_RANGE, extend, leafHash, rootOf } from '../../../src/atkomstlogg/merkle.ts'
import { consistencySubtrees, inclusionSubtrees, type Subtree } from '../../../src/atkomstlogg/merkle-proof.ts'
import { type Signer, vkeyText } from '../../../src/atkomstlogg/note.ts'
import { createDraft, lostText, newSalt, recordText } from '../../../src/atkomstlogg/record.ts'
import { CONSISTENCY, INCLUSION } from '../../../src/atkomstlogg/verify-proof.ts'
import { canonical } from '../../../src/mapping/canonical.ts'
import { aLogRecord, newSigner } from '../access-records.ts'

const INSTALLATION = 'insyn.example'

/** What is to have happened to a log. */
export interface LogStory {
  readonly log: string
  /** Records, the acts below among them. */
  readonly size: number
  /** The signing key changes with this record. */
  readonly rotation?: number
  /** The records [from, to) are lost, of which a checkpoint had signed for those before `signed`; acknowledged by record `to`. */
  readonly gap?: { readonly from: number; readonly signed: number; readonly to: number }
  /** The records before `to` are pruned, except those kept; the record before the last says so. */
  readonly pruning?: { readonly to: number; readonly kept: readonly number[] }
  /** Sizes of which a checkpoint was published. */
  readonly published: readonly number[]
}

export interface MadeLog {
  readonly story: LogStory
  readonly texts: readonly string[]
  readonly kinds: readonly ('record' | 'lost' | 'pruned')[]
  /** The first key of the log, and the one in force last. */
  readonly vkeys: readonly [string, string]
  /** Published notes, of lost records too. */
  readonly notes: readonly string[]
  rangeAt(size: number): CompactRange
  noteAt(size: number): string
  exported(from?: number, size?: number): string[]
  /** The proof of one record in the log of `size`, and that this log begins with an earlier one. */
  proofs(number: number, earlier: number, size: number): readonly [string, string]
  /** What somebody with the hub's key can make of other records. */
  resigned(texts: readonly string[], kinds?: MadeLog['kinds']): string[]
}

export function makeLog(story: LogStory): MadeLog {
  const { log, size, rotation, gap, pruning } = story
  const origin = logOrigin(INSTALLATION, log)
  const signers = [newSigner(), newSigner()] as const
  const signerAt = (at: number): Signer => signers[rotation !== undefined && at > rotation ? 1 : 0]
  const record = (number: number, changed: Partial<Access> = {}) =>
    recordText(createDraft(aLogRecord(log, changed)), number, newSalt())
  const lost = gap && Array.from({ length: gap.signed }, (_, i) => record(i))
  const texts: string[] = []
  const rangeOf = (some: readonly string[]) => extend(EMPTY_RANGE, some.map(leafHash))
  for (let number = 0; number < size; number++) {
    if (gap !== undefined && number >= gap.from && number < gap.to) texts.push(lostText(log, number))
    else if (gap?.to === number) {
      const before = rangeOf([...texts.slice(0, gap.from), ...(lost ?? []).slice(gap.from)])
      const details = { fran: gap.from, till: gap.to, storlek: gap.signed, rot: rootOf(before).toString('base64') }
      texts.push(record(number, { handelse: 'glapp', detaljer: details }))
    } else if (rotation === number) {
      const details = { ...signChange(INSTALLATION, signers[0], signers[1].publicKey) }
      texts.push(record(number, { handelse: 'nyckel', orsak: 'signatur', detaljer: details }))
    } else if (pruning !== undefined && number === size - 2) {
      const kept = pruning.kept.map(String)
      const details = { fran: 0, till: pruning.to, antal: pruning.to - kept.length, kvar: kept }
      texts.push(record(number, { handelse: 'gallring', detaljer: details }))
    } else texts.push(record(number, { arende: `arende ${number}`, orsak: '\u2028å' }))
  }
  const kinds = texts.map((text, number) => {
    if (pruning !== undefined && number < pruning.to && !pruning.kept.includes(number)) return 'pruned' as const
    return text.startsWith('{"forlorad"') ? ('lost' as const) : ('record' as const)
  })
  const rangeAt = (at: number) => rangeOf(texts.slice(0, at))
  const sign = (at: number, root: Buffer) => {
    const checkpoint = { origin, size: at, root }
    if (rotation !== undefined && at === rotation + 1) return signCheckpoint(checkpoint, signers[1], signers[0])
    return signCheckpoint(checkpoint, signerAt(at))
  }
  const noteAt = (at: number) => {
    const isLost = gap !== undefined && at > gap.from && at <= gap.signed
    const some = isLost ? [...texts.slice(0, gap.from), ...(lost ?? []).slice(gap.from, at)] : texts.slice(0, at)
    return sign(at, rootOf(rangeOf(some)))
  }
  const vkeys = [vkeyText(origin, signers[0].publicKey), vkeyText(origin, signers[1].publicKey)] as const
  return {
    story,
    texts,
    kinds,
    vkeys: [vkeys[0], rotation === undefined ? vkeys[0] : vkeys[1]],
    notes: story.published.map(noteAt),
    rangeAt,
    noteAt,
    resigned(some, someKinds = some.map(() => 'record' as const)) {
      const to = some.length
      const changes = rotation === undefined ? [] : successionOf(INSTALLATION, { signers: [signers[1], signers[0]] })
      const vkey = vkeys[rotation === undefined ? 0 : 1]
      const header = headerLine({ logg: log, origin, vkey, before: EMPTY_RANGE, size: to, changes })
      return [header, ...linesOf(some, someKinds, 0, to), checkpointLine(sign(to, rootOf(rangeOf(some))))]
    },
    proofs(number, earlier, to) {
      const rotated = rotation !== undefined && to > rotation
      const all = successionOf(INSTALLATION, { signers: [signers[1], signers[0]] })
      const hashesOf = (subtrees: readonly Subtree[]) =>
        subtrees.map((one) => rootOf(rangeOf(texts.slice(one.from, one.to))).toString('base64'))
      const changes = rotated ? { nyckelbyten: all } : {}
      const post: unknown = JSON.parse(texts[number] ?? '')
      const path = hashesOf(inclusionSubtrees(number, to))
      const growth = hashesOf(consistencySubtrees(earlier, to))
      return [
        canonical({ bevis: path, checkpoint: noteAt(to), format: INCLUSION, post, ...changes }),
        canonical({ bevis: growth, format: CONSISTENCY, fran: noteAt(earlier), till: noteAt(to), ...changes }),
      ]
    },
    exported(from = 0, to = size) {
      const rotated = rotation !== undefined && to > rotation
      const changes = rotated ? successionOf(INSTALLATION, { signers: [signers[1], signers[0]] }) : []
      const vkey = vkeys[rotated ? 1 : 0]
      const header = headerLine({ logg: log, origin, vkey, before: rangeAt(from), size: to, changes })
      return [header, ...linesOf(texts, kinds, from, to), checkpointLine(sign(to, rootOf(rangeAt(to))))]
    },
  }
}

/** The records [from, to) as an export has them, pruned ones as their leaf hashes. */
export function linesOf(texts: readonly string[], kinds: MadeLog['kinds'], from: number, to: number): string[] {
  const lines: string[] = []
  for (let number = from; number < to; number++) {
    if (kinds[number] !== 'pruned') {
      lines.push(texts[number] ?? '')
      continue
    }
    let end = number
    while (end < to && kinds[end] === 'pruned') end++
    lines.push(prunedLine(number, texts.slice(number, end).map(leafHash)))
    number = end - 1
  }
  return lines
}
