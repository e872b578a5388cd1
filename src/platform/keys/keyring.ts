import { createCipheriv, createDecipheriv, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { InsynError } from '../../errors.ts'
import { readSecret, writeSecret } from './secret-file.ts'

/** One data key. Generations of the same name rise: a destroyed key is never replaced by an equal one. */
export interface DataKey {
  readonly generation: number
  readonly key: Buffer
}

/** The hub's secrets, opened. Destroying a data key makes every copy of what it sealed unreadable. */
export interface Keyring {
  /** For all opaque references and search references. */
  readonly reference: Buffer
  /** Ed25519 private key (PKCS#8 DER) that signs log checkpoints and receipts. */
  readonly signature: Buffer
  /** `stadsdel/informationsmangd` → key of its payloads. */
  readonly data: Readonly<Record<string, DataKey>>
  /** log → key of what is sealed in its records; outlives the data key because the log does. */
  readonly logg: Readonly<Record<string, Buffer>>
}

interface KeyringFile {
  readonly version: 2
  readonly reference: string
  readonly signature: string
  readonly data: Record<string, { readonly generation: number; readonly key: string }>
  readonly logg: Record<string, string>
}

/** Version 1 held data keys for stadsdelar with and without an avtal; they are not taken over. */
type FirstKeyringFile = Omit<KeyringFile, 'version' | 'data'> & { readonly version: 1 }

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
  wanted: { logg: readonly string[]; known: ReadonlySet<string> },
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
  if (stored?.version !== 2 || grown) await writeKeyring(file, master, complete)
  return complete
}

/** Opens an existing keyring file; changes nothing. */
export async function readKeyring(file: string, master: Buffer): Promise<Keyring> {
  const stored = await readStored(file)
  if (stored === undefined)
    throw new InsynError('NYCKEL_SAKNAS', `the keyring ${file} is missing: put the right file back`)
  return unwrapAll(stored, master, file)
}

/** Replaces the file; the bytes of the old one are overwritten as far as the file system allows. */
export async function writeKeyring(file: string, master: Buffer, keyring: Keyring): Promise<void> {
  const stored: KeyringFile = {
    version: 2,
    reference: wrap(master, 'referens', keyring.reference),
    signature: wrap(master, 'signatur', keyring.signature),
    data: mapValues(keyring.data, (name, { generation, key }) => ({
      generation,
      key: wrap(master, dataName(name, generation), key),
    })),
    logg: mapValues(keyring.logg, (name, key) => wrap(master, `logg/${name}`, key)),
  }
  await writeSecret(file, JSON.stringify(stored, null, 2) + '\n')
}

export const newDataKey = (generation: number): DataKey => ({ generation, key: randomBytes(KEY_BYTES) })

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
  const { privateKey } = generateKeyPairSync('ed25519')
  return {
    reference: randomBytes(KEY_BYTES),
    signature: privateKey.export({ type: 'pkcs8', format: 'der' }),
    data: {},
    logg: {},
  }
}

function withMissing(keys: Readonly<Record<string, Buffer>>, names: readonly string[]): Record<string, Buffer> {
  const missing = names.filter((name) => keys[name] === undefined)
  return { ...keys, ...Object.fromEntries(missing.map((name) => [name, randomBytes(KEY_BYTES)])) }
}

async function readStored(file: string): Promise<KeyringFile | FirstKeyringFile | undefined> {
  const text = await readSecret(file)
  if (text === undefined) return undefined
  try {
    const parsed = JSON.parse(text) as KeyringFile | FirstKeyringFile
    if (parsed.version === 1 || parsed.version === 2) return parsed
  } catch {
    // Falls through: what does not parse is not our keyring.
  }
  throw new InsynError('NYCKEL_SAKNAS', `${file} is not a keyring of this version of Insyn`)
}

function unwrapAll(stored: KeyringFile | FirstKeyringFile, master: Buffer, file: string): Keyring {
  try {
    const keyring = {
      reference: unwrap(master, 'referens', stored.reference),
      signature: unwrap(master, 'signatur', stored.signature),
      data: mapValues(stored.version === 2 ? stored.data : {}, (name, { generation, key }) => ({
        generation,
        key: unwrap(master, dataName(name, generation), key),
      })),
      logg: mapValues(stored.logg, (name, key) => unwrap(master, `logg/${name}`, key)),
    }
    createPrivateKey({ key: keyring.signature, format: 'der', type: 'pkcs8' })
    return keyring
  } catch {
    throw new InsynError('NYCKEL_SAKNAS', `the keyring ${file} does not open with this master key`)
  }
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
