import { randomBytes } from 'node:crypto'
import { chmod, link, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InsynError } from '../../errors.ts'

/** What a writer names its own files; a copy that somebody else has laid beside is not ours to remove. */
const OWN_SUFFIX = /\.(\d+|gammal)$/

/** Undefined when there is no such file; refuses one that others on the machine may read. */
export async function readSecret(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return undefined
  if ((found.mode & 0o077) !== 0)
    throw new InsynError('NYCKEL_SAKNAS', `${file} may be read by others: run chmod 600 on it`)
  return readFile(file, 'utf8')
}

/**
 * Durable before it is relied on: a key lost at power failure would take the data with it. The bytes of the former file
 * are overwritten where they lie once the new one is in its place. They keep a name until then, so that a start after
 * a kill finds them (`sweepSecret`). One writer at a time.
 */
export async function writeSecret(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}`
  const handle = await open(partial, 'w', 0o600)
  await handle.writeFile(text)
  await handle.sync()
  await handle.close()
  await chmod(partial, 0o600)

  const former = await open(file, 'r+').catch(() => undefined)
  const name = `${file}.gammal`
  // A file system without links leaves only the handle: a kill before the overwriting then leaves the bytes.
  if (former !== undefined) await link(file, name).catch(() => undefined)
  await rename(partial, file)
  await syncFolder(dirname(file))
  if (former === undefined) return
  await overwrite(former)
  await rm(name, { force: true })
}

/** Overwrites and removes what a killed writer of this file has left beside it. */
export async function sweepSecret(file: string): Promise<void> {
  const folder = dirname(file)
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(file)}.`) || !OWN_SUFFIX.test(name)) continue
    const left = join(folder, name)
    // Still the file itself when the kill came before the renaming: only the second name goes then.
    if (!(await sameFile(left, file))) await overwrite(await open(left, 'r+'))
    await rm(left, { force: true })
  }
}

async function sameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)))
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev
}

/** As good as the file system is: one that writes elsewhere than it has read keeps the old bytes (docs/avtal.md). */
async function overwrite(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat()
  await handle.write(randomBytes(size), 0, size, 0)
  await handle.sync()
  await handle.close()
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync()
  await folder.close()
}
