import { createHmac, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto'
import { InsynError } from '../errors.ts'
import type { Keyring } from './keyring.ts'
import type { Nycklar } from './nycklar.ts'
import { seal, unseal } from './seal.ts'

const REF_BYTES = 16

/** The operations on an opened keyring. Purposes are kept apart by deriving a key for each. */
export function nycklarUr(keyring: Keyring): Nycklar {
  const personKey = derive(keyring.referens, 'person')
  const uppgiftKey = derive(keyring.referens, 'uppgift')
  const sokKey = derive(keyring.referens, 'sok')
  const referensKey = derive(keyring.referens, 'korttidsreferens')
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
    digest: (stadsdel, mangd, data) => hmac(keyOf(digestKeys, `${stadsdel}/${mangd}`), data).subarray(0, REF_BYTES),
    forsegla: (stadsdel, mangd, om, klartext) => seal(keyOf(sealKeys, `${stadsdel}/${mangd}`), om, klartext),
    oppna: (stadsdel, mangd, om, forseglad) => unseal(keyOf(sealKeys, `${stadsdel}/${mangd}`), om, forseglad),
    forseglaReferens: (om, klartext) => seal(referensKey, om, klartext).toString('base64url'),
    oppnaReferens: (om, forseglad) => unseal(referensKey, om, Buffer.from(forseglad, 'base64url')),
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
