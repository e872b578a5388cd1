import type { Config } from '../config.ts'
import { createHub, type Hub } from '../hub.ts'
import { createLog } from '../log.ts'
import { stateFolder } from '../platform/state-folder.ts'

/** Where a command writes, and the folder that its relative paths start from. */
export interface Terminal {
  readonly out: NodeJS.WriteStream
  readonly err: NodeJS.WriteStream
  readonly cwd: string
}

/**
 * Runs a command that ends by itself, with or without a serving hub. A signal stops it in order. It makes no tables, and keys only
 * where it is asked to read what they seal.
 */
export async function withHub<T>(
  config: Config,
  cwd: string,
  work: (hub: Hub) => Promise<T>,
  { createsKeys = false } = {},
): Promise<T> {
  const hub = await createHub(config, stateFolder(config.tillstand, cwd), createLog('error'), {
    asFound: true,
    createsKeys,
  })
  let ending: Promise<void> | undefined
  const end = () => (ending ??= hub.stop())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end())
  try {
    return await work(hub)
  } finally {
    await end()
  }
}
