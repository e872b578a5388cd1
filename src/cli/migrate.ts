import type { Command } from 'commander'
import { stateFolder } from '../platform/state-folder.ts'
import { type Cli, verb } from './command.ts'

export function addMigrateCommand(program: Command, cli: Cli): void {
  verb(program, 'migrera', 'bring the tables up to this version, also while hubs of the version before serve', {
    examples: ['', '--config config/insyn.yaml'],
  }).action(cli.action(() => migrateTables(cli)))
}

async function migrateTables(cli: Cli): Promise<number> {
  const { out, cwd } = cli.terminal
  const config = cli.config()
  const { migrateStore } = await import('../hub/store.ts')
  const ran = await migrateStore(config, stateFolder(config.tillstand, cwd))
  for (const name of ran) out.write(`${name}\n`)
  out.write(ran.length === 0 ? 'the tables are those of this version\n' : `${ran.length} migrations have run\n`)
  return 0
}
