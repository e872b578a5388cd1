import { compactDecrypt, decodeProtectedHeader } from 'jose'
import { InsynError } from '../../errors.ts'
import { dataDigest, derive, keyOf } from './derived-keys.ts'
import { Hmac } from './hmac.ts'
import type { DataKey, Generations, Keyring } from './keyring.ts'
import type { Keys } from './keys.ts'
import { seal, sealJwe, unsealBytesWithAny, unsealWithAny } from './seal.ts'

/** The keys that are derived from one data key. */
interface Derived {
  readonly generation: number
  readonly digest: Hmac
  readonly data: Buffer
  readonly bus: Buffer
}

/** Of one name, the key that seals first: another may be known and not in use yet, or replaced and not gone. */
type Held = readonly [Derived, ...Derived[]]

type DataOperations = Pick<
  Keys,
  | 'digest'
  | 'digests'
  | 'digester'
  | 'seal'
  | 'open'
  | 'openBytes'
  | 'renew'
  | 'generation'
  | 'generations'
  | 'sealForBus'
  | 'openFromBus'
  | 'busKey'
>

/** Data keys in use: they are added, replaced and removed while the process runs. */
export interface HeldDataKeys extends DataOperations {
  /** `stadsdel/informationsmangd`, with generations: the one that seals first. */
  dataKeys(): ReadonlyMap<string, readonly number[]>
  /** From now on these keys of the name, and no others: the first seals, and all open. */
  put(name: string, keys: Generations): void
  /** Overwrites and removes the keys of the name in this process. */
  forget(name: string): void
}

export function holdDataKeys(initial: Keyring['data']): HeldDataKeys {
  const held = new Map<string, Held>()

  function put(name: string, [first, ...others]: Generations): void {
    const before = held.get(name) ?? []
    const known = ({ generation, key }: DataKey) =>
      before.find((one) => one.generation === generation) ?? deriveKey({ generation, key })
    const now: Held = [known(first), ...others.map(known)]
    for (const one of before) if (!now.includes(one)) erase(one)
    held.set(name, now)
  }
  for (const [name, keys] of Object.entries(initial)) put(name, keys)

  const of = (stadsdel: string, mangd: string): Held => keyOf(held, `${stadsdel}/${mangd}`)
  const generations: Keys['generations'] = (stadsdel, mangd) =>
    (held.get(`${stadsdel}/${mangd}`) ?? []).map(({ generation }) => generation)

  return {
    digest: (stadsdel, mangd, data) => dataDigest(of(stadsdel, mangd)[0].digest, data),
    digests(stadsdel, mangd, data) {
      const [first, ...others] = of(stadsdel, mangd)
      return [dataDigest(first.digest, data), ...others.map(({ digest }) => dataDigest(digest, data))]
    },
    digester() {
      const begun = new Map<string, number>()
      return (stadsdel, mangd, data) => {
        const name = `${stadsdel}/${mangd}`
        const keys = keyOf(held, name)
        const generation = begun.get(name) ?? keys[0].generation
        begun.set(name, generation)
        const key = keys.find((one) => one.generation === generation)
        if (key === undefined) throw new InsynError('NYCKEL_SAKNAS', `the key of ${name} was replaced meanwhile`)
        return dataDigest(key.digest, data)
      }
    },
    seal: (stadsdel, mangd, about, clearText) => seal(of(stadsdel, mangd)[0].data, about, clearText),
    open: (stadsdel, mangd, about, sealed) => unsealWithAny(of(stadsdel, mangd).map(dataOf), about, sealed),
    openBytes: (stadsdel, mangd, about, sealed) => unsealBytesWithAny(of(stadsdel, mangd).map(dataOf), about, sealed),
    renew(stadsdel, mangd, about, sealed) {
      const [first, ...others] = of(stadsdel, mangd)
      const opened = others.length === 0 ? undefined : tryUnseal(others.map(dataOf), about, sealed)
      return opened === undefined ? undefined : { clearText: opened, sealed: seal(first.data, about, opened) }
    },
    generation: (stadsdel, mangd) => held.get(`${stadsdel}/${mangd}`)?.[0].generation,
    generations,
    sealForBus(stadsdel, mangd, clearText) {
      const [{ bus, generation }] = of(stadsdel, mangd)
      return sealJwe(bus, kidOf(`${stadsdel}/${mangd}`, generation), clearText)
    },
    async openFromBus(jwe) {
      try {
        const [, name = '', generation] = KID.exec(decodeProtectedHeader(jwe).kid ?? '') ?? []
        const key = held.get(name)?.find((one) => one.generation === Number(generation))
        if (key === undefined) return undefined
        const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }
        return Buffer.from((await compactDecrypt(jwe, key.bus, options)).plaintext).toString('utf8')
      } catch {
        throw new InsynError('NYCKEL_SAKNAS', 'a message does not open with its key')
      }
    },
    busKey(stadsdel, mangd) {
      const name = `${stadsdel}/${mangd}`
      const key = held.get(name)?.[0]
      if (key === undefined) return undefined
      const kid = kidOf(name, key.generation)
      return { kty: 'oct', use: 'enc', alg: 'A256GCM', kid, k: key.bus.toString('base64url') }
    },
    dataKeys: () => new Map([...held].map(([name, keys]) => [name, keys.map(({ generation }) => generation)])),
    put,
    forget(name) {
      for (const one of held.get(name) ?? []) erase(one)
      held.delete(name)
    },
  }
}

const deriveKey = ({ generation, key }: DataKey): Derived => ({
  generation,
  digest: new Hmac(derive(key, 'digest')),
  data: derive(key, 'data'),
  bus: derive(key, 'buss'),
})

function erase({ digest, data, bus }: Derived): void {
  digest.forget()
  for (const key of [data, bus]) key.fill(0)
}

const dataOf = ({ data }: Derived): Buffer => data

/** Undefined when none of the keys opens it. */
function tryUnseal(keys: readonly Buffer[], about: string, sealed: Buffer): string | undefined {
  try {
    return unsealWithAny(keys, about, sealed)
  } catch {
    return undefined
  }
}

const kidOf = (name: string, generation: number): string => `${name}/${generation}`
const KID = /^([^/]+\/[^/]+)\/(\d+)$/
