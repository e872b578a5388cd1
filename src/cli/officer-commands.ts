import { parseArgs } from 'node:util'
import type { Env } from '../config/references.ts'
import { acknowledgeAlert, listAlerts } from './alerts.ts'
import type { Terminal } from './command.ts'
import { exportRecords } from './export-log.ts'
import * as extracts from './extracts.ts'
import { boardStatisticsCommand, rulesCommand } from './board.ts'
import { closeCommand, judgeCommand, sampleCommand } from './follow-up.ts'
import { readTimeline, searchLog } from './log-search.ts'
import { CLIENT_OPTIONS, createOfficerClient, type OfficerClient } from './officer-client.ts'
import type { OfficerCommand } from './officer-command.ts'
import { openNumber, showRecord } from './record.ts'

/** Every command of officers. Each is a client of the API, by the officer's own token. */
const COMMANDS: Readonly<Record<string, OfficerCommand>> = {
  'logg sok': searchLog,
  'logg tidslinje': readTimeline,
  'logg larm': listAlerts,
  'logg kvittera': acknowledgeAlert,
  'logg ut': exportRecords,
  'logg visa': showRecord,
  'logg oppna-nummer': openNumber,
  'utdrag begar': extracts.requestExtract,
  'utdrag lista': extracts.listExtracts,
  'utdrag visa': extracts.previewExtract,
  'utdrag lamna-ut': extracts.releaseExtract,
  'utdrag avvisa': extracts.refuseExtract,
  'utdrag hamta': extracts.fetchExtract,
  'utdrag verifiera': extracts.checkExtract,
  'logg urval': sampleCommand,
  'logg bedom': judgeCommand,
  'logg avsluta': closeCommand,
  'logg regler': rulesCommand,
  'logg statistik': boardStatisticsCommand,
}

export const OFFICER_USAGE = `
For officers, over the API: --hub URL (or INSYN_HUB), the token in --token-fil F (or INSYN_TOKEN),
--certifikat F --privatnyckel F where tokens are bound to certificates; --skal TEXT says why and is recorded; --json
${Object.values(COMMANDS)
  .map(({ usage }) => usage)
  .join('')}`

/** Undefined when the two first words are no command of officers. */
export function officerCommandOf(argv: readonly string[]): OfficerCommand | undefined {
  const name = argv.slice(0, 2).join(' ')
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
}

export async function runOfficerCommand(
  command: OfficerCommand,
  argv: readonly string[],
  env: Env,
  terminal: Terminal,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv.slice(2),
    allowPositionals: true,
    options: { ...CLIENT_OPTIONS, ...command.options },
  })
  let client: OfficerClient | undefined
  const hub = () => (client ??= createOfficerClient(values, env, terminal.cwd))
  try {
    return await command.run({ values: values as never, positionals, terminal, hub })
  } finally {
    await client?.close()
  }
}
