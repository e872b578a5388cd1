import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { closeFolderOfFiles } from './private-folder.ts'
import { stateFolder } from './state-folder.ts'

const asRoot = process.getuid?.() === 0 ? test : test.skip
let above: string
let folder: string
let umask: number

beforeEach(() => {
  umask = process.umask()
  above = mkdtempSync(join(tmpdir(), 'insyn-state-'))
  folder = join(above, 'tillstand')
})
afterEach(() => {
  process.umask(umask)
  rmSync(above, { recursive: true, force: true })
})

const bits = (path: string) => (lstatSync(path).mode & 0o777).toString(8)
const madeWith = (mode: number) => {
  mkdirSync(folder)
  chmodSync(folder, mode)
}

test.each([0o000, 0o022, 0o077])('a new one is 0700 under the umask %p', (mask) => {
  process.umask(mask)
  expect(stateFolder(folder, '/')).toBe(folder)
  expect(bits(folder)).toBe('700')
})

test('what is made above it can be passed through and not listed, whatever the umask', () => {
  process.umask(0o077)
  stateFolder(join(folder, 'b'), '/')
  expect(bits(folder)).toBe('711')
})

test.each([0o755, 0o750, 0o710])('one that others could read (%p) is narrowed', (mode) => {
  madeWith(mode)
  stateFolder(folder, '/')
  expect(bits(folder)).toBe('700')
})

test.each([0o777, 0o770, 0o1777])('one that others could write (%p) is refused with what to do', (mode) => {
  madeWith(mode)
  expect(() => stateFolder(folder, '/')).toThrow(/can be written by other users: check .* run chmod 700 on it/)
})

test('a link is refused, and what it points at stays as it was', () => {
  const target = join(above, 'annan')
  mkdirSync(target)
  chmodSync(target, 0o755)
  symlinkSync(target, folder)
  expect(() => stateFolder(folder, '/')).toThrow(/links are not followed/)
  expect(bits(target)).toBe('755')
})

asRoot("another user's folder is refused", () => {
  madeWith(0o700)
  chownSync(folder, 65_534, 65_534)
  expect(() => stateFolder(folder, '/')).toThrow(/belongs to another user/)
})

asRoot('root keeps no state below a folder that another user may put another in the place of', () => {
  madeWith(0o755)
  chownSync(folder, 65_534, 65_534)
  expect(() => stateFolder(join(folder, 'x'), '/')).toThrow(
    /cannot lie under .*tillstand, which other users may change/,
  )
  chownSync(folder, 0, 0)
  chmodSync(folder, 0o777)
  expect(() => stateFolder(join(folder, 'x'), '/')).toThrow(/cannot lie under/)
})

test('the files of the log and of the receipts become 0600 in a folder of 0700', () => {
  madeWith(0o755)
  const file = join(folder, 'bromma.checkpoints')
  writeFileSync(file, '{}')
  chmodSync(file, 0o644)
  closeFolderOfFiles(folder)
  expect([bits(folder), bits(file)]).toEqual(['700', '600'])
})

test.each([
  ['a link', (path: string) => symlinkSync('/etc/passwd', path)],
  ['a folder', (path: string) => mkdirSync(path)],
  ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
])('%s among them is refused', (_, place) => {
  madeWith(0o700)
  place(join(folder, 'bromma.checkpoints'))
  expect(() => closeFolderOfFiles(folder)).toThrow(/links are not followed|is not a file of the hub/)
})
