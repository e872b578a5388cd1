import { closeSync, constants, fchmodSync, fchownSync, fstatSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { InsynError } from '../errors.ts'
import { isReserved } from './database/server-user.ts'

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants

/**
 * Makes a folder that the hub's own user alone gets into, or checks one that is there. Links are not followed. One that
 * others could read is narrowed: every file in it was made 0600, so they saw names only. One that others could write is
 * refused with KONFIG_OGILTIG: what they put there cannot be told from what the hub wrote. With `group`, the processes
 * of that group may pass through to a name that they know.
 */
export function closeFolder(folder: string, group?: number): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  withOpen(folder, O_DIRECTORY, 'a folder', (opened) => {
    const { mode, gid } = fstatSync(opened)
    if ((mode & 0o022) !== 0)
      throw refusal(folder, 'can be written by other users: check what they put there, then run chmod 700 on it')
    if (group !== undefined && gid !== group) fchownSync(opened, -1, group)
    // Given to the embedded database's group by an earlier start, whose server may be running.
    const passable = group !== undefined || (mode & 0o777) === 0o710
    const wanted = passable && isReserved(group ?? gid) ? 0o710 : 0o700
    if ((mode & 0o777) !== wanted) fchmodSync(opened, wanted)
  })
}

/** The same for a folder that holds nothing but the hub's own files; they become 0600. */
export function closeFolderOfFiles(folder: string): void {
  closeFolder(folder)
  for (const name of readdirSync(folder))
    // O_NONBLOCK: opening a pipe must not wait for its writer.
    withOpen(join(folder, name), O_NONBLOCK, 'a file', (opened) => {
      if (!fstatSync(opened).isFile()) throw refusal(join(folder, name), 'is not a file of the hub: remove it')
      fchmodSync(opened, 0o600)
    })
}

/** Everything is asked of and done to what has been opened: a name may come to mean something else in between. */
function withOpen(path: string, flag: number, kind: string, work: (opened: number) => void): void {
  let opened: number
  try {
    opened = openSync(path, O_RDONLY | O_NOFOLLOW | flag)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    // One of the hub's own partial files, which has been given its name in the meantime.
    if (code === 'ENOENT' && flag === O_NONBLOCK) return
    if (!['ELOOP', 'ENOTDIR', 'ENXIO'].includes(code)) throw error
    throw refusal(path, `is not ${kind} itself, and links are not followed: remove it, or name what it points at`)
  }
  try {
    if (fstatSync(opened).uid !== process.geteuid?.())
      throw refusal(path, 'belongs to another user: give it to the user that the hub runs as, or name another folder')
    work(opened)
  } finally {
    closeSync(opened)
  }
}

const refusal = (path: string, why: string) => new InsynError('KONFIG_OGILTIG', `${path} ${why}`)
