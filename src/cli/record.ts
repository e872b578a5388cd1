import type { Command } from 'commander'
import { type Cli, wrongUse } from './command.ts'
import { officerAction, officerVerb, reasonOf } from './officer-command.ts'

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
  if (id === undefined) throw wrongUse('ange postens loggId, ur ett svar, ett larm eller en sökning')
  return id
}

export function addRecordCommands(group: Command, cli: Cli): void {
  const examples = ['LOGGID --skal "Anmälan, dnr 2026-114"']
  const which = 'of an answer, an alert or a search'
  officerVerb(group, 'visa', 'one record in words, and its siblings in your other logs', { examples })
    .argument('[loggid]', which)
    .action(showRecord(cli))
  officerVerb(group, 'oppna-nummer', 'whom a record is about', {
    examples,
    exitCodes: { 1: 'the record is about nobody, or the number is not to be opened' },
  })
    .argument('[loggid]', which)
    .action(openNumber(cli))
}

const showRecord = (cli: Cli) =>
  officerAction<object>(cli, async ({ values, positionals, hub, terminal: { out } }) => {
    const body = { loggId: idOf(positionals), skal: reasonOf(values) }
    const answer = await hub().post<{ status: string; poster: readonly ShownRecord[] }>('/api/v1/atkomster/post', body)
    if (values.json === true) out.write(`${JSON.stringify(answer, undefined, 2)}\n`)
    else out.write(GONE[answer.status] ?? answer.poster.map(recordText).join('\n'))
    return 0
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

const openNumber = (cli: Cli) =>
  officerAction<object>(cli, async ({ values, positionals, hub, terminal: { out, err } }) => {
    const body = { loggId: idOf(positionals), skal: reasonOf(values) }
    const answer = await hub().post<{ personnummer: string | null; forklaring: string }>(
      '/api/v1/atkomster/personnummer',
      body,
    )
    if (values.json === true) out.write(`${JSON.stringify(answer, undefined, 2)}\n`)
    else if (answer.personnummer !== null) out.write(`${answer.personnummer}\n`)
    else err.write(`insyn: ${answer.forklaring}\n`)
    return answer.personnummer === null ? 1 : 0
  })
