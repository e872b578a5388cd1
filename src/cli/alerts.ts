import type { Command } from 'commander'
import { type Cli, wrongUse } from './command.ts'
import { tableText } from './officer-client.ts'
import { officerAction, officerVerb, speltOutOption } from './officer-command.ts'

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

interface AlertOptions {
  readonly status?: string
  readonly logg?: string
  readonly slag?: string
  readonly fran?: string
  readonly till?: string
  readonly sida?: string
}

export function addAlertCommands(group: Command, cli: Cli): void {
  officerVerb(group, 'larm', 'what somebody should look at in your logs, newest first', {
    examples: ['--status nytt', '--logg bromma --fran 2026-10-01 --json'],
  })
    .option('--status <status>', 'nytt or kvitterat')
    .option('--logg <logg>', 'of one log')
    .option('--slag <slag>', 'of one kind')
    .option('--fran <dag>', 'from this day')
    .option('--till <dag>', 'up to and including this day')
    .option('--sida <nummer>', 'this page')
    .action(listAlerts(cli))
  officerVerb(group, 'kvittera', 'say that you have taken care of an alert, and what came of it', {
    examples: ['LARM --kommentar "Fel nummer slogs in."'],
  })
    .argument('[larm]', 'its id, as insyn logg larm shows it')
    .addOption(speltOutOption('--kommentar <text>', 'what came of it'))
    .action(acknowledgeAlert(cli))
}

const listAlerts = (cli: Cli) =>
  officerAction<AlertOptions>(cli, async ({ values, hub, terminal: { out } }) => {
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
  })

const acknowledgeAlert = (cli: Cli) =>
  officerAction<{ readonly kommentar?: string }>(
    cli,
    async ({ values: { kommentar, json }, positionals: [id], hub, terminal: { out } }) => {
      if (id === undefined || kommentar === undefined)
        throw wrongUse('ange larmets id, och med --kommentar vad som framkom')
      const answer = await hub().post<ShownAlert>(`/api/v1/larm/${encodeURIComponent(id)}/kvittering`, { kommentar })
      out.write(json === true ? `${JSON.stringify(answer, undefined, 2)}\n` : `larmet ${answer.larmId} är kvitterat\n`)
      return 0
    },
  )
