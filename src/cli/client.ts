import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import type { Terminal } from './terminal.ts'
import { withHub } from './with-hub.ts'

interface Val {
  readonly av?: string | undefined
  readonly skal?: string | undefined
}

/** Suspends a calling system in every running hub on the database; the record of it comes first. */
export function stangKlient(
  config: Config,
  { out, cwd }: Terminal,
  klient: string,
  { av, skal }: Val,
): Promise<number> {
  if (av === undefined || skal === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'klient stang needs --av: who suspends it, and --skal: why')
  return withHub(config, cwd, async (hub) => {
    await hub.stangKlient(klient, av, skal)
    out.write(`${klient} is suspended: within a second no hub answers it\n`)
    return 0
  })
}

export function oppnaKlient(config: Config, { out, cwd }: Terminal, klient: string, { av }: Val): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'klient oppna needs --av: who opens it again')
  return withHub(config, cwd, async (hub) => {
    await hub.oppnaKlient(klient, av)
    out.write(`${klient} is open again\n`)
    return 0
  })
}

export function listaKlienter(config: Config, { out, cwd }: Terminal): Promise<number> {
  return withHub(config, cwd, async (hub) => {
    for (const { klient, namn, avstangning } of await hub.klienter()) {
      const lage =
        avstangning === null
          ? 'open'
          : `suspended since ${avstangning.sedan.toISOString()} by ${avstangning.av}: ${avstangning.skal}`
      out.write(`${klient.padEnd(20)} ${(namn ?? 'not in klienter.yaml').padEnd(24)} ${lage}\n`)
    }
    return 0
  })
}
