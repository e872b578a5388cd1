import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { derive, keyOf, REF_BYTES } from './derived-keys.ts'
import { type HeldDataKeys, holdDataKeys } from './held-data-keys.ts'
import { Hmac } from './hmac.ts'
import { type DataKey, type Generations, type Keyring, logKeyName, SIGNATURE } from './keyring.ts'
import type { Keys, SigningKey } from './keys.ts'
import { seal, unseal, unsealWithAny } from './seal.ts'

/** Keys in use. */
export interface KeyHolder extends Keys, HeldDataKeys {
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
  const personKey = new Hmac(derive(keyring.reference, 'person'))
  const uppgiftKey = new Hmac(derive(keyring.reference, 'uppgift'))
  const searchKey = new Hmac(derive(keyring.reference, 'sok'))
  const referenceKey = derive(keyring.reference, 'korttidsreferens')
  const sessionKey = derive(keyring.reference, 'session')
  const sessionRefKey = new Hmac(derive(keyring.reference, 'sessionsreferens'))
  const dataKeys = holdDataKeys(keyring.data)
  let logKeys = logKeysOf(keyring.logg, new Map())
  let signing = signingKeysOf(keyring.signature, [])

  return {
    ...dataKeys,
    personRef: (personnummer) => ref(personKey, personnummer),
    uppgiftRef: (personRef, stadsdel, source, mangd) =>
      ref(uppgiftKey, `${personRef}\u001f${stadsdel}\u001f${source}\u001f${mangd}`),
    searchRef: (kind, value) => searchKey.of(`${kind}\u001f${value}`).readBigInt64BE(0),
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

const ref = (key: Hmac, data: string): string => key.of(data).toString('base64url', 0, REF_BYTES)
