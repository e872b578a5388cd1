import { createHash } from 'node:crypto'
import { accessSync, chmodSync, constants, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { InsynError } from '../errors.ts'
import { closeFolder } from './private-folder.ts'

const STICKY = 0o1000

/**
 * The folder whose content outlives a start, closed to other users. `standard` is `.insyn` in the working folder; for
 * root it is under /var/lib, because the embedded PostgreSQL then runs as another user, who may lack access to the
 * checkout. Throws KONFIG_OGILTIG when it cannot be written, or when others could write it or put another in its place.
 */
export function stateFolder(setting: string, cwd: string): string {
  const wanted = setting === 'standard' ? standardFolder(cwd) : resolve(cwd, setting)
  try {
    const folder = join(parentOf(wanted), basename(wanted))
    closeFolder(folder)
    accessSync(folder, constants.W_OK)
    return folder
  } catch (error) {
    if (error instanceof InsynError) throw error
    throw new InsynError(
      'KONFIG_OGILTIG',
      `the state folder ${wanted} cannot be written: set INSYN_TILLSTAND to one that can`,
    )
  }
}

/** The real path of the folder above, made when it is missing. */
function parentOf(path: string): string {
  const parent = dirname(path)
  if (existsSync(parent)) {
    const real = realpathSync(parent)
    if (process.getuid?.() === 0) checkAncestors(real)
    return real
  }
  const made = join(parentOf(parent), basename(parent))
  mkdirSync(made)
  // The embedded database's user must be able to pass through it, whatever the umask.
  chmodSync(made, 0o711)
  return made
}

/** Where another user may replace a folder on the way, root would write wherever that user points. */
function checkAncestors(folder: string): void {
  const found = statSync(folder)
  const replaceable = (found.mode & 0o022) !== 0 && (found.mode & STICKY) === 0
  if (found.isDirectory() && (found.uid !== 0 || replaceable))
    throw new InsynError(
      'KONFIG_OGILTIG',
      `the state folder of root cannot lie under ${folder}, which other users may change: set INSYN_TILLSTAND to another`,
    )
  if (dirname(folder) !== folder) checkAncestors(dirname(folder))
}

function standardFolder(cwd: string): string {
  if (process.getuid?.() !== 0) return join(cwd, '.insyn')
  const digest = createHash('sha256').update(cwd).digest('hex').slice(0, 8)
  return join('/var/lib/insyn', `${basename(cwd)}-${digest}`)
}
