import type { Config } from '../config.ts'
import { registerSchemas as register } from '../hub/case-system.ts'
import type { Terminal } from './terminal.ts'

/** Registers the JSON schemas that are missing at support-management; those that are there are left as they are. */
export async function registerSchemas({ arendesystem }: Config, { out }: Terminal): Promise<number> {
  for (const id of await register(arendesystem)) out.write(`${id} is registered\n`)
  return 0
}
