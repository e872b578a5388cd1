import { createHmac, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto'
import { compactDecrypt, decodeProtectedHeader } from 'jose'
import { InsynError } from '../../errors.ts'
import { logKeyName, SIGNATURE, type DataKey, type Generations, type Keyring } from './keyring.ts'
import type { Keys, SigningKey } from './keys.ts'
import { seal, unseal, unsealBytes, sealJwe } from './seal.ts'

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
  /** Takes over signing keys and log keys, of which those `inForce` are used: the newest signs and seals, and all open. */
  takeGenerations(keyring: Pick<Keyring, 'signature' | 'logg'>, inForce: InForce): void
}

/** By name, generations after the first. */
export type InForce = ReadonlyMap<string, readonly number[]>

/** Of a log: the key that seals, and all that open. */
interface LogKeys {
  readonly sealing: Buffer
  readonly opening: readonly Buffer[]
}

type SigningKeys = Pick<Keys, 'signers' | 'publicKeys'>

/** The operations on an opened keyring. Purposes are kept apart by deriving a key for each. */
export function keysFrom(keyring: Keyring): KeyHolder {
  const personKey = derive(keyring.reference, 'person')
  const uppgiftKey = derive(keyring.reference, 'uppgift')
  const searchKey = derive(keyring.reference, 'sok')
  const referenceKey = derive(keyring.reference, 'korttidsreferens')
  const sessionKey = derive(keyring.reference, 'session')
  const sessionRefKey = derive(keyring.reference, 'sessionsreferens')
  const dataKeys = new Map(Object.entries(keyring.data).map(([name, key]) => [name, deriveKey(key)]))
  let logKeys = logKeysOf(keyring.logg, new Map())
  let signing = signingKeysOf(keyring.signature, [])

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
    openBytes: (stadsdel, mangd, about, sealed) =>
      unsealBytes(keyOf(dataKeys, `${stadsdel}/${mangd}`).data, about, sealed),
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
    sealSession: (about, clearText) => seal(sessionKey, about, clearText).toString('base64url'),
    openSession: (about, sealed) => unseal(sessionKey, about, Buffer.from(sealed, 'base64url')),
    sessionRef: (text) => ref(sessionRefKey, text),
    sealForLog: (log, about, clearText) => seal(keyOf(logKeys, log).sealing, about, clearText).toString('base64url'),
    openFromLog: (log, about, sealed) =>
      unsealWithAny(keyOf(logKeys, log).opening, about, Buffer.from(sealed, 'base64url')),
    sign: (data) => signing.signers[0].sign(data),
    get publicKey() {
      return signing.signers[0].publicKey
    },
    get signers() {
      return signing.signers
    },
    get publicKeys() {
      return signing.publicKeys
    },
    dataKeys: () => new Map([...dataKeys].map(([name, { generation }]) => [name, generation])),
    put(name, key) {
      forget(name)
      dataKeys.set(name, deriveKey(key))
    },
    forget,
    takeGenerations({ signature, logg }, inForce) {
      logKeys = logKeysOf(logg, inForce)
      signing = signingKeysOf(signature, inForce.get(SIGNATURE) ?? [])
    },
  }
}

function logKeysOf(keys: Keyring['logg'], inForce: InForce): ReadonlyMap<string, LogKeys> {
  return new Map(
    Object.entries(keys).map(([code, generations]) => {
      const [newest] = used(generations, inForce.get(logKeyName(code)) ?? [])
      const opening = generations.map(({ key }) => derive(key, 'logg')).reverse()
      return [code, { sealing: derive(newest.key, 'logg'), opening }]
    }),
  )
}

function signingKeysOf(generations: Generations, inForce: readonly number[]): SigningKeys {
  const [newest, ...earlier] = used(generations, inForce)
  return {
    signers: [signingKey(newest), ...earlier.map(signingKey)],
    publicKeys: generations.map((one) => signingKey(one).publicKey),
  }
}

/** The first, and those in force after it; the newest first. */
function used(generations: Generations, inForce: readonly number[]): Generations {
  const [first, ...later] = generations
  const [newest, ...rest] = [first, ...later.filter(({ generation }) => inForce.includes(generation))].reverse()
  return newest === undefined ? [first] : [newest, ...rest]
}

export function signingKey({ key }: DataKey): SigningKey {
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  return { sign: (data) => sign(null, data, privateKey), publicKey: Buffer.from(x ?? '', 'base64url') }
}

/** What is sealed does not say by which generation: its form is older than the second one. */
function unsealWithAny(keys: readonly Buffer[], about: string, sealed: Buffer): string {
  for (const key of keys.slice(0, -1))
    try {
      return unseal(key, about, sealed)
    } catch {
      // Sealed by an earlier one, or by none.
    }
  return unseal(keys.at(-1) ?? Buffer.alloc(0), about, sealed)
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
