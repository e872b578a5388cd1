import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { InsynError } from '../errors.ts'
import { type Cli, wrongUse } from './command.ts'
import { type OfficerClient, tableText } from './officer-client.ts'
import { officerAction, officerVerb, reasonOf, speltOutOption } from './officer-command.ts'
import { redrawFromExport, verifyClosingFile } from './redraw.ts'

interface ShownSample {
  readonly urvalId: string
  readonly logg: string
  readonly manad: string
  readonly slag: string
  readonly skyddade: boolean
  readonly klartSenast: string
  readonly avslutat: string | null
  readonly poster: number
  readonly kvar: number
}

interface ShownItem {
  readonly post: number
  readonly grunder: readonly { readonly regel: string; readonly forklaring: string }[]
  readonly loggpost: string
  readonly uppslag: Readonly<Record<string, unknown>> | null
  readonly granskare: { readonly slutanvandare: string } | null
  readonly egetUppslag: boolean
  readonly bedomningar: readonly {
    readonly utfall: string
    readonly kommentar: string
    readonly av: { readonly slutanvandare: string }
  }[]
}

const jsonText = (answer: unknown) => `${JSON.stringify(answer, undefined, 2)}\n`
const day = (time: string) => time.slice(0, 10)

interface SampleOptions {
  readonly manad?: string
  readonly oppna?: boolean
  readonly post?: string
  readonly rapport?: string
  readonly dokument?: string
  readonly dra?: string
  readonly skyddade?: boolean
  readonly prova?: string
  readonly urval?: string
  readonly regler?: string
  readonly mot?: string
  readonly verifiera?: string
  readonly nyckel?: string
}

export function addFollowUpCommands(group: Command, cli: Cli): void {
  const onlyInto = (flags: string, what: string) => new Option(flags, what).conflicts('json')
  officerVerb(
    group,
    'urval',
    'the samples of your logs; one of them; its report; drawn by hand, or again from an export',
    {
      examples: [
        '--manad 2026-10 --oppna',
        'ID --post 3',
        'ID --rapport rapport.pdf',
        '--dra bromma --manad 2026-10 --skal "Extra uppföljning"',
        '--prova bromma.jsonl --regler config/uppfoljning.yaml',
        "--verifiera avslut.json --nyckel 'a.example/uppfoljning/bromma+1a2b3c4d+AbCd'",
      ],
      exitCodes: { 1: 'failed, or what was drawn again or verified is not what was signed' },
    },
  )
    .argument('[id]', 'of a sample')
    .option('--manad <månad>', 'of a month, 2026-10')
    .option('--oppna', 'only those that are not closed')
    .option('--post <nummer>', 'one item of the sample, whole')
    .addOption(onlyInto('--rapport <fil>', 'the report of a closed sample as PDF, into a new file'))
    .addOption(onlyInto('--dokument <fil>', 'the signed document of a closed sample, into a new file'))
    .option('--dra <logg>', 'draw a sample of this log by hand')
    .option('--skyddade', 'of lookups of protected persons')
    .option('--prova <export>', 'draw the same again from an export of the log; needs no hub')
    .option('--urval <id>', 'with --prova: this sample')
    .option('--regler <fil>', 'with --prova: the rules')
    .option('--mot <fil>', 'with --prova: the signed document, which holds the rules')
    .addOption(onlyInto('--verifiera <fil>', 'check a signed document; needs no hub'))
    .option('--nyckel <vkey>', 'with --verifiera: the key text')
    .action(sampleAction(cli))
  officerVerb(group, 'bedom', 'your verdict on one item of a sample', {
    examples: ['ID 3 befogad --kommentar "Ärende fanns" --skal "Uppföljning 2026-10"'],
  })
    .argument('[id]', 'of the sample')
    .argument('[post]', 'number of the item')
    .argument('[bedömning]', 'befogad, behover-utredas or obefogad')
    .addOption(speltOutOption('--kommentar <text>', 'why; may be left out for befogad'))
    .action(judgeAction(cli))
  officerVerb(group, 'avsluta', 'close a sample where all is judged; the signed document goes to a new file', {
    examples: ['ID --fil avslut.json --skal "Uppföljning 2026-10"'],
  })
    .argument('[id]', 'of the sample')
    .option('--fil <fil>', 'a new file')
    .action(closeAction(cli))
}

const sampleAction = (cli: Cli) =>
  officerAction<SampleOptions>(cli, async ({ values, positionals: [id], hub, terminal }) => {
    const { out, cwd } = terminal
    if (values.verifiera !== undefined) return verifyClosingFile(terminal, values.verifiera, values.nyckel)
    if (values.prova !== undefined) return redrawFromExport(terminal, { ...values, prova: values.prova })
    if (values.dra !== undefined) {
      const { manad, skyddade } = values
      const sample = await hub().post<ShownSample>('/api/v1/urval', {
        skal: reasonOf(values),
        logg: values.dra,
        ...(manad === undefined ? {} : { manad }),
        ...(skyddade === true ? { skyddade } : {}),
      })
      out.write(values.json === true ? jsonText(sample) : samplesText([sample]))
      return 0
    }
    if (id === undefined) {
      const query = { manad: values.manad, oppna: values.oppna === true ? 'true' : undefined }
      const answer = await hub().get<{ urval: readonly ShownSample[] }>('/api/v1/urval', query)
      out.write(values.json === true ? jsonText(answer) : samplesText(answer.urval))
      return 0
    }
    const file = values.rapport ?? values.dokument
    if (file !== undefined) {
      await saveReport(hub(), id, resolve(cwd, file), values.rapport === undefined ? 'dokument' : 'pdf')
      out.write(`sparat i ${file}\n`)
      return 0
    }
    const sample = await hub().get<ShownSample & { innehall: readonly ShownItem[] }>(
      `/api/v1/urval/${encodeURIComponent(id)}`,
    )
    if (values.json === true) out.write(jsonText(sample))
    else if (values.post === undefined) out.write(`${samplesText([sample])}\n${itemsText(sample.innehall)}`)
    else out.write(itemText(sample.innehall.find(({ post }) => String(post) === values.post)))
    return 0
  })

const judgeAction = (cli: Cli) =>
  officerAction<{ readonly kommentar?: string }>(cli, async ({ values, positionals, hub, terminal: { out } }) => {
    const [id, post, verdict] = positionals
    if (id === undefined || verdict === undefined || !/^\d{1,6}$/.test(post ?? ''))
      throw wrongUse('ange urvalets id, postens nummer i urvalet och bedömningen')
    if (verdict !== 'befogad' && values.kommentar === undefined) throw wrongUse('ange varför med --kommentar')
    const answer = await hub().post<{ kvar: number }>(`/api/v1/urval/${encodeURIComponent(id)}/bedomningar`, {
      ...{ skal: reasonOf(values), post: Number(post), utfall: verdict },
      ...(values.kommentar === undefined ? {} : { kommentar: values.kommentar }),
    })
    out.write(values.json === true ? jsonText(answer) : `Bedömd. ${String(answer.kvar)} kvar i urvalet.\n`)
    return 0
  })

const closeAction = (cli: Cli) =>
  officerAction<{ readonly fil?: string }>(cli, async ({ values, positionals: [id], hub, terminal: { out, cwd } }) => {
    if (id === undefined || values.fil === undefined)
      throw wrongUse('ange urvalets id, och med --fil var dokumentet sparas')
    const path = `/api/v1/urval/${encodeURIComponent(id)}/avslut`
    const answer = await hub().post<{ dokument: string; nyckel: string }>(path, { skal: reasonOf(values) })
    await save(resolve(cwd, values.fil), answer.dokument)
    if (values.json === true) out.write(jsonText(answer))
    else
      out.write(
        `Avslutat. Det undertecknade dokumentet är sparat i ${values.fil}.\n` +
          `Kontrollera det: insyn logg urval --verifiera ${values.fil} --nyckel '${answer.nyckel}'\n` +
          `Som PDF: insyn logg urval ${id} --rapport F.pdf\n`,
      )
    return 0
  })

function samplesText(samples: readonly ShownSample[]): string {
  const rows = samples.map((one) => [
    one.logg,
    one.manad,
    one.skyddade ? `${one.slag}, skyddade` : one.slag,
    `${String(one.kvar)} kvar av ${String(one.poster)}`,
    one.avslutat === null ? `klart senast ${day(one.klartSenast)}` : `avslutat ${day(one.avslutat)}`,
    one.urvalId,
  ])
  return tableText(['Logg', 'Månad', 'Slag', 'Kvar', 'Läge', 'Urval'], rows)
}

function itemsText(items: readonly ShownItem[]): string {
  const rows = items.map((one) => [
    String(one.post),
    one.grunder.map(({ regel }) => regel).join(', '),
    one.uppslag === null ? 'gallrad' : String(one.uppslag.tid),
    one.uppslag === null ? '' : String(one.uppslag.slutanvandare),
    one.egetUppslag ? 'ditt eget' : (one.granskare?.slutanvandare ?? 'den som får'),
    one.bedomningar.at(-1)?.utfall ?? '',
  ])
  const nobody = items.every(({ granskare }) => granskare === null)
    ? 'Ingen är utsedd: granskare.yaml nämner ingen som får granska det här. Den som har rätten tar posterna.\n'
    : ''
  return tableText(['Post', 'Grund', 'Tid (UTC)', 'Uppslag av', 'Granskas av', 'Bedömning'], rows) + nobody
}

function itemText(item: ShownItem | undefined): string {
  if (item === undefined) throw new InsynError('FINNS_EJ', 'posten finns inte i urvalet')
  const facts = Object.entries(item.uppslag ?? { uppslag: 'gallrad ur loggen' }).flatMap(([name, value]) => {
    const text = factText(value)
    return text === '' ? [] : [`  ${name}: ${text}`]
  })
  const reasons = item.grunder.map(({ regel, forklaring }) => `  ${regel}: ${forklaring}`)
  const verdicts = item.bedomningar.map((one) => `  ${one.utfall} (${one.av.slutanvandare}): ${one.kommentar}`)
  return `Post ${String(item.post)}\n${[...reasons, ...facts, `  loggpost: ${item.loggpost}`, ...verdicts].join('\n')}\n`
}

/** Objects in a list, as the kinds that were shown with their fields, have a line each; '' for what is not there. */
function factText(value: unknown): string {
  if (Array.isArray(value) && value.some((one) => typeof one === 'object'))
    return value.map((one) => `\n    ${factText(one)}`).join('')
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'object' && value !== null) return Object.values(value).map(factText).join(': ')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

async function saveReport(hub: OfficerClient, id: string, file: string, form: 'pdf' | 'dokument'): Promise<void> {
  const answer = await hub.open('GET', `/api/v1/urval/${encodeURIComponent(id)}/rapport`, { query: { form } })
  await save(file, Buffer.from(await answer.body.arrayBuffer()))
}

async function save(file: string, content: string | Buffer): Promise<void> {
  try {
    await writeFile(file, content, { flag: 'wx', mode: 0o600 })
  } catch {
    throw wrongUse(`filen ${file} finns redan, eller mappen finns inte`)
  }
}
