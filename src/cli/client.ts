import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { withHub, type Terminal } from './command.ts'

interface Options {
  readonly av?: string | undefined
  readonly skal?: string | undefined
}

/** Suspends a calling system in every hub on the database, after its access record is durable. */
export function suspendClient(
  config: Config,
  { out, cwd }: Terminal,
  client: string,
  { av, skal: reason }: Options,
): Promise<number> {
  if (av === undefined || reason === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'klient stang needs --av: who suspends it, and --skal: why')
  return withHub(config, cwd, async (hub) => {
    await hub.suspendClient(client, av, reason)
    out.write(`${client} is suspended: within a second no hub answers it\n`)
    return 0
  })
}

export function reopenClient(config: Config, { out, cwd }: Terminal, client: string, { av }: Options): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'klient oppna needs --av: who opens it again')
  return withHub(config, cwd, async (hub) => {
    await hub.reopenClient(client, av)
    out.write(`${client} is open again\n`)
    return 0
  })
}

export function listClients(config: Config, { out, cwd }: Terminal): Promise<number> {
  return withHub(config, cwd, async (hub) => {
    for (const { klient, name, utfardare, suspension } of await hub.klienter()) {
      const state =
        suspension === null
          ? 'open'
          : `suspended since ${suspension.since.toISOString()} by ${suspension.by}: ${suspension.reason}`
      out.write(
        `${klient.padEnd(20)} ${(name ?? 'not in klienter.yaml').padEnd(24)} ${state}; issuers: ${utfardare.join(', ') || 'none'}\n`,
      )
    }
    return 0
  })
}
