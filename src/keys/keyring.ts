import { createCipheriv, createDecipheriv, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmod, open, readFile, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { InsynError } from '../errors.ts'

/** The hub's secrets, opened. Data keys are per controller; destroying one makes every copy of its data unreadable. */
export interface Keyring {
  /** For all opaque references and search references. */
  readonly referens: Buffer
  /** Ed25519 private key (PKCS#8 DER) that signs log checkpoints. */
  readonly signatur: Buffer
  /** `stadsdel/informationsmangd` → key of its payloads. */
  readonly data: Readonly<Record<string, Buffer>>
  /** log → key of what is sealed in its records; outlives the data key because the log does. */
  readonly logg: Readonly<Record<string, Buffer>>
}

interface KeyringFile {
  readonly version: 1
  readonly referens: string
  readonly signatur: string
  readonly data: Record<string, string>
  readonly logg: Record<string, string>
}

const KEY_BYTES = 32

/**
 * Opens the keyring file, or makes one at the very first start. `known` are the keys that the database has been written
 * with (`knownKeys`); those must be there, while stadsdelar and logs that are new get theirs now. Every key is wrapped by the master key, so the file alone opens
 * nothing. Throws NYCKEL_SAKNAS when the file is missing, readable by others, or does not open with this master key.
 */
export async function openKeyring(
  file: string,
  master: Buffer,
  wanted: { data: readonly string[]; logg: readonly string[]; known: ReadonlySet<string> },
): Promise<Keyring> {
  const stored = await readKeyring(file)
  if (stored === undefined && wanted.known.size > 0)
    throw new InsynError(
      'NYCKEL_SAKNAS',
      `the keyring ${file} is missing but the database holds data sealed with it: put the file back`,
    )
  const keyring = stored === undefined ? newKeyring() : unwrapAll(stored, master, file)
  const lost = wanted.data.find((kod) => keyring.data[kod] === undefined && wanted.known.has(`data/${kod}`))
  if (lost !== undefined)
    throw new InsynError('NYCKEL_SAKNAS', `the keyring ${file} has lost the key of ${lost}: put the right file back`)
  const complete: Keyring = {
    ...keyring,
    data: withMissing(keyring.data, wanted.data),
    logg: withMissing(keyring.logg, wanted.logg),
  }
  const grown =
    Object.keys(complete.data).length > Object.keys(keyring.data).length ||
    Object.keys(complete.logg).length > Object.keys(keyring.logg).length
  if (stored === undefined || grown) await writeKeyring(file, complete, master)
  return complete
}

/** Reads the master key, or makes one at the very first start. */
export async function openMasterKey(file: string, fresh: boolean): Promise<Buffer> {
  const text = await readSecret(file)
  if (text !== undefined) return parseMasterKey(text, file)
  if (!fresh) throw new InsynError('NYCKEL_SAKNAS', `the master key ${file} is missing: put the file back`)
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
    referens: randomBytes(KEY_BYTES),
    signatur: privateKey.export({ type: 'pkcs8', format: 'der' }),
    data: {},
    logg: {},
  }
}

function withMissing(keys: Readonly<Record<string, Buffer>>, names: readonly string[]): Record<string, Buffer> {
  const missing = names.filter((name) => keys[name] === undefined)
  return { ...keys, ...Object.fromEntries(missing.map((name) => [name, randomBytes(KEY_BYTES)])) }
}

async function readKeyring(file: string): Promise<KeyringFile | undefined> {
  const text = await readSecret(file)
  if (text === undefined) return undefined
  try {
    const parsed = JSON.parse(text) as KeyringFile
    if (parsed.version === 1) return parsed
  } catch {
    // Falls through: what does not parse is not our keyring.
  }
  throw new InsynError('NYCKEL_SAKNAS', `${file} is not a keyring of this version of Insyn`)
}

async function writeKeyring(file: string, keyring: Keyring, master: Buffer): Promise<void> {
  const wrapNamed = (slag: string, keys: Readonly<Record<string, Buffer>>) =>
    Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, wrap(master, `${slag}/${name}`, key)]))
  const stored: KeyringFile = {
    version: 1,
    referens: wrap(master, 'referens', keyring.referens),
    signatur: wrap(master, 'signatur', keyring.signatur),
    data: wrapNamed('data', keyring.data),
    logg: wrapNamed('logg', keyring.logg),
  }
  await writeSecret(file, JSON.stringify(stored, null, 2) + '\n')
}

function unwrapAll(stored: KeyringFile, master: Buffer, file: string): Keyring {
  const unwrapNamed = (slag: string, keys: Record<string, string>) =>
    Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, unwrap(master, `${slag}/${name}`, key)]))
  try {
    const keyring = {
      referens: unwrap(master, 'referens', stored.referens),
      signatur: unwrap(master, 'signatur', stored.signatur),
      data: unwrapNamed('data', stored.data),
      logg: unwrapNamed('logg', stored.logg),
    }
    createPrivateKey({ key: keyring.signatur, format: 'der', type: 'pkcs8' })
    return keyring
  } catch {
    throw new InsynError('NYCKEL_SAKNAS', `the keyring ${file} does not open with this master key`)
  }
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

/** Undefined when there is no such file; refuses one that others on the machine may read. */
async function readSecret(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return undefined
  if ((found.mode & 0o077) !== 0)
    throw new InsynError('NYCKEL_SAKNAS', `${file} may be read by others: run chmod 600 on it`)
  return readFile(file, 'utf8')
}

/** Durable before it is relied on: a key lost at power failure would take the data with it. */
async function writeSecret(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}`
  const handle = await open(partial, 'w', 0o600)
  await handle.writeFile(text)
  await handle.sync()
  await handle.close()
  await chmod(partial, 0o600)
  await rename(partial, file)
  const folder = await open(dirname(file), 'r')
  await folder.sync()
  await folder.close()
}
