import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { Keys } from '../platform/keys/keys.ts'

/** A verifier's public key. As text: the C2SP form `name+keyid+base64(0x01 || key)`. */
export interface Verifier {
  readonly name: string
  readonly keyId: Buffer
  readonly key: KeyObject
}

export type Signer = Pick<Keys, 'sign' | 'publicKey'>
/** The signer in force first, and those before it. */
export type Signers = readonly [Signer, ...Signer[]]

const ED25519 = 0x01
const KEY_BYTES = 32
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const NAME = /^[^\s+]+$/u
/** The specification allows a limit; no note has this many witnesses. */
const MAX_SIGNATURES = 32

export function vkeyText(name: string, publicKey: Uint8Array): string {
  return `${name}+${keyId(name, typedKey(publicKey)).toString('hex')}+${keyText(publicKey)}`
}

/** The last part of a key text, which is the same under every name. */
export const keyText = (publicKey: Uint8Array): string => typedKey(publicKey).toString('base64')

const typedKey = (publicKey: Uint8Array): Buffer => Buffer.concat([Buffer.of(ED25519), publicKey])

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

/** A C2SP signed note: the text, which ends with LF, an empty line and under the name a signature line of each signer. */
export function signNote(text: string, name: string, ...signers: Signers): string {
  const lines = signers.map(({ publicKey, sign }) => {
    const id = keyId(name, typedKey(publicKey))
    return `— ${name} ${Buffer.concat([id, sign(Buffer.from(text))]).toString('base64')}\n`
  })
  return `${text}\n${lines.join('')}`
}

/**
 * The text of a note, read as hostile input; undefined unless this key has signed it. Signatures by other keys
 * (witnesses) are ignored, as the specification requires.
 */
export function openNote(note: string, verifier: Verifier): string | undefined {
  const [, text, signatures] = /^((?:\P{Cc}+\n)+)\n((?:— \P{Cc}+\n)+)$/u.exec(note) ?? []
  if (text === undefined || signatures === undefined) return undefined
  return isSignedBy(verifier, text, signatures) ? text : undefined
}

function isSignedBy({ name, keyId, key }: Verifier, text: string, signatures: string): boolean {
  const lines = signatures.split('\n').slice(0, -1)
  if (lines.length > MAX_SIGNATURES) return false
  const signaturesOfKey: Buffer[] = []
  for (const line of lines) {
    const [, signer, encoded = ''] = line.split(' ')
    if (signer !== name) continue
    const bytes = decodeBase64(encoded)
    if (bytes?.subarray(0, keyId.length).equals(keyId) === true) signaturesOfKey.push(bytes.subarray(keyId.length))
  }
  // An invalid signature under this key invalidates the note, even beside a valid one.
  return (
    signaturesOfKey.length > 0 && signaturesOfKey.every((signature) => verify(null, Buffer.from(text), key, signature))
  )
}

/** Undefined unless the text is the one base64 spelling of its bytes. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function keyId(name: string, typedKey: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`).update(typedKey).digest().subarray(0, 4)
}
