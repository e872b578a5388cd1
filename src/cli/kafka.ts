import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { amnesdrift, skapaAmnen } from '../operations/bus-tools.ts'
import { INFORMATIONSMANGDER, type Informationsmangd } from '../informationsmangd.ts'
import type { Terminal } from './terminal.ts'
import { withHub } from './with-hub.ts'

interface Val {
  readonly mangd?: string | undefined
  readonly stadsdel?: string | undefined
  readonly parkerade?: boolean | undefined
  readonly av?: string | undefined
  readonly skal?: string | undefined
}

/** Makes the topics that are missing. Those that are there are left as they are: what differs is told, and is 1. */
export async function skapa({ kafka }: Config, { out, err }: Terminal): Promise<number> {
  if (kafka === undefined) throw new InsynError('KONFIG_OGILTIG', 'the settings have no kafka')
  for (const namn of await skapaAmnen(kafka)) out.write(`${namn} is made\n`)
  const drift = await amnesdrift(kafka)
  for (const { amne, vad, ar, ska } of drift) err.write(`${amne} has ${vad} ${ar}: should be ${ska}\n`)
  return drift.length === 0 ? 0 : 1
}

/** Asks for everything, or a part, to be published once more under the policy and the avtal of now. */
export function spelaOm(config: Config, { out, cwd }: Terminal, val: Val): Promise<number> {
  const { av, skal, mangd, stadsdel, parkerade = false } = val
  if (av === undefined || skal === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'kafka spela-om needs --av: who asks for it, and --skal: why')
  const omfang = {
    ...(mangd === undefined ? {} : { mangd: isMangd(mangd) }),
    ...(stadsdel === undefined ? {} : { stadsdel }),
  }
  return withHub(config, cwd, async ({ buss }) => {
    out.write(`${await buss.spelaOm({ ...omfang, parkerade, av, skal })} uppgifter are published once more\n`)
    return 0
  })
}

/** Prints the key of one kind in one stadsdel as a JSON Web Key. */
export function lamnaUtNyckel(config: Config, { out, cwd }: Terminal, val: Val): Promise<number> {
  const { av, skal, mangd, stadsdel } = val
  if (av === undefined || skal === undefined || mangd === undefined || stadsdel === undefined)
    throw new InsynError(
      'BEGARAN_OGILTIG',
      'kafka nyckel needs --stadsdel, --mangd, --av: who takes it, and --skal: why',
    )
  return withHub(config, cwd, async (hub) => {
    const nyckel = await hub.buss.lamnaUtNyckel({ stadsdel, mangd: isMangd(mangd), av, skal })
    out.write(`${JSON.stringify(nyckel)}\n`)
    return 0
  })
}

/** Throws BEGARAN_OGILTIG when it is no kind. */
export function isMangd(text: string): Informationsmangd {
  const mangd = INFORMATIONSMANGDER.find((one) => one === text)
  if (mangd === undefined)
    throw new InsynError('BEGARAN_OGILTIG', `--mangd is one of ${INFORMATIONSMANGDER.join(', ')}`)
  return mangd
}
