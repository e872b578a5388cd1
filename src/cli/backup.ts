import { resolve } from 'node:path'
import type { Command } from 'commander'
import { InsynError } from '../errors.ts'
import { stateFolder } from '../platform/state-folder.ts'
import { type Cli, collect, mustSay, verb, whoOption, whyOption, withHub } from './command.ts'
import { CHECKPOINTS } from './start.ts'

interface RestoreOptions {
  readonly av: string
  readonly skal: string
  readonly kontrollpunkt?: readonly string[]
}

export function addBackupCommands(program: Command, cli: Cli): void {
  verb(program, 'sakerhetskopia', 'copy database, keyring and checkpoints into a new folder', {
    examples: ['/mnt/kopior/2026-11-29 --av "Mats Ekdahl"'],
  })
    .argument('<folder>', 'a new folder')
    .addOption(mustSay(whoOption('who takes it')))
    .action(cli.action((folder: string, { av }: { readonly av: string }) => backUp(cli, folder, av)))
  verb(program, 'aterstall', 'put such a folder back where there is no database', {
    examples: ['/mnt/kopior/2026-11-29 --av "Mats Ekdahl" --skal "Diskhaveri"'],
    exitCodes: { 3: 'access records are lost: an officer acknowledges it (insyn logg erkann)' },
  })
    .argument('<folder>', 'of insyn sakerhetskopia')
    .option('--kontrollpunkt <fil>', CHECKPOINTS, collect)
    .addOption(mustSay(whoOption('who restores')))
    .addOption(mustSay(whyOption()))
    .action(cli.action((folder: string, options: RestoreOptions) => restoreFrom(cli, folder, options)))
}

function backUp(cli: Cli, folder: string, by: string): Promise<number> {
  const { out, cwd } = cli.terminal
  const config = cli.config()
  return withHub(cli, async (hub) => {
    const { id, files } = await hub.takeBackup(resolve(cwd, folder), by)
    const bytes = Object.values(files).reduce((sum, { size }) => sum + size, 0)
    out.write(`the backup ${id} is in ${folder}: ${Object.keys(files).length} files, ${Math.ceil(bytes / 1e6)} MB\n`)
    if (config.huvudnyckel === undefined)
      out.write(`it does not hold the master key: keep ${stateFolder(config.tillstand, cwd)}/huvudnyckel elsewhere\n`)
    return 0
  })
}

async function restoreFrom(
  cli: Cli,
  folder: string,
  { av: by, skal: reason, kontrollpunkt: checkpoints = [] }: RestoreOptions,
): Promise<number> {
  const { out, err, cwd } = cli.terminal
  const config = cli.config()
  const from = resolve(cwd, folder)
  const { restore } = await import('../hub/backup.ts')
  const { id, taken } = await restore(config, stateFolder(config.tillstand, cwd), { folder: from, by, reason })
  out.write(`the backup ${id} of ${taken} is restored\n`)
  return withHub(cli, async (hub) => {
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
