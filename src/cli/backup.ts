import { resolve } from 'node:path'
import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { restore } from '../hub/backup.ts'
import { stateFolder } from '../platform/state-folder.ts'
import { withHub, type Terminal } from './command.ts'

/** Part of the usage of `insyn`. */
export const BACKUP_USAGE = `insyn sakerhetskopia FOLDER --av NAME         copy database, keyring and checkpoints into a new folder
insyn aterstall FOLDER --av NAME --skal TEXT put such a folder back where there is no database; exit status 3
           [--kontrollpunkt F]...            when access records are lost; F: checkpoints kept elsewhere
`

interface Options {
  readonly av?: string | undefined
  readonly skal?: string | undefined
  readonly kontrollpunkt?: readonly string[]
}

export function backUp(config: Config, { out, cwd }: Terminal, folder: string, { av }: Options): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'sakerhetskopia needs --av: who takes it')
  return withHub(config, cwd, async (hub) => {
    const { id, files } = await hub.takeBackup(resolve(cwd, folder), av)
    const bytes = Object.values(files).reduce((sum, { size }) => sum + size, 0)
    out.write(`the backup ${id} is in ${folder}: ${Object.keys(files).length} files, ${Math.ceil(bytes / 1e6)} MB\n`)
    if (config.huvudnyckel === undefined)
      out.write(`it does not hold the master key: keep ${stateFolder(config.tillstand, cwd)}/huvudnyckel elsewhere\n`)
    return 0
  })
}

/** 3 when an officer must acknowledge what was lost before the hub starts. */
export async function restoreFrom(
  config: Config,
  { out, err, cwd }: Terminal,
  folder: string,
  { av: by, skal: reason, kontrollpunkt: checkpoints = [] }: Options,
): Promise<number> {
  if (by === undefined || reason === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'aterstall needs --av: who restores, and --skal: why')
  const from = resolve(cwd, folder)
  const { id, taken } = await restore(config, stateFolder(config.tillstand, cwd), { folder: from, by, reason })
  out.write(`the backup ${id} of ${taken} is restored\n`)
  return withHub(config, cwd, async (hub) => {
    await hub.logs.learnCheckpoints([`${from}/logg`, ...checkpoints])
    try {
      await hub.recordRestorations()
    } catch (error) {
      if (!(error instanceof InsynError && error.code === 'LOGG_BRUTEN')) throw error
      err.write(`insyn: ${error.message}\n`)
      return 3
    }
    out.write('start the hub: it reconciles what was sent since the backup before it sends anything\n')
    return 0
  })
}
