import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  randomFillSync,
  sign,
} from 'node:crypto'
import { InsynError } from '../errors.ts'
import type { Keyring } from './keyring.ts'
import type { Nycklar } from './nycklar.ts'

const REF_BYTES = 16
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The operations on an opened keyring. Purposes are kept apart by deriving a key for each. */
export function nycklarUr(keyring: Keyring): Nycklar {
  const personKey = derive(keyring.referens, 'person')
  const uppgiftKey = derive(keyring.referens, 'uppgift')
  const sokKey = derive(keyring.referens, 'sok')
  const digestKeys = new Map(Object.entries(keyring.data).map(([kod, key]) => [kod, derive(key, 'digest')]))
  const sealKeys = new Map(Object.entries(keyring.data).map(([kod, key]) => [kod, derive(key, 'data')]))
  const loggKeys = new Map(Object.entries(keyring.logg).map(([kod, key]) => [kod, derive(key, 'logg')]))
  const privateKey = createPrivateKey({ key: keyring.signatur, format: 'der', type: 'pkcs8' })
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })

  return {
    personRef: (personnummer) => ref(personKey, personnummer),
    uppgiftRef: (personRef, stadsdel, kalla, mangd) =>
      ref(uppgiftKey, `${personRef}\u001f${stadsdel}\u001f${kalla}\u001f${mangd}`),
    sokRef: (slag, varde) => hmac(sokKey, `${slag}\u001f${varde}`).readBigInt64BE(0),
    digest: (stadsdel, data) => hmac(keyOf(digestKeys, stadsdel), data).subarray(0, REF_BYTES),
    forsegla: (stadsdel, om, klartext) => seal(keyOf(sealKeys, stadsdel), om, klartext),
    oppna: (stadsdel, om, forseglad) => unseal(keyOf(sealKeys, stadsdel), om, forseglad),
    forseglaForLogg: (logg, om, klartext) => seal(keyOf(loggKeys, logg), om, klartext).toString('base64url'),
    oppnaFranLogg: (logg, om, forseglad) => unseal(keyOf(loggKeys, logg), om, Buffer.from(forseglad, 'base64url')),
    signera: (data) => sign(null, data, privateKey),
    publikNyckel: Buffer.from(x ?? '', 'base64url'),
  }
}

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `insyn/${purpose}`, 32))
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

function ref(key: Buffer, data: string): string {
  return hmac(key, data).subarray(0, REF_BYTES).toString('base64url')
}

function keyOf(keys: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const key = keys.get(name)
  if (key === undefined) throw new InsynError('NYCKEL_SAKNAS', `no key for ${name}`)
  return key
}

function seal(key: Buffer, om: string, klartext: string): Buffer {
  const nonce = nextNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(om))
  return Buffer.concat([nonce, cipher.update(klartext, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

function unseal(key: Buffer, om: string, forseglad: Buffer): string {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, forseglad.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(om))
    decipher.setAuthTag(forseglad.subarray(-TAG_BYTES))
    return decipher.update(forseglad.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    throw new InsynError('NYCKEL_SAKNAS', 'a sealed value does not open with the key of its stadsdel')
  }
}

// Random nonces, drawn from the system in blocks: one system call per 256 seals instead of one per seal.
const block = Buffer.alloc(NONCE_BYTES * 256)
let used = block.length
function nextNonce(): Buffer {
  if (used === block.length) {
    randomFillSync(block)
    used = 0
  }
  const nonce = Buffer.from(block.subarray(used, used + NONCE_BYTES))
  used += NONCE_BYTES
  return nonce
}
