import { InsynError } from '../errors.ts'
import { officerCommand, reasonOf } from './officer-command.ts'

interface ShownRecord {
  readonly loggpost: string
  readonly loggnamn: string
  readonly tid: string
  readonly sammanfattning: string
  readonly personId: string | null
  readonly falt: readonly { readonly rubrik: string; readonly varde: string; readonly forklaring: string | null }[]
}

const GONE: Readonly<Record<string, string>> = {
  gallrad: 'posten är gallrad efter sin bevarandetid\n',
  forlorad: 'posten saknas efter en återställning av databasen\n',
}

const idOf = ([id]: readonly string[]): string => {
  if (id === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'ange postens loggId, ur ett svar, ett larm eller en sökning')
  return id
}

export const showRecord = officerCommand({
  usage: `insyn logg visa LOGGID --skal TEXT           one record in words, and its siblings in your other logs
`,
  options: {},
  async run({ values, positionals, hub, terminal: { out } }) {
    const body = { loggId: idOf(positionals), skal: reasonOf(values) }
    const answer = await hub().post<{ status: string; poster: readonly ShownRecord[] }>('/api/v1/atkomster/post', body)
    if (values.json === true) out.write(`${JSON.stringify(answer, undefined, 2)}\n`)
    else out.write(GONE[answer.status] ?? answer.poster.map(recordText).join('\n'))
    return 0
  },
})

function recordText({ loggnamn, tid, sammanfattning, personId, falt, loggpost }: ShownRecord): string {
  const width = Math.max(...falt.map(({ rubrik }) => rubrik.length))
  const lines = falt.map(
    ({ rubrik, varde, forklaring }) =>
      `  ${rubrik.padEnd(width)}  ${varde}${forklaring === null ? '' : ` – ${forklaring}`}\n`,
  )
  const about =
    personId === null ? '  Gäller ingen person.\n' : `  Gäller en person: insyn logg oppna-nummer ${loggpost}\n`
  return `${loggnamn}, ${tid}\n${sammanfattning}\n${lines.join('')}${about}`
}

export const openNumber = officerCommand({
  usage: `insyn logg oppna-nummer LOGGID --skal TEXT   whom a record is about
`,
  options: {},
  async run({ values, positionals, hub, terminal: { out, err } }) {
    const body = { loggId: idOf(positionals), skal: reasonOf(values) }
    const answer = await hub().post<{ personnummer: string | null; forklaring: string }>(
      '/api/v1/atkomster/personnummer',
      body,
    )
    if (values.json === true) out.write(`${JSON.stringify(answer, undefined, 2)}\n`)
    else if (answer.personnummer !== null) out.write(`${answer.personnummer}\n`)
    else err.write(`insyn: ${answer.forklaring}\n`)
    return answer.personnummer === null ? 1 : 0
  },
})
