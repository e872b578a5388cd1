import { verify } from 'node:crypto'
import type { Keys } from '../platform/keys/keys.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { decodeBase64, keyText, parseVkey, type Signer, type Verifier, vkeyText } from './note.ts'

/**
 * That one signing key took over from another: members of a record (`handelse: nyckel`, `orsak: signatur`), and of whatever
 * lets a verifier go on from a key text that it was given before. Keys as in the last part of a key text.
 */
export interface KeyChange {
  readonly fran: string
  readonly till: string
  /** Base64: Ed25519 by `fran` over `statement`. */
  readonly underskrift: string
}

/** Signed by the former key. It names no log: one key signs for all logs of an installation, and its receipts. */
const statement = (installation: string, former: string, next: string): Buffer =>
  Buffer.from(`insyn-nyckelbyte/1\n${installation}\n${former}\n${next}\n`)

export function signChange(origin: string, former: Signer, publicKey: Uint8Array): KeyChange {
  const before = keyText(former.publicKey)
  const after = keyText(publicKey)
  return { fran: before, till: after, underskrift: former.sign(statement(origin, before, after)).toString('base64') }
}

/** Every change so far, the oldest first: what a verifier with an earlier key text needs to come to the key in force. */
export function successionOf(origin: string, { signers }: Pick<Keys, 'signers'>): readonly KeyChange[] {
  const [oldest, ...later] = [...signers].reverse()
  let former = oldest
  return later.map((signer) => {
    const change = signChange(origin, former ?? signer, signer.publicKey)
    former = signer
    return change
  })
}

export interface KeyChain {
  /** The given key, and those that took over from it: what they sign counts. */
  readonly following: readonly [Verifier, ...Verifier[]]
  /** Those that say that they gave over to it: what they sign can only be held against what the others sign. */
  readonly before: readonly Verifier[]
}

/** Follows the changes from a key text, both ways; undefined for a text that is no key. What does not verify is not followed. */
export function chainOf(vkey: string, changes: readonly KeyChange[]): KeyChain | undefined {
  const given = parseVkey(vkey)
  if (given === undefined) return undefined
  const next: Verifier[] = []
  for (const change of changes) {
    const former = next.at(-1) ?? given
    const keys = verifiedChange(given.name, change)
    // The whole key: its id is short enough for somebody to make another key with the same.
    if (keys?.former.vkey === former.vkey) next.push(keys.next)
  }
  const before: Verifier[] = []
  for (const change of [...changes].reverse()) {
    const keys = verifiedChange(given.name, change)
    if (keys?.next.vkey === (before[0] ?? given).vkey) before.unshift(keys.former)
  }
  return { following: [given, ...next], before }
}

/** The same from several key texts of one log. */
export function chainsOf(keys: readonly Verifier[], changes: readonly KeyChange[]) {
  const chains = keys.map(({ vkey }) => chainOf(vkey, changes)).filter((chain) => chain !== undefined)
  const following = chains.flatMap((chain) => chain.following)
  return { following, all: [...following, ...chains.flatMap(({ before }) => before)] }
}

/** Undefined for what has not the form of a change. */
export function asKeyChange(value: unknown): KeyChange | undefined {
  if (typeof value !== 'object' || value === null || !('fran' in value && 'till' in value && 'underskrift' in value))
    return undefined
  const { fran, till, underskrift } = value
  return typeof fran === 'string' && typeof till === 'string' && typeof underskrift === 'string'
    ? { fran, till, underskrift }
    : undefined
}

/** A list `nyckelbyten` as read; undefined when it holds anything else. */
export function asKeyChanges(value: unknown): readonly KeyChange[] | undefined {
  const changes = Array.isArray(value) ? value.map(asKeyChange) : [undefined]
  return changes.every((change) => change !== undefined) ? changes : undefined
}

/** Both keys under the name of a log or a receipt; undefined unless the former key has signed the change. */
export function verifiedChange(name: string, { fran, till, underskrift }: KeyChange) {
  const former = named(name, fran)
  const next = named(name, till)
  const signature = decodeBase64(underskrift)
  if (former === undefined || next === undefined || signature === undefined) return undefined
  const installation = name.replace(/\/(?:logg|kvitto)\/[^/]+$/, '')
  return verify(null, statement(installation, fran, till), former.key, signature) ? { former, next } : undefined
}

function named(name: string, key: string): Verifier | undefined {
  const typed = decodeBase64(key)
  if (typed === undefined) return undefined
  const verifier = parseVkey(vkeyText(name, typed.subarray(1)))
  return verifier !== undefined && keyText(typed.subarray(1)) === key ? verifier : undefined
}

/** The first of the keys that opens the note. */
export function openWith(note: string, verifiers: readonly Verifier[]): Checkpoint | undefined {
  for (const verifier of verifiers) {
    const checkpoint = openCheckpoint(note, verifier)
    if (checkpoint !== undefined) return checkpoint
  }
  return undefined
}
