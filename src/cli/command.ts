import type { Config } from '../config.ts'
import { createHub, type Hub } from '../hub.ts'
import { createLog } from '../log.ts'
import { stateFolder } from '../platform/state-folder.ts'

/** Where a command writes and from where it counts its paths. */
export interface Terminal {
  readonly out: NodeJS.WriteStream
  readonly err: NodeJS.WriteStream
  readonly cwd: string
}

/** For a command that ends by itself, beside a hub that serves or without one. A signal ends it in order. */
export async function withHub<T>(config: Config, cwd: string, work: (hub: Hub) => Promise<T>): Promise<T> {
  const hub = await createHub(config, stateFolder(config.tillstand, cwd), createLog('error'))
  let ending: Promise<void> | undefined
  const end = () => (ending ??= hub.stop())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end())
  try {
    return await work(hub)
  } finally {
    await end()
  }
}
