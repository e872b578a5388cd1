import { createCipheriv } from 'node:crypto'
import { nextNonce } from './seal.ts'

/**
 * Compact JWE (RFC 7516, 3.1) with `dir` and A256GCM (RFC 7518, 4.5 and 5.3): the encrypted key is empty, the protected header is
 * the additional data. By hand because it is a seventh of what a library that goes through WebCrypto costs for each message;
 * opened by libraries only.
 */
export function sealJwe(key: Buffer, kid: string, clearText: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid })).toString('base64url')
  const nonce = nextNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(header))
  const ciphertext = Buffer.concat([cipher.update(clearText, 'utf8'), cipher.final()])
  const parts = [nonce, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))
  return `${header}..${parts.join('.')}`
}
