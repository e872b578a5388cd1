import type { Command } from 'commander'
import { type Cli, collect, type Terminal, wrongUse } from './command.ts'
import { tableText } from './officer-client.ts'
import { officerAction, officerVerb, reasonOf } from './officer-command.ts'
import { readPersonnummer } from './retention.ts'

interface Hit {
  readonly loggpost: string
  readonly tid: string
  readonly logg: string
  readonly handelse: string
  readonly slutanvandare: string | null
  readonly andamal: string | null
  readonly arende: string | null
  readonly visat: readonly { readonly mangd: string }[]
  readonly utfall: string
  readonly orsak: string
  readonly flaggor: readonly string[]
  readonly personId: string | null
}

interface Found {
  readonly traffar: readonly Hit[]
  readonly antal?: number
  readonly fler?: boolean
  readonly fasetter?: Readonly<
    Record<string, readonly { readonly varde?: string; readonly slutanvandare?: string; readonly antal: number }[]>
  >
  readonly markor: string | null
}

interface Line {
  readonly slag: string
  readonly tid: string
  readonly post?: Hit
  readonly larm?: { readonly slag: string; readonly loggpost: string }
  readonly arende?: { readonly arende: string; readonly steg: string }
}

const COLUMNS = [
  '#',
  'Tid (UTC)',
  'Logg',
  'Händelse',
  'Vem',
  'Ändamål',
  'Ärende',
  'Visat',
  'Utfall',
  'Orsak',
  'Flaggor',
]

interface SearchOptions extends About {
  readonly handlaggare?: readonly string[]
  readonly utfardare?: string
  readonly klient?: readonly string[]
  readonly roll?: readonly string[]
  readonly mangd?: readonly string[]
  readonly andamal?: readonly string[]
  readonly arende?: readonly string[]
  readonly handelse?: readonly string[]
  readonly utfall?: readonly string[]
  readonly orsak?: readonly string[]
  readonly flagga?: readonly string[]
  readonly tillstand?: readonly string[]
}

export function addSearchCommands(group: Command, cli: Cli): void {
  const about = (command: Command) =>
    command
      .option('--person', 'one person: the number is asked for, or read from standard input')
      .option('--person-id <id>', 'one person, by the reference of an answer')
      .option('--utfardare <namn>', 'the issuer that --handlaggare is a name of')
  const page = (command: Command) =>
    command
      .option('--logg <logg>', 'in one log; may be given several times', collect)
      .option('--fran <dag>', 'from this day')
      .option('--till <dag>', 'up to and including this day')
      .option('--antal <antal>', 'so many on a page')
      .option('--markor <markör>', 'the page that begins there, as the page before it ends')
  const search = officerVerb(
    group,
    'sok',
    'who has seen what of whom in your logs, newest first: any of the values of an option, all options together',
    {
      examples: [
        '--skal "Anmälan, dnr 2026-114" --person --fran 2026-09-01',
        '--skal "Stickprov" --mangd faktura --json',
      ],
    },
  )
  about(search).option('--handlaggare <namn>', 'one who has looked; may be given several times', collect)
  for (const [name, what] of Object.entries(FILTERS))
    search.option(`--${name} <${name}>`, `${what}; may be given several times`, collect)
  page(search).action(searchLog(cli))
  page(
    about(
      officerVerb(group, 'tidslinje', 'all of one person or one handläggare in order of time, with cases and alerts', {
        examples: ['--skal "Anmälan, dnr 2026-114" --person', '--skal "Stickprov" --handlaggare anna --aldst-forst'],
      }),
    ),
  )
    .option('--handlaggare <namn>', 'one who has looked')
    .option('--aldst-forst', 'the oldest first')
    .action(readTimeline(cli))
}

const FILTERS = {
  klient: 'a calling system',
  roll: 'a role',
  mangd: 'an informationsmängd',
  andamal: 'a purpose',
  arende: 'a case',
  handelse: 'an event',
  utfall: 'an outcome',
  orsak: 'a cause',
  flagga: 'a flag',
  tillstand: 'an enkelttillstånd',
}

const searchLog = (cli: Cli) =>
  officerAction<SearchOptions>(cli, async ({ values, hub, terminal }) => {
    const { klient, roll, andamal, arende, handelse, utfall, orsak, flagga, tillstand, handlaggare } = values
    const answer = await hub().post<Found>('/api/v1/atkomster/sok', {
      ...(await about(values, terminal)),
      handlaggare: handlaggare?.map((name) => endUser(name, values.utfardare)),
      ...{ klient, roll, andamal, arende, handelse, utfall, orsak, flagga, tillstand, informationsmangd: values.mangd },
    })
    if (values.json === true) terminal.out.write(`${JSON.stringify(answer, undefined, 2)}\n`)
    else terminal.out.write(foundText(answer))
    return 0
  })

interface TimelineOptions extends About {
  readonly handlaggare?: string
  readonly utfardare?: string
  readonly aldstForst?: boolean
}

const readTimeline = (cli: Cli) =>
  officerAction<TimelineOptions>(cli, async ({ values, hub, terminal }) => {
    const { handlaggare: name } = values
    const answer = await hub().post<{ handelser: readonly Line[]; markor: string | null }>(
      '/api/v1/atkomster/tidslinje',
      {
        ...(await about(values, terminal)),
        handlaggare: name === undefined ? undefined : endUser(name, values.utfardare),
        ordning: values.aldstForst === true ? 'aldst' : 'nyast',
      },
    )
    if (values.json === true) terminal.out.write(`${JSON.stringify(answer, undefined, 2)}\n`)
    else terminal.out.write(timelineText(answer.handelser, answer.markor))
    return 0
  })

interface About {
  readonly skal?: string | undefined
  readonly person?: boolean | undefined
  readonly personId?: string | undefined
  readonly logg?: readonly string[] | undefined
  readonly fran?: string | undefined
  readonly till?: string | undefined
  readonly antal?: string | undefined
  readonly markor?: string | undefined
}

async function about(values: About, terminal: Terminal) {
  const { antal: count } = values
  if (count !== undefined && !/^\d{1,3}$/.test(count)) throw wrongUse('--antal är ett tal: så många poster på en sida')
  return {
    skal: reasonOf(values),
    loggar: values.logg,
    personnummer: values.person === true ? await readPersonnummer(terminal) : undefined,
    personId: values.personId,
    franOchMed: values.fran,
    tillOchMed: values.till,
    limit: count === undefined ? undefined : Number(count),
    markor: values.markor,
  }
}

const endUser = (name: string, issuer: string | undefined) => ({
  slutanvandare: name,
  ...(issuer === undefined ? {} : { utfardare: issuer }),
})

const cellsOf = (hit: Hit): readonly string[] => [
  ...[hit.tid, hit.logg, hit.handelse, hit.slutanvandare ?? '', hit.andamal ?? '', hit.arende ?? ''],
  hit.visat.map(({ mangd }) => mangd).join(', '),
  ...[hit.utfall, hit.orsak, hit.flaggor.join(', ')],
]

/** What leads on from each row, under its number. */
const referencesOf = (hits: readonly (Hit | undefined)[]): string =>
  hits
    .flatMap((hit, i) => (hit === undefined ? [] : [`${String(i + 1)} post: ${hit.loggpost}\n`, personOf(hit)]))
    .join('')
const personOf = ({ personId }: Hit): string => (personId === null ? '' : `  person: ${personId}\n`)
const furtherOf = (cursor: string | null): string => (cursor === null ? '' : `\nnästa sida: --markor ${cursor}\n`)

function foundText({ traffar: hits, antal: count, fler: more, fasetter: facets, markor: cursor }: Found): string {
  const rows = hits.map((hit, i) => [String(i + 1), ...cellsOf(hit)])
  const known = count === undefined ? '' : `\n${more === true ? 'fler än ' : ''}${String(count)} poster\n`
  const counts = Object.entries(facets ?? {}).flatMap(([name, values]) =>
    values.length === 0
      ? []
      : [
          `  ${name}: ${values.map((one) => `${one.varde ?? one.slutanvandare ?? ''} ${String(one.antal)}`).join(', ')}\n`,
        ],
  )
  return `${tableText(COLUMNS, rows)}\n${referencesOf(hits)}${known}${counts.join('')}${furtherOf(cursor)}`
}

function timelineText(lines: readonly Line[], cursor: string | null): string {
  const rows = lines.map(({ slag, tid, post, larm, arende }, i) => [
    ...[String(i + 1), slag],
    ...(post === undefined
      ? [tid, '', '', '', '', arende?.arende ?? '', '', '', larm?.slag ?? arende?.steg ?? '', '']
      : cellsOf(post)),
  ])
  const [number = '', ...columns] = COLUMNS
  const text = tableText([number, 'Slag', ...columns], rows)
  return `${text}\n${referencesOf(lines.map(({ post }) => post))}${furtherOf(cursor)}`
}
