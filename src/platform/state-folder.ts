import { accessSync, constants, mkdirSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { basename, join, resolve } from 'node:path'
import { InsynError } from '../errors.ts'

/**
 * The folder whose content outlives a start. `standard` is `.insyn` in the working folder; for root it is under
 * /var/lib, because the embedded PostgreSQL then runs as another user, who may lack access to the checkout. Throws
 * KONFIG_OGILTIG when it cannot be written.
 */
export function stateFolder(setting: string, cwd: string): string {
  const folder = setting === 'standard' ? standardFolder(cwd) : resolve(cwd, setting)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    accessSync(folder, constants.W_OK)
  } catch {
    throw new InsynError(
      'KONFIG_OGILTIG',
      `the state folder ${folder} cannot be written: set INSYN_TILLSTAND to one that can`,
    )
  }
  return folder
}

function standardFolder(cwd: string): string {
  if (process.getuid?.() !== 0) return join(cwd, '.insyn')
  const digest = createHash('sha256').update(cwd).digest('hex').slice(0, 8)
  return join('/var/lib/insyn', `${basename(cwd)}-${digest}`)
}
