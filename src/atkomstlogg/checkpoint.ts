import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { Nycklar } from '../keys/nycklar.ts'
import { HASH_BYTES } from './merkle.ts'

/** A signed statement that a log has `size` records and this root: C2SP tlog-checkpoint, in a C2SP signed note. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

/** What a verifier is given in advance, as text: the C2SP form `name+keyid+base64(0x01 || key)`. */
export interface Verifier {
  readonly name: string
  readonly keyId: Buffer
  readonly key: KeyObject
}

export type Signer = Pick<Nycklar, 'signera' | 'publikNyckel'>

const ED25519 = 0x01
const KEY_BYTES = 32
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const NAME = /^[^\s+]+$/u
/** The specification lets a reader put a limit; more witnesses than this never sign one checkpoint. */
const MAX_SIGNATURES = 32

/** The origin of one controller's log, which is also the name of its key. */
export const loggOrigin = (origin: string, logg: string): string => `${origin}/logg/${logg}`

export function vkeyText(name: string, publicKey: Uint8Array): string {
  const typed = Buffer.concat([Buffer.of(ED25519), publicKey])
  return `${name}+${keyId(name, typed).toString('hex')}+${typed.toString('base64')}`
}

/** Undefined unless the text is an Ed25519 key whose id is right. */
export function parseVkey(text: string): Verifier | undefined {
  const [name = '', id = '', encoded = '', ...rest] = text.split('+')
  // base64 may itself hold a plus sign; a name may not.
  const typed = decodeBase64([encoded, ...rest].join('+'))
  if (!NAME.test(name) || typed?.length !== 1 + KEY_BYTES || typed[0] !== ED25519) return undefined
  const expected = keyId(name, typed)
  if (id !== expected.toString('hex')) return undefined
  const der = Buffer.concat([SPKI_PREFIX, typed.subarray(1)])
  return { name, keyId: expected, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}

export function signCheckpoint({ origin, size, root }: Checkpoint, signer: Signer): string {
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`
  const id = keyId(origin, Buffer.concat([Buffer.of(ED25519), signer.publikNyckel]))
  const signature = Buffer.concat([id, signer.signera(Buffer.from(text))])
  return `${text}\n— ${origin} ${signature.toString('base64')}\n`
}

/**
 * Reads a note as hostile input. Undefined unless it is a checkpoint of exactly three lines whose origin is the key's
 * name, signed by that key. Signatures by others (witnesses) are passed over, as the specification asks.
 */
export function openCheckpoint(note: string, verifier: Verifier): Checkpoint | undefined {
  const parts = /^((\P{Cc}+)\n(0|[1-9]\d{0,15})\n(\S{44})\n)\n((?:— \P{Cc}+\n)+)$/u.exec(note)
  const [, text = '', origin = '', sizeText = '', rootText = '', signatures = ''] = parts ?? []
  const size = Number(sizeText)
  const root = decodeBase64(rootText)
  if (parts === null || !Number.isSafeInteger(size) || root?.length !== HASH_BYTES) return undefined
  if (origin !== verifier.name || !isSignedBy(verifier, text, signatures)) return undefined
  return { origin, size, root }
}

function isSignedBy({ name, keyId, key }: Verifier, text: string, signatures: string): boolean {
  const lines = signatures.split('\n').slice(0, -1)
  if (lines.length > MAX_SIGNATURES) return false
  const own: Buffer[] = []
  for (const line of lines) {
    const [, signer, encoded = ''] = line.split(' ')
    if (signer !== name) continue
    const bytes = decodeBase64(encoded)
    if (bytes?.subarray(0, keyId.length).equals(keyId) === true) own.push(bytes.subarray(keyId.length))
  }
  // One that is ours and does not hold condemns the note, even beside one that does.
  return own.length > 0 && own.every((signature) => verify(null, Buffer.from(text), key, signature))
}

/** Undefined unless the text is the one base64 spelling of its bytes. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function keyId(name: string, typedKey: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`).update(typedKey).digest().subarray(0, 4)
}
