import { createHmac, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto'
import { compactDecrypt, decodeProtectedHeader } from 'jose'
import { InsynError } from '../../errors.ts'
import type { DataKey, Keyring } from './keyring.ts'
import type { Keys } from './keys.ts'
import { seal, unseal, sealJwe } from './seal.ts'

const REF_BYTES = 16

/** The keys that are derived from one data key. */
interface Derived {
  readonly generation: number
  readonly digest: Buffer
  readonly data: Buffer
  readonly bus: Buffer
}

/** Keys in use: data keys are added and removed while the process runs. */
export interface KeyHolder extends Keys {
  /** `stadsdel/informationsmangd`, with generation. */
  dataKeys(): ReadonlyMap<string, number>
  /** Replaces a key of an earlier generation, if any. */
  put(name: string, key: DataKey): void
  /** Overwrites and removes the key in this process. */
  forget(name: string): void
}

/** The operations on an opened keyring. Purposes are kept apart by deriving a key for each. */
export function keysFrom(keyring: Keyring): KeyHolder {
  const personKey = derive(keyring.reference, 'person')
  const uppgiftKey = derive(keyring.reference, 'uppgift')
  const searchKey = derive(keyring.reference, 'sok')
  const referenceKey = derive(keyring.reference, 'korttidsreferens')
  const dataKeys = new Map(Object.entries(keyring.data).map(([name, key]) => [name, deriveKey(key)]))
  const logKeys = new Map(Object.entries(keyring.logg).map(([code, key]) => [code, derive(key, 'logg')]))
  const privateKey = createPrivateKey({ key: keyring.signature, format: 'der', type: 'pkcs8' })
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })

  const forget = (name: string) => {
    const keys = dataKeys.get(name)
    keys?.digest.fill(0)
    keys?.data.fill(0)
    keys?.bus.fill(0)
    dataKeys.delete(name)
  }
  return {
    personRef: (personnummer) => ref(personKey, personnummer),
    uppgiftRef: (personRef, stadsdel, source, mangd) =>
      ref(uppgiftKey, `${personRef}\u001f${stadsdel}\u001f${source}\u001f${mangd}`),
    searchRef: (kind, value) => hmac(searchKey, `${kind}\u001f${value}`).readBigInt64BE(0),
    digest: (stadsdel, mangd, data) => dataDigest(keyOf(dataKeys, `${stadsdel}/${mangd}`).digest, data),
    seal: (stadsdel, mangd, about, clearText) => seal(keyOf(dataKeys, `${stadsdel}/${mangd}`).data, about, clearText),
    open: (stadsdel, mangd, about, sealed) => unseal(keyOf(dataKeys, `${stadsdel}/${mangd}`).data, about, sealed),
    sealForBus(stadsdel, mangd, clearText) {
      const { bus, generation } = keyOf(dataKeys, `${stadsdel}/${mangd}`)
      return sealJwe(bus, kidOf(`${stadsdel}/${mangd}`, generation), clearText)
    },
    async openFromBus(jwe) {
      try {
        const [, name = '', generation] = KID.exec(decodeProtectedHeader(jwe).kid ?? '') ?? []
        const keys = dataKeys.get(name)
        if (keys?.generation !== Number(generation)) return undefined
        const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }
        return Buffer.from((await compactDecrypt(jwe, keys.bus, options)).plaintext).toString('utf8')
      } catch {
        throw new InsynError('NYCKEL_SAKNAS', 'a message does not open with its key')
      }
    },
    busKey(stadsdel, mangd) {
      const name = `${stadsdel}/${mangd}`
      const keys = dataKeys.get(name)
      if (keys === undefined) return undefined
      const kid = kidOf(name, keys.generation)
      return { kty: 'oct', use: 'enc', alg: 'A256GCM', kid, k: keys.bus.toString('base64url') }
    },
    generation: (stadsdel, mangd) => dataKeys.get(`${stadsdel}/${mangd}`)?.generation,
    sealReference: (about, clearText) => seal(referenceKey, about, clearText).toString('base64url'),
    openReference: (about, sealed) => unseal(referenceKey, about, Buffer.from(sealed, 'base64url')),
    sealForLog: (log, about, clearText) => seal(keyOf(logKeys, log), about, clearText).toString('base64url'),
    openFromLog: (log, about, sealed) => unseal(keyOf(logKeys, log), about, Buffer.from(sealed, 'base64url')),
    sign: (data) => sign(null, data, privateKey),
    publicKey: Buffer.from(x ?? '', 'base64url'),
    dataKeys: () => new Map([...dataKeys].map(([name, { generation }]) => [name, generation])),
    put(name, key) {
      forget(name)
      dataKeys.set(name, deriveKey(key))
    },
    forget,
  }
}

/** Identifies a key without revealing it: the keyed digest of a fixed text. */
export const proofOf = ({ key }: DataKey, text: string): Buffer => dataDigest(derive(key, 'digest'), text)

const deriveKey = ({ generation, key }: DataKey): Derived => ({
  generation,
  digest: derive(key, 'digest'),
  data: derive(key, 'data'),
  bus: derive(key, 'buss'),
})

const kidOf = (name: string, generation: number): string => `${name}/${generation}`
const KID = /^([^/]+\/[^/]+)\/(\d+)$/

const dataDigest = (key: Buffer, data: string): Buffer => hmac(key, data).subarray(0, REF_BYTES)

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `insyn/${purpose}`, 32))
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

function ref(key: Buffer, data: string): string {
  return hmac(key, data).subarray(0, REF_BYTES).toString('base64url')
}

function keyOf<K>(keys: ReadonlyMap<string, K>, name: string): K {
  const key = keys.get(name)
  if (key === undefined) throw new InsynError('NYCKEL_SAKNAS', `no key for ${name}`)
  return key
}
