import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import type { ChosenCentury } from '../sync/chosen-century.ts'
import type { QuarantineGroup } from '../sync/quarantined.ts'
import { withHub, type Terminal } from './command.ts'
import { parseMangd } from './kafka.ts'
import { createProgress } from './progress.ts'
import { parseSource } from './sync.ts'
import { parseTime } from './sync-acts.ts'

interface Options {
  readonly kalla?: string | undefined
  readonly stadsdel?: string | undefined
  readonly mangd?: string | undefined
  readonly falt?: string | undefined
  readonly orsak?: string | undefined
  readonly fran?: string | undefined
  readonly till?: string | undefined
  readonly json?: boolean | undefined
  readonly av?: string | undefined
  readonly skal?: string | undefined
  readonly sekel?: string | undefined
  readonly angra?: boolean | undefined
}

/** Lists what stands in quarantine, one line for each cause, and the centuries that have been chosen. */
export function list(config: Config, { out, cwd }: Terminal, options: Options): Promise<number> {
  const { json = false } = options
  const selection = selectionOf(options)
  return withHub(config, cwd, async ({ quarantine }) => {
    const found = await quarantine.list(selection)
    if (json) out.write(`${JSON.stringify(found)}\n`)
    else out.write([...found.groups.map(groupText), ...found.chosen.map(chosenText)].join(''))
    return 0
  })
}

/** Prints what a row holds, after its access record is durable. */
export function show(config: Config, { out, cwd }: Terminal, id: string, { av, skal }: Options): Promise<number> {
  if (av === undefined || skal === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'karantan visa needs --av: who looks, and --skal: why')
  const act = { id: parseId(id), by: av, reason: skal }
  return withHub(config, cwd, async ({ quarantine }) => {
    const { source, stadsdel, mangd, falt, reason, values } = await quarantine.show(act)
    out.write(`${source} ${stadsdel} ${mangd} ${falt} ${reason}\n`)
    // As JSON: a value comes from a source and may hold what moves a terminal's cursor.
    for (const [name, value] of Object.entries(values)) out.write(`${name}: ${JSON.stringify(value)}\n`)
    return 0
  })
}

/** Reads the scopes again that have something in quarantine. Exit code 1 when one did not succeed. */
export function readAgain(config: Config, { out, cwd }: Terminal, options: Options): Promise<number> {
  const { av } = options
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'karantan kor-om needs --av: who asks for it')
  const selection = selectionOf(options)
  return withHub(config, cwd, async ({ quarantine }) => {
    const progress = createProgress(out)
    const states = await quarantine.readAgain(selection, av, progress.watch)
    progress.end()
    if (states.length === 0) out.write('nothing is in quarantine there\n')
    return states.every(({ status }) => status === 'lyckad') ? 0 : 1
  })
}

/** Decides which century the number of a row means, or revokes that. */
export function choose(config: Config, { out, cwd }: Terminal, id: string, options: Options): Promise<number> {
  const { av, skal, sekel, angra = false } = options
  if (av === undefined || skal === undefined || angra === (sekel !== undefined))
    throw new InsynError(
      'BEGARAN_OGILTIG',
      'karantan valj needs --sekel 18, 19 or 20, or else --angra, and --av: who decides, and --skal: why',
    )
  const act = { id: parseId(id), by: av, reason: skal }
  return withHub(config, cwd, async ({ quarantine }) => {
    const { source, stadsdel } = angra
      ? await quarantine.revoke(act)
      : await quarantine.choose({ ...act, century: Number(sekel) })
    out.write(
      `${angra ? 'revoked' : 'chosen'}: the next read of ${source} ${stadsdel} goes by it; read now with insyn synk --kalla ${source} --stadsdel ${stadsdel}\n`,
    )
    return 0
  })
}

const selectionOf = ({ kalla, stadsdel, mangd, falt, orsak, fran, till }: Options) => ({
  ...(kalla === undefined ? {} : { source: parseSource(kalla) }),
  ...(stadsdel === undefined ? {} : { stadsdel }),
  ...(mangd === undefined ? {} : { mangd: parseMangd(mangd) }),
  ...(falt === undefined ? {} : { falt }),
  ...(orsak === undefined ? {} : { reason: orsak }),
  ...(fran === undefined ? {} : { from: parseTime('--fran', fran) }),
  ...(till === undefined ? {} : { before: parseTime('--till', till) }),
})

function parseId(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InsynError('BEGARAN_OGILTIG', 'ID is the number of a row in quarantine')
  return Number(text)
}

const groupText = ({ source, stadsdel, mangd, falt, reason, since, count, ids }: QuarantineGroup): string =>
  `${source} ${stadsdel} ${mangd} ${falt} ${reason} ${count} since ${since.toISOString()} id ${ids.join(',')}${count > ids.length ? ',…' : ''}\n`

const chosenText = ({ id, source, stadsdel, mangd, century, by, since }: ChosenCentury): string =>
  `${source} ${stadsdel} ${mangd} chosen century ${century} since ${since.toISOString()} by ${by} id ${id}\n`
