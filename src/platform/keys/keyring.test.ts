import { createCipheriv, generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { InsynError } from '../../errors.ts'
import { newDataKey, openKeyring, openMasterKey, readKeyring, withReplaced, writeKeyring } from './keyring.ts'
import { keysFrom } from './keys-from-keyring.ts'

const nothing: ReadonlySet<string> = new Set()
const wanted = { logg: ['bromma', 'insyn'], known: nothing }
const folder = () => mkdtemp(join(tmpdir(), 'nycklar-'))

test('the first start makes a keyring that only its owner may read, and later starts open the same keys', async () => {
  const file = join(await folder(), 'nyckelring.json')
  const master = randomBytes(32)
  const first = await openKeyring(file, master, wanted)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await openKeyring(file, master, { ...wanted, known: new Set(['referens']) })).toEqual(first)
  const grown = { ...first, data: { 'bromma/beslut': [newDataKey(1)] as const } }
  await writeKeyring(file, master, grown)
  expect(await readKeyring(file, master)).toEqual(grown)
})

test('a keyring file alone opens nothing, and a data key only as the generation it is', async () => {
  const file = join(await folder(), 'nyckelring.json')
  const master = randomBytes(32)
  const key = newDataKey(1)
  await writeKeyring(file, master, { ...(await openKeyring(file, master, wanted)), data: { 'bromma/beslut': [key] } })
  const text = await readFile(file, 'utf8')
  expect(text).not.toContain(key.key.toString('base64url'))
  await expect(readKeyring(file, randomBytes(32))).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })
  await writeFile(file, text.replace('"generation": 1', '"generation": 2'))
  await expect(readKeyring(file, master)).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })
})

test('a lost keyring, a damaged file and one that others may read are refused', async () => {
  const file = join(await folder(), 'nyckelring.json')
  const master = randomBytes(32)
  const known = new Set(['referens'])
  await expect(openKeyring(file, master, { ...wanted, known })).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })

  await openKeyring(file, master, wanted)
  await chmod(file, 0o644)
  await expect(openKeyring(file, master, wanted)).rejects.toThrow(/read by others/)
  await rm(file)
  await writeFile(file, '{', { mode: 0o600 })
  await expect(openKeyring(file, master, wanted)).rejects.toThrow(/not a keyring/)
})

/** As the first version wrapped: without a generation. */
function wrapAsBefore(master: Buffer, name: string, key: Buffer): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(name))
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

test('a keyring of the first version keeps its reference, signature and log keys and loses its data keys', async () => {
  const file = join(await folder(), 'nyckelring.json')
  const master = randomBytes(32)
  const old = {
    reference: randomBytes(32),
    signature: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }),
    logg: { bromma: randomBytes(32), insyn: randomBytes(32) },
  }
  const first = {
    version: 1,
    reference: wrapAsBefore(master, 'referens', old.reference),
    signature: wrapAsBefore(master, 'signatur', old.signature),
    data: { 'bromma/beslut': wrapAsBefore(master, 'data/bromma/beslut', randomBytes(32)) },
    logg: {
      bromma: wrapAsBefore(master, 'logg/bromma', old.logg.bromma),
      insyn: wrapAsBefore(master, 'logg/insyn', old.logg.insyn),
    },
  }
  await writeFile(file, JSON.stringify(first), { mode: 0o600 })
  expect(await openKeyring(file, master, { ...wanted, known: new Set(['referens']) })).toEqual({
    reference: old.reference,
    signature: [{ generation: 1, key: old.signature }],
    data: {},
    logg: {
      bromma: [{ generation: 1, key: old.logg.bromma }],
      insyn: [{ generation: 1, key: old.logg.insyn }],
    },
  })
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: 3, data: {} })
})

test('a master key is made once and never again for a database that has been written', async () => {
  const file = join(await folder(), 'huvudnyckel')
  const key = await openMasterKey(file, true)
  expect(await openMasterKey(file, false)).toEqual(key)
  await rm(file)
  await expect(openMasterKey(file, false)).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })
})

test('a sealed value opens only with its own stadsdel and kind, subject and bytes', async () => {
  const keyring = await openKeyring(join(await folder(), 'n'), randomBytes(32), wanted)
  const names = ['bromma/beslut', 'bromma/avgift', 'farsta/beslut']
  const keys = keysFrom({ ...keyring, data: Object.fromEntries(names.map((name) => [name, [newDataKey(1)] as const])) })
  const sealed = keys.seal('bromma', 'beslut', 'ref', 'värde')
  expect(keys.open('bromma', 'beslut', 'ref', sealed)).toBe('värde')
  expect(sealed.includes('värde')).toBe(false)
  const flipped = Buffer.from(sealed)
  flipped[14] = (flipped[14] ?? 0) ^ 1
  for (const open of [
    () => keys.open('farsta', 'beslut', 'ref', sealed),
    () => keys.open('bromma', 'avgift', 'ref', sealed),
    () => keys.open('bromma', 'beslut', 'annan', sealed),
    () => keys.open('bromma', 'beslut', 'ref', flipped),
    () => keys.open('kista', 'beslut', 'ref', sealed),
  ])
    expect(open).toThrow(InsynError)
})

test('a key that is forgotten opens, seals and digests nothing, and one that comes after it opens nothing of it', async () => {
  const keys = keysFrom(await openKeyring(join(await folder(), 'n'), randomBytes(32), wanted))
  keys.put('bromma/beslut', [newDataKey(1)])
  const sealed = keys.seal('bromma', 'beslut', 'ref', 'värde')
  keys.forget('bromma/beslut')
  expect(keys.generation('bromma', 'beslut')).toBeUndefined()
  for (const use of [
    () => keys.open('bromma', 'beslut', 'ref', sealed),
    () => keys.seal('bromma', 'beslut', 'ref', 'värde'),
    () => keys.digest('bromma', 'beslut', 'värde'),
  ])
    expect(use).toThrow(/no key for bromma\/beslut/)
  keys.put('bromma/beslut', [newDataKey(2)])
  expect(() => keys.open('bromma', 'beslut', 'ref', sealed)).toThrow(InsynError)
})

test('references are the same at every start and differ by what they refer to', async () => {
  const file = join(await folder(), 'n')
  const master = randomBytes(32)
  const first = keysFrom(await openKeyring(file, master, wanted))
  const second = keysFrom(await openKeyring(file, master, wanted))
  const ref = first.personRef('199304232383')
  expect(ref).toMatch(/^[\w-]{22}$/)
  expect(second.personRef('199304232383')).toBe(ref)
  expect(first.uppgiftRef(ref, 'bromma', 'paraplyet', 'beslut')).not.toBe(
    first.uppgiftRef(ref, 'bromma', 'paraplyet', 'avgift'),
  )
  expect(second.searchRef('ocr', '1636976')).toBe(first.searchRef('ocr', '1636976'))
  expect(second.publicKey).toEqual(first.publicKey)
})

test('of two generations of a data key both are kept, and open what each has sealed; the first in use seals', async () => {
  const file = join(await folder(), 'n')
  const master = randomBytes(32)
  const [former, next] = [newDataKey(1), newDataKey(2)]
  const keyring = await openKeyring(file, master, wanted)
  await writeKeyring(file, master, { ...keyring, data: { 'bromma/beslut': [former, next] } })
  const { data } = await readKeyring(file, master)
  expect(data).toEqual({ 'bromma/beslut': [former, next] })

  const keys = keysFrom({ ...keyring, data: { 'bromma/beslut': [former] } })
  const sealed = keys.seal('bromma', 'beslut', 'ref', 'värde')
  const digest = keys.digest('bromma', 'beslut', 'värde')
  const begun = keys.digester()
  expect(begun('bromma', 'beslut', 'värde')).toEqual(digest)
  const message = keys.sealForBus('bromma', 'beslut', 'värde')
  keys.put('bromma/beslut', [next, former])
  expect(keys.open('bromma', 'beslut', 'ref', sealed)).toBe('värde')
  expect(keys.digests('bromma', 'beslut', 'värde')).toContainEqual(digest)
  expect(keys.digest('bromma', 'beslut', 'värde')).not.toEqual(digest)
  // What is compared with each other is by one key.
  expect(begun('bromma', 'beslut', 'värde')).toEqual(digest)
  expect(await keys.openFromBus(message)).toBe('värde')
  expect(keys.busKey('bromma', 'beslut')?.kid).toBe('bromma/beslut/2')

  const renewed = keys.renew('bromma', 'beslut', 'ref', sealed)
  expect(renewed?.clearText).toBe('värde')
  expect(keys.renew('bromma', 'beslut', 'ref', renewed?.sealed ?? Buffer.alloc(0))).toBeUndefined()
  keys.put('bromma/beslut', [next])
  expect(() => keys.open('bromma', 'beslut', 'ref', sealed)).toThrow(InsynError)
  expect(() => begun('bromma', 'beslut', 'värde')).toThrow(/was replaced meanwhile/)
  expect(await keys.openFromBus(message)).toBeUndefined()
})

test('a data key that was replaced since a backup comes back with it, and one whose avtal has ended does not', async () => {
  const keyring = await openKeyring(join(await folder(), 'n'), randomBytes(32), wanted)
  const [first, second] = [newDataKey(1), newDataKey(2)]
  const now = { ...keyring, data: { 'bromma/beslut': [second] as const, 'bromma/faktura': [first] as const } }
  const earlier = { ...keyring, data: { 'bromma/beslut': [first] as const, 'bromma/avgift': [first] as const } }
  expect(withReplaced(now, earlier).data).toEqual({ 'bromma/beslut': [first, second], 'bromma/faktura': [first] })
})
