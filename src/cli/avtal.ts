import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { AvtalState } from '../avtal/avtal-state.ts'
import { verifyReceipt } from '../avtal/receipt.ts'
import { receiptFile } from '../avtal/receipt-files.ts'
import { InsynError } from '../errors.ts'
import { type Cli, group, jsonOption, stadsdelArgument, type Terminal, verb, withHub } from './command.ts'

export function addAvtalCommands(program: Command, cli: Cli): void {
  const under = group(program, 'avtal', 'agreements, their keys, endings and receipts')
  verb(under, 'lista', 'agreements with their keys, and endings', { examples: ['', '--json'] })
    .addOption(jsonOption())
    .action(cli.action((options: { readonly json?: boolean }) => list(cli, options)))
  verb(under, 'kvitto', 'the receipt of an avtal that has ended, as JSON', { examples: ['bromma > kvitto.json'] })
    .addArgument(stadsdelArgument(cli))
    .action(cli.action((stadsdel: string) => printReceipt(cli, stadsdel)))
  verb(under, 'verifiera', 'check such a receipt; needs nothing else', {
    examples: ["kvitto.json --nyckel 'insyn.example/kvitto/bromma+1a2b3c4d+AbCd'"],
    exitCodes: { 1: 'the receipt is not what it claims to be', 2: 'nothing was judged' },
  })
    .argument('<fil>', 'the receipt')
    .requiredOption('--nyckel <vkey>', 'the key text')
    .action(cli.action((file: string, { nyckel }: { readonly nyckel: string }) => verify(cli.terminal, file, nyckel)))
}

/** Lists agreements with their keys, then endings with their progress. */
function list(cli: Cli, { json }: { readonly json?: boolean }): Promise<number> {
  const { out } = cli.terminal
  return withHub(cli, async (hub) => {
    const state = await hub.avtal()
    if (json === true) out.write(`${JSON.stringify(state)}\n`)
    else for (const line of [...state.avtal.map(avtalRow), ...state.end.map(endingRow)]) out.write(`${line}\n`)
    return 0
  })
}

/**
 * Prints the newest receipt on stdout, so that it can be saved as a file; the command that verifies it goes to stderr.
 */
function printReceipt(cli: Cli, stadsdel: string): Promise<number> {
  const { out, err } = cli.terminal
  return withHub(cli, async (hub) => {
    const receipt = await hub.receipt(stadsdel)
    if (receipt === undefined)
      throw new InsynError('FINNS_EJ', `there is no receipt of ${stadsdel}: see insyn avtal lista`)
    out.write(receipt.text)
    err.write(`check it with: insyn avtal verifiera FIL --nyckel '${receipt.vkey}'\n`)
    return 0
  })
}

/** Verifies a receipt; needs only the file and the key text. */
async function verify({ out, err, cwd }: Terminal, file: string, vkey: string): Promise<number> {
  const outcome = verifyReceipt(await readFile(resolve(cwd, file), 'utf8'), vkey)
  if (!outcome.ok) {
    err.write(`not ok: ${outcome.fel}\n`)
    return 1
  }
  const {
    personuppgiftsansvarig,
    avtal,
    informationsmangder,
    nycklar,
    borttaget,
    kvarIArendehistorik,
    tider,
    loggposter,
  } = outcome.kvitto
  const rows = Object.entries(borttaget.rader).map(([table, count]) => `${count} ${table}`)
  out.write(
    [
      `ok: signed and unaltered`,
      `${personuppgiftsansvarig.namn}, ${avtal.diarienummer}, ended ${avtal.upphorde}: ${informationsmangder.join(' ')}`,
      ...nycklar.map((one) => `key ${one.informationsmangd}/${one.generation} (${one.prov}) destroyed ${one.forstord}`),
      `taken away: ${[...rows, `${borttaget.arendeuppgifter} in cases`].join(', ')}; all done ${tider.klart}`,
      `kept in the case system's own history, which nobody can delete: ${kvarIArendehistorik.uppgifter} in ${kvarIArendehistorik.arenden} cases`,
      `records ${loggposter.fran} to ${loggposter.till} of the log ${loggposter.logg}`,
      '',
    ].join('\n'),
  )
  return 0
}

function avtalRow({
  stadsdel,
  diarienummer,
  giltigFran,
  giltigTill,
  galler,
  mangder,
  keys,
}: AvtalState['avtal'][number]) {
  const period = `${giltigFran} – ${giltigTill ?? ''}`.padEnd(24)
  const state = galler ? `in force, ${keys.length} of ${mangder.length} keys` : 'not in force'
  return `${stadsdel.padEnd(24)} ${diarienummer.padEnd(24)} ${period} ${state}`
}

function endingRow(end: AvtalState['end'][number]): string {
  const what = `${end.stadsdel.padEnd(24)} ${end.avtal.padEnd(24)} ended ${end.ended}: ${end.mangder.join(' ')}`
  return `${what}; ${endingState(end)}`
}

function endingState(end: AvtalState['end'][number]): string {
  if (end.done !== null) return `all gone ${end.done.toISOString()}, receipt kvitton/${receiptFile(end)}`
  if (end.keysDestroyed === null) return 'keys not yet destroyed'
  const keys = `keys destroyed ${end.keysDestroyed.toISOString()}`
  if (end.purged === null) return `${keys}, mirror not yet empty`
  return `${keys}, mirror empty, cases may hold ${end.leftInArenden ?? 0} uppgifter`
}
