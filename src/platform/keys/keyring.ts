import { createCipheriv, createDecipheriv, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { InsynError } from '../../errors.ts'
import { readSecret, writeSecret } from './secret-file.ts'

/** One data key. Generations of the same name rise: a destroyed key is never replaced by an equal one. */
export interface DataKey {
  readonly generation: number
  readonly key: Buffer
}

/**
 * What replaces each other for one use, the oldest first. None of a signing key or a log's key goes: what it signed or sealed stays.
 * A data key's former ones go when nothing is sealed with them any more.
 */
export type Generations = readonly [DataKey, ...DataKey[]]

/** The hub's secrets, opened. Destroying a data key makes every copy of what it sealed unreadable. */
export interface Keyring {
  /** For all opaque references and search references. */
  readonly reference: Buffer
  /** Ed25519 private keys (PKCS#8 DER) that sign log checkpoints and receipts. */
  readonly signature: Generations
  /** `stadsdel/informationsmangd` → keys of its payloads. */
  readonly data: Readonly<Record<string, Generations>>
  /** log → key of what is sealed in its records; outlives the data key because the log does. */
  readonly logg: Readonly<Record<string, Generations>>
}

interface WrappedKey {
  readonly generation: number
  readonly key: string
}

interface KeyringFile {
  readonly version: 3
  readonly reference: string
  readonly signature: readonly WrappedKey[]
  /** A list where one replaces another: what has one key alone is written as every earlier version reads it. */
  readonly data: Record<string, WrappedKey | readonly WrappedKey[]>
  readonly logg: Record<string, readonly WrappedKey[]>
}

/** Before signing keys and log keys had generations: what they held is the first one. */
type SecondKeyringFile = Omit<KeyringFile, 'version' | 'signature' | 'logg'> & {
  readonly version: 2
  readonly signature: string
  readonly logg: Record<string, string>
}

/** Version 1 held data keys for stadsdelar with and without an avtal; they are not taken over. */
type FirstKeyringFile = Omit<SecondKeyringFile, 'version' | 'data'> & { readonly version: 1 }

type StoredKeyring = KeyringFile | SecondKeyringFile | FirstKeyringFile

const KEY_BYTES = 32

/**
 * Opens the keyring file, or creates one at the first start. `known` are the keys that the database has been written
 * with (`knownKeys`): when there are any, the file must exist. New logs get their keys now. Every key is wrapped by the
 * master key, so the file alone opens nothing. Throws NYCKEL_SAKNAS when the file is missing, readable by others, or
 * does not open with this master key.
 */
export async function openKeyring(
  file: string,
  master: Buffer,
  wanted: { logg: readonly string[]; known: ReadonlySet<string>; asFound?: boolean },
): Promise<Keyring> {
  const stored = await readStored(file)
  if (stored === undefined && wanted.known.size > 0)
    throw new InsynError(
      'NYCKEL_SAKNAS',
      `the keyring ${file} is missing but the database holds data sealed with it: put the file back`,
    )
  const keyring = stored === undefined ? newKeyring() : unwrapAll(stored, master, file)
  const complete: Keyring = { ...keyring, logg: withMissing(keyring.logg, wanted.logg) }
  const grown = Object.keys(complete.logg).length > Object.keys(keyring.logg).length
  if ((stored?.version !== 3 || grown) && wanted.asFound !== true) await writeKeyring(file, master, complete)
  return complete
}

/** Master keys of which one opens the keyring; while it is changed there are two. */
export type MasterKeys = readonly [Buffer, ...Buffer[]]

export interface OpenedKeyring {
  readonly keyring: Keyring
  /** The one that opened it. */
  readonly master: Buffer
}

/** Opens an existing keyring file; changes nothing. */
export async function openWith(file: string, masters: MasterKeys): Promise<OpenedKeyring> {
  const stored = await readStored(file)
  if (stored === undefined)
    throw new InsynError('NYCKEL_SAKNAS', `the keyring ${file} is missing: put the right file back`)
  for (const master of masters.slice(0, -1))
    try {
      return { keyring: unwrapAll(stored, master, file), master }
    } catch {
      // Sealed by another.
    }
  const master = masters.at(-1) ?? masters[0]
  return { keyring: unwrapAll(stored, master, file), master }
}

export const readKeyring = async (file: string, ...masters: MasterKeys): Promise<Keyring> =>
  (await openWith(file, masters)).keyring

/** Replaces the file; the bytes of the old one are overwritten as far as the file system allows. */
export async function writeKeyring(file: string, master: Buffer, keyring: Keyring): Promise<void> {
  const stored: KeyringFile = {
    version: 3,
    reference: wrap(master, 'referens', keyring.reference),
    signature: wrapGenerations(master, SIGNATURE, keyring.signature),
    data: mapValues(keyring.data, (name, keys) => {
      const wrapped = keys.map(({ generation, key }) => ({
        generation,
        key: wrap(master, dataName(name, generation), key),
      }))
      return wrapped.length === 1 && wrapped[0] !== undefined ? wrapped[0] : wrapped
    }),
    logg: mapValues(keyring.logg, (name, keys) => wrapGenerations(master, logKeyName(name), keys)),
  }
  await writeSecret(file, JSON.stringify(stored, null, 2) + '\n')
}

/**
 * The keyring with the data keys of an earlier one that others have replaced since. Of a kind without a key the avtal has ended: what
 * was destroyed then stays so.
 */
export function withReplaced(keyring: Keyring, earlier: Keyring): Keyring {
  const data = mapValues(keyring.data, (name, [oldest, ...rest]): Generations => {
    const former = (earlier.data[name] ?? []).filter(({ generation }) => generation < oldest.generation)
    const [first = oldest, ...others] = [...former, oldest, ...rest]
    return [first, ...others]
  })
  return { ...keyring, data }
}

export const newDataKey = (generation: number): DataKey => ({ generation, key: randomBytes(KEY_BYTES) })

export function newSigningKey(generation: number): DataKey {
  const { privateKey } = generateKeyPairSync('ed25519')
  return { generation, key: privateKey.export({ type: 'pkcs8', format: 'der' }) }
}

/** Names of what has generations, in the file and in the database. */
export const SIGNATURE = 'signatur'
export const logKeyName = (log: string): string => `logg/${log}`

/** Reads the master key, or creates one at the first start. */
export async function openMasterKey(file: string, firstStart: boolean): Promise<Buffer> {
  const text = await readSecret(file)
  if (text !== undefined) return parseMasterKey(text, file)
  if (!firstStart) throw new InsynError('NYCKEL_SAKNAS', `the master key ${file} is missing: put the file back`)
  const key = randomBytes(KEY_BYTES)
  await writeSecret(file, key.toString('base64url') + '\n')
  return key
}

export function parseMasterKey(text: string, from: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64url')
  if (key.length !== KEY_BYTES)
    throw new InsynError('NYCKEL_SAKNAS', `the master key in ${from} is not ${KEY_BYTES} bytes of base64url`)
  return key
}

function newKeyring(): Keyring {
  return { reference: randomBytes(KEY_BYTES), signature: [newSigningKey(1)], data: {}, logg: {} }
}

function withMissing(keys: Keyring['logg'], names: readonly string[]): Keyring['logg'] {
  const missing = names.filter((name) => keys[name] === undefined)
  return { ...keys, ...Object.fromEntries(missing.map((name) => [name, [newDataKey(1)] as const])) }
}

async function readStored(file: string): Promise<StoredKeyring | undefined> {
  const text = await readSecret(file)
  if (text === undefined) return undefined
  try {
    const parsed = JSON.parse(text) as StoredKeyring
    if ([1, 2, 3].includes(parsed.version)) return parsed
  } catch {
    // Falls through: what does not parse is not our keyring.
  }
  throw new InsynError('NYCKEL_SAKNAS', `${file} is not a keyring of this version of Insyn`)
}

function unwrapAll(stored: StoredKeyring, master: Buffer, file: string): Keyring {
  try {
    const first = (name: string, wrapped: string): Generations => [
      { generation: 1, key: unwrap(master, name, wrapped) },
    ]
    const keyring: Keyring = {
      reference: unwrap(master, 'referens', stored.reference),
      signature:
        stored.version === 3
          ? unwrapGenerations(master, SIGNATURE, stored.signature)
          : first(SIGNATURE, stored.signature),
      data: mapValues(stored.version === 1 ? {} : stored.data, (name, wrapped) =>
        unwrapEach(master, [wrapped].flat(), (generation) => dataName(name, generation)),
      ),
      logg:
        stored.version === 3
          ? mapValues(stored.logg, (name, keys) => unwrapGenerations(master, logKeyName(name), keys))
          : mapValues(stored.logg, (name, key) => first(logKeyName(name), key)),
    }
    for (const { key } of keyring.signature) createPrivateKey({ key, format: 'der', type: 'pkcs8' })
    return keyring
  } catch {
    throw new InsynError('NYCKEL_SAKNAS', `the keyring ${file} does not open with this master key`)
  }
}

/** The first generation keeps the name that it had before there were others. */
const generationName = (name: string, generation: number): string => (generation === 1 ? name : `${name}/${generation}`)

const wrapGenerations = (master: Buffer, name: string, keys: Generations): WrappedKey[] =>
  keys.map(({ generation, key }) => ({ generation, key: wrap(master, generationName(name, generation), key) }))

const unwrapGenerations = (master: Buffer, name: string, wrapped: readonly WrappedKey[]): Generations =>
  unwrapEach(master, wrapped, (generation) => generationName(name, generation))

function unwrapEach(
  master: Buffer,
  wrapped: readonly WrappedKey[],
  nameOf: (generation: number) => string,
): Generations {
  const [first, ...rest] = wrapped.map(({ generation, key }) => ({
    generation,
    key: unwrap(master, nameOf(generation), key),
  }))
  if (first === undefined) throw new Error('a name without a key')
  return [first, ...rest]
}

const dataName = (name: string, generation: number): string => `data/${name}/${generation}`

function mapValues<V, W>(record: Readonly<Record<string, V>>, map: (name: string, value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(name, value)]))
}

function wrap(master: Buffer, name: string, key: Buffer): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(name))
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

function unwrap(master: Buffer, name: string, wrapped: string): Buffer {
  const bytes = Buffer.from(wrapped, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, 12)).setAAD(Buffer.from(name))
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
}
