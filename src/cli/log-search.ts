import { InsynError } from '../errors.ts'
import type { Terminal } from './command.ts'
import { tableText } from './officer-client.ts'
import { officerCommand, reasonOf } from './officer-command.ts'
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

const many = { type: 'string', multiple: true } as const
const one = { type: 'string' } as const
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

export const searchLog = officerCommand({
  usage: `insyn logg sok --skal TEXT                   who has seen what of whom in your logs, newest first; any
           [--person | --person-id ID]       of the values of an option, all options together. --person:
           [--handlaggare N [--utfardare N]] the number is asked for, or read from standard input
           [--logg L]... [--klient K]... [--roll R]... [--mangd M]... [--andamal A]... [--arende A]...
           [--handelse H]... [--utfall U]... [--orsak O]... [--flagga F]... [--tillstand ID]...
           [--fran D] [--till D] [--antal N] [--markor M]
`,
  options: {
    person: { type: 'boolean' },
    'person-id': one,
    handlaggare: many,
    utfardare: one,
    logg: many,
    klient: many,
    roll: many,
    mangd: many,
    andamal: many,
    arende: many,
    handelse: many,
    utfall: many,
    orsak: many,
    flagga: many,
    tillstand: many,
    fran: one,
    till: one,
    antal: one,
    markor: one,
  },
  async run({ values, hub, terminal }) {
    const { klient, roll, andamal, arende, handelse, utfall, orsak, flagga, tillstand, handlaggare } = values
    const answer = await hub().post<Found>('/api/v1/atkomster/sok', {
      ...(await about(values, terminal)),
      handlaggare: handlaggare?.map((name) => endUser(name, values.utfardare)),
      ...{ klient, roll, andamal, arende, handelse, utfall, orsak, flagga, tillstand, informationsmangd: values.mangd },
    })
    if (values.json === true) terminal.out.write(`${JSON.stringify(answer, undefined, 2)}\n`)
    else terminal.out.write(foundText(answer))
    return 0
  },
})

export const readTimeline = officerCommand({
  usage: `insyn logg tidslinje --skal TEXT             all of one person, or of one handläggare, in order of time,
           (--person | --person-id ID | --handlaggare N [--utfardare N])
           [--aldst-forst] [--logg L]...     with cases, enkelttillstånd and alerts
           [--fran D] [--till D] [--antal N] [--markor M]
`,
  options: {
    person: { type: 'boolean' },
    'person-id': one,
    handlaggare: one,
    utfardare: one,
    'aldst-forst': { type: 'boolean' },
    logg: many,
    fran: one,
    till: one,
    antal: one,
    markor: one,
  },
  async run({ values, hub, terminal }) {
    const { handlaggare: name } = values
    const answer = await hub().post<{ handelser: readonly Line[]; markor: string | null }>(
      '/api/v1/atkomster/tidslinje',
      {
        ...(await about(values, terminal)),
        handlaggare: name === undefined ? undefined : endUser(name, values.utfardare),
        ordning: values['aldst-forst'] === true ? 'aldst' : 'nyast',
      },
    )
    if (values.json === true) terminal.out.write(`${JSON.stringify(answer, undefined, 2)}\n`)
    else terminal.out.write(timelineText(answer.handelser, answer.markor))
    return 0
  },
})

interface About {
  readonly skal?: string | undefined
  readonly person?: boolean | undefined
  readonly 'person-id'?: string | undefined
  readonly logg?: string[] | undefined
  readonly fran?: string | undefined
  readonly till?: string | undefined
  readonly antal?: string | undefined
  readonly markor?: string | undefined
}

async function about(values: About, terminal: Terminal) {
  const { antal: count } = values
  if (count !== undefined && !/^\d{1,3}$/.test(count))
    throw new InsynError('BEGARAN_OGILTIG', '--antal är ett tal: så många poster på en sida')
  return {
    skal: reasonOf(values),
    loggar: values.logg,
    personnummer: values.person === true ? await readPersonnummer(terminal) : undefined,
    personId: values['person-id'],
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
