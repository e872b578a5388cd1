import { link, mkdtemp, open, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { keepSecret, readSecret, sweepSecret, writeSecret } from './secret-file.ts'

const newFolder = () => mkdtemp(join(tmpdir(), 'hemlighet-'))

test('a secret that is replaced is gone where it lay, and nothing is left beside the new one', async () => {
  const folder = await newFolder()
  const file = join(folder, 'ring')
  await writeSecret(file, 'first secret')
  // Whoever had the old file open sees what becomes of its bytes.
  const old = await open(file, 'r')
  await writeSecret(file, 'second')
  expect(await readSecret(file)).toBe('second')
  expect(await readdir(folder)).toEqual(['ring'])
  const { buffer } = await old.read(Buffer.alloc(12), 0, 12, 0)
  expect(buffer.toString()).not.toContain('first')
  await old.close()
})

test('what a writer left when it was killed is overwritten and removed, whenever that was', async () => {
  const folder = await newFolder()
  const file = join(folder, 'ring')
  const left = ['ring.4711', 'ring.gammal']
  await writeSecret(file, 'the present one')
  for (const name of left) await writeFile(join(folder, name), 'an old secret')
  await writeFile(join(folder, 'ring.kopia'), 'somebody else laid this here')
  const handles = await Promise.all(left.map((name) => open(join(folder, name), 'r')))
  await sweepSecret(file)
  expect((await readdir(folder)).sort()).toEqual(['ring', 'ring.kopia'])
  for (const handle of handles) {
    expect((await handle.readFile('utf8')).includes('secret')).toBe(false)
    await handle.close()
  }

  // Killed before the new file was in place: the second name is still the file itself.
  await link(file, join(folder, 'ring.gammal'))
  await sweepSecret(file)
  expect(await readFile(file, 'utf8')).toBe('the present one')
  expect((await readdir(folder)).sort()).toEqual(['ring', 'ring.kopia'])
})

test('a link in the place of the file that is written first is not followed', async () => {
  const folder = await newFolder()
  const other = join(folder, 'annan')
  await writeFile(other, 'of somebody else')
  await symlink(other, join(folder, `ring.${process.pid}`))
  await writeSecret(join(folder, 'ring'), 'a secret')
  expect(await readFile(other, 'utf8')).toBe('of somebody else')
  expect(await readFile(join(folder, 'ring'), 'utf8')).toBe('a secret')
})

test('what a link points at is not overwritten when leavings are swept', async () => {
  const folder = await newFolder()
  const other = join(await newFolder(), 'annan')
  await writeFile(other, 'of somebody else')
  await symlink(other, join(folder, 'ring.4711'))
  await sweepSecret(join(folder, 'ring'))
  expect([await readdir(folder), await readFile(other, 'utf8')]).toEqual([[], 'of somebody else'])
})

test('of several that start at once, all keep the secret of the first', async () => {
  const file = join(await newFolder(), 'password')
  expect(await keepSecret(file, () => 'first')).toBe('first')
  expect(await keepSecret(file, () => 'second')).toBe('first')
})
