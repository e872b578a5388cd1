import { InsynError } from '../errors.ts'
import { tableText } from './officer-client.ts'
import { officerCommand } from './officer-command.ts'

interface ShownAlert {
  readonly larmId: string
  readonly tid: string
  readonly slag: string
  readonly logg: string
  readonly loggpost: string | null
  readonly gallrad: boolean
  readonly status: string
  readonly kvittering: { readonly av: string; readonly kommentar: string } | null
}

export const listAlerts = officerCommand({
  usage: `insyn logg larm [--status nytt|kvitterat] [--logg LOGG] [--slag S]
           [--fran D] [--till D] [--sida N]  what somebody should look at in your logs, newest first
`,
  options: {
    status: { type: 'string' },
    logg: { type: 'string' },
    slag: { type: 'string' },
    fran: { type: 'string' },
    till: { type: 'string' },
    sida: { type: 'string' },
  },
  async run({ values, hub, terminal: { out } }) {
    const { status, logg, slag, fran: from, till: to, sida: page, json } = values
    const answer = await hub().get<{ larm: readonly ShownAlert[]; antal: number; limit: number; page: number }>(
      '/api/v1/larm',
      { status, logg, slag, franOchMed: from, tillOchMed: to, page },
    )
    if (json === true) {
      out.write(`${JSON.stringify(answer, undefined, 2)}\n`)
      return 0
    }
    const rows = answer.larm.map((one) => [
      one.tid,
      one.logg,
      one.slag,
      one.status,
      one.kvittering?.av ?? '',
      one.larmId,
    ])
    out.write(tableText(['Tid (UTC)', 'Logg', 'Slag', 'Status', 'Kvitterat av', 'Larm'], rows))
    for (const { larmId, loggpost, gallrad, kvittering } of answer.larm) {
      if (loggpost !== null)
        out.write(`\n${larmId}\n  post: ${gallrad ? 'gallrad efter sin bevarandetid' : loggpost}\n`)
      if (kvittering !== null) out.write(`  kommentar: ${kvittering.kommentar.replaceAll('\n', '\n    ')}\n`)
    }
    const pages = Math.ceil(answer.antal / answer.limit)
    out.write(
      `\n${answer.antal} larm, sida ${answer.page} av ${Math.max(pages, 1)}. Visa en post: insyn logg visa POST --skal TEXT\n`,
    )
    return 0
  },
})

export const acknowledgeAlert = officerCommand({
  usage: `insyn logg kvittera LARM --kommentar TEXT    say that you have taken care of an alert, and what came of it
`,
  options: { kommentar: { type: 'string' } },
  async run({ values: { kommentar, json }, positionals: [id], hub, terminal: { out } }) {
    if (id === undefined || kommentar === undefined)
      throw new InsynError('BEGARAN_OGILTIG', 'ange larmets id, och med --kommentar vad som framkom')
    const answer = await hub().post<ShownAlert>(`/api/v1/larm/${encodeURIComponent(id)}/kvittering`, { kommentar })
    out.write(json === true ? `${JSON.stringify(answer, undefined, 2)}\n` : `larmet ${answer.larmId} är kvitterat\n`)
    return 0
  },
})
