import { randomBytes } from 'node:crypto'
import { chmod, type FileHandle, link, lstat, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InsynError } from '../../errors.ts'

/** Suffixes of a writer's own files; any other file beside the secret is left alone. */
const OWN_SUFFIX = /\.(\d+|gammal)$/

/** Undefined when the file does not exist; refuses a file that other users may read. */
export async function readSecret(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return undefined
  if ((found.mode & 0o077) !== 0)
    throw new InsynError('NYCKEL_SAKNAS', `${file} may be read by others: run chmod 600 on it`)
  return readFile(file, 'utf8')
}

/**
 * Durable before it returns: a key lost at a power failure would make the data unreadable. The bytes of the former file
 * are overwritten where they lie once the new one is in its place. They keep a name until then, so that a start after a
 * kill finds them (`sweepSecret`). One writer at a time.
 */
export async function writeSecret(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}`
  // What a killed process of the same number left, whatever it is: never opened, since it may be a link.
  await rm(partial, { force: true })
  const handle = await open(partial, 'wx', 0o600)
  await handle.writeFile(text)
  await handle.sync()
  await handle.close()
  await chmod(partial, 0o600)

  const former = await open(file, 'r+').catch(() => undefined)
  const name = `${file}.gammal`
  // On a file system without links the old bytes have no name: a kill before they are overwritten leaves them on disk.
  if (former !== undefined) await link(file, name).catch(() => undefined)
  await rename(partial, file)
  await syncFolder(dirname(file))
  if (former === undefined) return
  await overwrite(former)
  await rm(name, { force: true })
}

/** The secret in the file, or a fresh one put there now. Of several that start at once, the first one's is kept by all. */
export async function keepSecret(file: string, fresh: () => string): Promise<string> {
  const kept = await readSecret(file)
  if (kept !== undefined) return kept
  const own = `${file}.${process.pid}`
  await writeSecret(own, fresh())
  await link(own, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(own)
  await syncFolder(dirname(file))
  return (await readSecret(file)) ?? ''
}

/** Overwrites and removes files that a killed writer left beside this file. */
export async function sweepSecret(file: string): Promise<void> {
  const folder = dirname(file)
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(file)}.`) || !OWN_SUFFIX.test(name)) continue
    const left = join(folder, name)
    // Of a link, and of a second name of the current file (the kill came before the rename), only the name is removed.
    if ((await lstat(left)).isFile() && !(await sameFile(left, file))) await overwrite(await open(left, 'r+'))
    await rm(left, { force: true })
  }
}

async function sameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)))
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev
}

/** A copy-on-write file system keeps the old bytes all the same (docs/avtal.md). */
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
