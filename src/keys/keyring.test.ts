import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { InsynError } from '../errors.ts'
import { openKeyring, openMasterKey } from './keyring.ts'
import { nycklarUr } from './nycklar-ur-keyring.ts'

const nothing: ReadonlySet<string> = new Set()
const wanted = { data: ['bromma/beslut'], logg: ['bromma', 'insyn'], known: nothing }
const folder = () => mkdtemp(join(tmpdir(), 'nycklar-'))

test('the first start makes a keyring that only its owner may read, and later starts open the same keys', async () => {
  const file = join(await folder(), 'nyckelring.json')
  const master = randomBytes(32)
  const first = await openKeyring(file, master, wanted)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await openKeyring(file, master, { ...wanted, known: new Set(['data/bromma/beslut']) })).toEqual(first)
})

test('a keyring file alone opens nothing', async () => {
  const file = join(await folder(), 'nyckelring.json')
  const { data } = await openKeyring(file, randomBytes(32), wanted)
  expect(await readFile(file, 'utf8')).not.toContain(data['bromma/beslut']?.toString('base64url'))
  await expect(openKeyring(file, randomBytes(32), wanted)).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })
})

test('a lost keyring, a lost key, a damaged file and one that others may read are refused', async () => {
  const file = join(await folder(), 'nyckelring.json')
  const master = randomBytes(32)
  const known = new Set(['referens', 'data/bromma/beslut', 'data/farsta/beslut'])
  await expect(openKeyring(file, master, { ...wanted, known })).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })

  await openKeyring(file, master, wanted)
  await expect(
    openKeyring(file, master, { ...wanted, data: ['bromma/beslut', 'farsta/beslut'], known }),
  ).rejects.toThrow(/key of farsta\/beslut/)
  await chmod(file, 0o644)
  await expect(openKeyring(file, master, wanted)).rejects.toThrow(/read by others/)
  await rm(file)
  await writeFile(file, '{', { mode: 0o600 })
  await expect(openKeyring(file, master, wanted)).rejects.toThrow(/not a keyring/)
})

test('a master key is made once and never again for a database that has been written', async () => {
  const file = join(await folder(), 'huvudnyckel')
  const key = await openMasterKey(file, true)
  expect(await openMasterKey(file, false)).toEqual(key)
  await rm(file)
  await expect(openMasterKey(file, false)).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })
})

test('a sealed value opens only with its own stadsdel and kind, subject and bytes', async () => {
  const keyring = await openKeyring(join(await folder(), 'n'), randomBytes(32), {
    ...wanted,
    data: ['bromma/beslut', 'bromma/avgift', 'farsta/beslut'],
  })
  const nycklar = nycklarUr(keyring)
  const sealed = nycklar.forsegla('bromma', 'beslut', 'ref', 'värde')
  expect(nycklar.oppna('bromma', 'beslut', 'ref', sealed)).toBe('värde')
  expect(sealed.includes('värde')).toBe(false)
  const flipped = Buffer.from(sealed)
  flipped[14] = (flipped[14] ?? 0) ^ 1
  for (const open of [
    () => nycklar.oppna('farsta', 'beslut', 'ref', sealed),
    () => nycklar.oppna('bromma', 'avgift', 'ref', sealed),
    () => nycklar.oppna('bromma', 'beslut', 'annan', sealed),
    () => nycklar.oppna('bromma', 'beslut', 'ref', flipped),
    () => nycklar.oppna('kista', 'beslut', 'ref', sealed),
  ])
    expect(open).toThrow(InsynError)
})

test('references are the same at every start and differ by what they refer to', async () => {
  const file = join(await folder(), 'n')
  const master = randomBytes(32)
  const first = nycklarUr(await openKeyring(file, master, wanted))
  const second = nycklarUr(await openKeyring(file, master, wanted))
  const ref = first.personRef('199304232383')
  expect(ref).toMatch(/^[\w-]{22}$/)
  expect(second.personRef('199304232383')).toBe(ref)
  expect(first.uppgiftRef(ref, 'bromma', 'paraplyet', 'beslut')).not.toBe(
    first.uppgiftRef(ref, 'bromma', 'paraplyet', 'avgift'),
  )
  expect(second.sokRef('ocr', '1636976')).toBe(first.sokRef('ocr', '1636976'))
  expect(second.publikNyckel).toEqual(first.publikNyckel)
})
