import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { InsynError } from '../../errors.ts'
import { randomInBlocks } from '../random-blocks.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM: nonce, ciphertext, tag. `about` names the subject of the text and must be the same when it is opened.
 */
export function seal(key: Buffer, about: string, clearText: string): Buffer {
  const nonce = nextNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
  return Buffer.concat([nonce, cipher.update(clearText, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** Throws NYCKEL_SAKNAS when the value was not sealed with this key and this `about`. */
export const unseal = (key: Buffer, about: string, sealed: Buffer): string =>
  unsealBytes(key, about, sealed).toString('utf8')

function unsealBytes(key: Buffer, about: string, sealed: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(about))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    const clearText = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES))
    // Verifies the tag; the text must not be used before.
    decipher.final()
    return clearText
  } catch {
    throw new InsynError('NYCKEL_SAKNAS', 'a sealed value does not open with this key')
  }
}

export const nextNonce = randomInBlocks(NONCE_BYTES)

/** What is sealed does not say by which of several keys: its form is older than the second one. */
export const unsealWithAny = (keys: readonly Buffer[], about: string, sealed: Buffer): string =>
  unsealBytesWithAny(keys, about, sealed).toString('utf8')

/** The same, in UTF-8. */
export function unsealBytesWithAny(keys: readonly Buffer[], about: string, sealed: Buffer): Buffer {
  for (const key of keys.slice(0, -1))
    try {
      return unsealBytes(key, about, sealed)
    } catch {
      // Sealed by another, or by none.
    }
  return unsealBytes(keys.at(-1) ?? Buffer.alloc(0), about, sealed)
}

export interface OneTimeKey {
  seal(about: string, clearText: string): Buffer
  open(about: string, sealed: Buffer): string
}

/** A key that is never stored: data sealed with it becomes unreadable when the process ends, or before. */
export function oneTimeKey(): OneTimeKey {
  const key = randomBytes(32)
  return {
    seal: (about, clearText) => seal(key, about, clearText),
    open: (about, sealed) => unseal(key, about, sealed),
  }
}

/**
 * Compact JWE (RFC 7516, 3.1) with `dir` and A256GCM (RFC 7518, 4.5 and 5.3): the encrypted key is empty, the protected
 * header is the additional data. Written by hand because it costs a seventh of a library that uses WebCrypto, per
 * message; always opened by a library.
 */
export function sealJwe(key: Buffer, kid: string, clearText: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid })).toString('base64url')
  const nonce = nextNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(header))
  const ciphertext = Buffer.concat([cipher.update(clearText, 'utf8'), cipher.final()])
  const parts = [nonce, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))
  return `${header}..${parts.join('.')}`
}
