import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Keys } from '../platform/keys/keys.ts'

/** A verifier's public key. As text: the C2SP form `name+keyid+base64(0x01 || key)`. */
export interface Verifier {
  readonly vkey: string
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
  return { vkey: text, name, keyId: expected, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}

/**
 * The key of what is signed under the name of a log's kind of document; the key text of the log itself is taken as well, since it is
 * one key under several names, and the log's is the one that auditors have.
 */
export function parseVkeyOf(document: string, text: string): Verifier | undefined {
  const given = parseVkey(text)
  const name = given?.name.replace(/\/logg\/(?=[a-z-]+$)/, `/${document}/`)
  if (given === undefined || name === undefined || name === given.name) return given
  const der = given.key.export({ format: 'der', type: 'spki' })
  return parseVkey(vkeyText(name, der.subarray(SPKI_PREFIX.length)))
}

/**
 * A C2SP signed note: the text, which ends with LF, an empty line and under the name a signature line of each signer; of
 * more than a reader takes, the newest.
 */
export function signNote(text: string, name: string, ...signers: Signers): string {
  const lines = signers.slice(0, MAX_SIGNATURES).map(({ publicKey, sign }) => {
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
  const parts = parseNote(note)
  return parts !== undefined && signatureBy([verifier], parts) === 'valid' ? parts.text : undefined
}

export interface Note {
  readonly text: string
  readonly signatures: readonly string[]
}

/** The parts of a note whoever signed it; undefined for what is no note. */
export function parseNote(note: string): Note | undefined {
  const [, text, lines] = /^((?:\P{Cc}+\n)+)\n((?:— \P{Cc}+\n)+)$/u.exec(note) ?? []
  const signatures = lines?.split('\n').slice(0, -1) ?? []
  return text === undefined || signatures.length > MAX_SIGNATURES ? undefined : { text, signatures }
}

/** What these keys say of a note. An invalid signature under one of them invalidates it, even beside a valid one. */
export function signatureBy(verifiers: readonly Verifier[], note: Note): 'valid' | 'invalid' | 'absent' {
  const checks = verifiers.flatMap(({ name, keyId, key }) =>
    note.signatures.flatMap((line) => {
      const [, signer, encoded = ''] = line.split(' ')
      const bytes = signer === name ? decodeBase64(encoded) : undefined
      if (bytes?.subarray(0, keyId.length).equals(keyId) !== true) return []
      return verify(null, Buffer.from(note.text), key, bytes.subarray(keyId.length))
    }),
  )
  if (checks.length === 0) return 'absent'
  return checks.every(Boolean) ? 'valid' : 'invalid'
}

/** Undefined unless the text is the one base64 spelling of its bytes. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function keyId(name: string, typedKey: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`).update(typedKey).digest().subarray(0, 4)
}
