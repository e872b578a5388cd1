import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { SOURCES, type SourceName } from '../informationsmangd.ts'
import { createProgress } from './progress.ts'
import { withHub, type Terminal } from './command.ts'

interface Options {
  readonly kalla?: string | undefined
  readonly stadsdel?: string | undefined
}

/** Reads the chosen scopes once, after its access record is durable. Exit code 1 when a scope did not succeed. */
export function sync(
  config: Config,
  { out, cwd }: Terminal,
  options: Options & {
    andrade?: boolean | undefined
    betalstatus?: boolean | undefined
    av?: string | undefined
    skal?: string | undefined
  },
): Promise<number> {
  return withHub(config, cwd, async (hub) => {
    const scopes = hub
      .scopes()
      .filter(
        ({ source, stadsdel }) => source === (options.kalla ?? source) && stadsdel === (options.stadsdel ?? stadsdel),
      )
    if (scopes.length === 0) throw new InsynError('BEGARAN_OGILTIG', 'no source × stadsdel of that name')
    const kind = options.betalstatus === true ? 'betalstatus' : options.andrade === true ? 'andrade' : 'fullstandig'
    const progress = createProgress(out)
    const states = await hub.syncs.sync(
      { scopes, kind },
      { by: options.av ?? null, reason: options.skal ?? null },
      progress.watch,
    )
    progress.end()
    return states.length === scopes.length && states.every(({ status }) => status === 'lyckad') ? 0 : 1
  })
}

/** Approves a deletion that the volume guard holds, after its access record is durable. */
export function approveRemoval(
  config: Config,
  { out, cwd }: Terminal,
  {
    kalla,
    stadsdel,
    hogst,
    av,
    skal: reason,
  }: Options & { hogst?: string | undefined; av?: string | undefined; skal?: string | undefined },
): Promise<number> {
  if (!isSource(kalla) || stadsdel === undefined || av === undefined || hogst === undefined || reason === undefined)
    throw new InsynError(
      'BEGARAN_OGILTIG',
      'godkann needs --kalla, --stadsdel, --hogst (a whole number), --av and --skal',
    )
  return withHub(config, cwd, async (hub) => {
    await hub.syncs.approveRemoval({ source: kalla, stadsdel }, { max: Number(hogst), by: av, reason })
    out.write(`the next complete read of ${kalla} ${stadsdel} may take away up to ${hogst} uppgifter\n`)
    return 0
  })
}

/** Throws BEGARAN_OGILTIG for an unknown source. */
export function parseSource(text: string): SourceName {
  if (!isSource(text)) throw new InsynError('BEGARAN_OGILTIG', `--kalla must be one of ${SOURCES.join(', ')}`)
  return text
}

const isSource = (text: string | undefined): text is SourceName => SOURCES.some((source) => source === text)
