import type { Config } from '../config.ts'
import { registreraScheman as registrera } from '../hub/case-system.ts'
import type { Terminal } from './terminal.ts'

/** Registers the JSON schemas that are missing at support-management; those that are there are left as they are. */
export async function registreraScheman({ arendesystem }: Config, { out }: Terminal): Promise<number> {
  for (const id of await registrera(arendesystem)) out.write(`${id} is registered\n`)
  return 0
}
