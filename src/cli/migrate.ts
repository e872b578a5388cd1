import type { Config } from '../config.ts'
import { migrateStore } from '../hub/store.ts'
import { stateFolder } from '../platform/state-folder.ts'
import type { Terminal } from './command.ts'

/** Brings the tables up to this version, also while hubs of the version before serve. */
export async function migrateTables(config: Config, { out, cwd }: Terminal): Promise<number> {
  const ran = await migrateStore(config, stateFolder(config.tillstand, cwd))
  for (const name of ran) out.write(`${name}\n`)
  out.write(ran.length === 0 ? 'the tables are those of this version\n' : `${ran.length} migrations have run\n`)
  return 0
}
