import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { makeTopics, topicDrift } from '../hub/bus.ts'
import { INFORMATIONSMANGDER, type Informationsmangd } from '../informationsmangd.ts'
import { withHub, type Terminal } from './command.ts'
import { parseSource } from './sync.ts'
import { listDeadLetters, parseTime, redriveDeadLetters } from './sync-acts.ts'

interface Options {
  readonly mangd?: string | undefined
  readonly stadsdel?: string | undefined
  readonly parkerade?: boolean | undefined
  readonly alla?: boolean | undefined
  readonly av?: string | undefined
  readonly skal?: string | undefined
  readonly kalla?: string | undefined
  readonly orsak?: string | undefined
  readonly ref?: string | undefined
  readonly fran?: string | undefined
  readonly till?: string | undefined
  readonly json?: boolean | undefined
}

/** Creates missing topics. Existing topics are left unchanged: differences are printed, with exit code 1. */
export async function create({ kafka }: Config, { out, err }: Terminal): Promise<number> {
  if (kafka === undefined) throw new InsynError('KONFIG_OGILTIG', 'the setting kafka is missing')
  for (const name of await makeTopics(kafka)) out.write(`${name} is created\n`)
  const drift = await topicDrift(kafka)
  for (const { topic, what, is, should } of drift) err.write(`${topic} has ${what} ${is}: should be ${should}\n`)
  return drift.length === 0 ? 0 : 1
}

/** Publishes the mirror, or a part of it, once more, under the present policy and avtal. */
export function replay(config: Config, { out, cwd }: Terminal, options: Options): Promise<number> {
  const { av, skal: reason, mangd, stadsdel, parkerade: parked = false } = options
  if (av === undefined || reason === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'kafka spela-om needs --av: who asks for it, and --skal: why')
  const extent = {
    ...(mangd === undefined ? {} : { mangd: parseMangd(mangd) }),
    ...(stadsdel === undefined ? {} : { stadsdel }),
  }
  return withHub(config, cwd, async ({ bus }) => {
    out.write(`${await bus.replay({ ...extent, parked, by: av, reason })} uppgifter are published once more\n`)
    return 0
  })
}

/** Lists what the bus refused, and with --av and --skal publishes it once more: what is named, or --alla. */
export function deadLetters(config: Config, { out, cwd }: Terminal, options: Options): Promise<number> {
  const { kalla, mangd, stadsdel, orsak, ref, fran, till, av, skal, alla = false, json } = options
  const selection = {
    ...(kalla === undefined ? {} : { source: parseSource(kalla) }),
    ...(mangd === undefined ? {} : { mangd: parseMangd(mangd) }),
    ...(stadsdel === undefined ? {} : { stadsdel }),
    ...(orsak === undefined ? {} : { reason: orsak }),
    ...(ref === undefined ? {} : { uppgiftRefs: [ref] }),
    ...(fran === undefined ? {} : { from: parseTime('--fran', fran) }),
    ...(till === undefined ? {} : { before: parseTime('--till', till) }),
  }
  const named = Object.keys(selection).length > 0
  if ((av === undefined) !== (skal === undefined) || (av !== undefined && named === alla))
    throw new InsynError('BEGARAN_OGILTIG', 'to publish dead letters needs --av, --skal, and either --alla or which')
  return withHub(config, cwd, (hub) =>
    av === undefined || skal === undefined
      ? listDeadLetters(hub, out, selection, json)
      : redriveDeadLetters(hub, out, selection, { by: av, reason: skal }),
  )
}

/** The values of an option that may be given several times, or with commas between them. */
type ValuesOf = (option: 'stadsdel' | 'mangd') => readonly string[]

/** Prints the key of one kind in one stadsdel as a JSON Web Key; with `--alla` all that there are, as one JWK Set. */
export function handOutKey(
  config: Config,
  { out, err, cwd }: Terminal,
  { av, skal: reason, alla }: Options,
  valuesOf: ValuesOf,
): Promise<number> {
  const stadsdelar = valuesOf('stadsdel')
  const mangder = valuesOf('mangd').map(parseMangd)
  const [stadsdel, mangd] = [stadsdelar[0], mangder[0]]
  if (av === undefined || reason === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'kafka nyckel needs --av: who takes it, and --skal: why')
  if (alla === true)
    return withHub(config, cwd, async (hub) => {
      const { keys, leftOut } = await hub.bus.handOutKeys({
        ...(stadsdel === undefined ? {} : { stadsdelar }),
        ...(mangd === undefined ? {} : { mangder }),
        by: av,
        reason,
      })
      for (const one of leftOut) err.write(`${one.stadsdel}: no avtal in force covers ${one.mangder.join(', ')}\n`)
      out.write(`${JSON.stringify({ keys })}\n`)
      return 0
    })
  if (stadsdel === undefined || mangd === undefined || stadsdelar.length > 1 || mangder.length > 1)
    throw new InsynError('BEGARAN_OGILTIG', 'kafka nyckel needs one --stadsdel and one --mangd, or --alla for several')
  return withHub(config, cwd, async (hub) => {
    out.write(`${JSON.stringify(await hub.bus.handOutKey({ stadsdel, mangd, by: av, reason }))}\n`)
    return 0
  })
}

/** Throws BEGARAN_OGILTIG for an unknown informationsmängd. */
export function parseMangd(text: string): Informationsmangd {
  const mangd = INFORMATIONSMANGDER.find((one) => one === text)
  if (mangd === undefined)
    throw new InsynError('BEGARAN_OGILTIG', `--mangd must be one of ${INFORMATIONSMANGDER.join(', ')}`)
  return mangd
}
