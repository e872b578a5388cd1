import { createWriteStream } from 'node:fs'
import { extname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import type { Utdragsbeslutssvar, Utdragslista, Utdragssvar } from '../review/extracts/extract-schema.ts'
import { verifyExtract } from '../review/extracts/signature.ts'
import { type Cli, group, verb, wrongUse } from './command.ts'
import { readText, tableText } from './officer-client.ts'
import { officerAction, officerVerb, reasonOf, speltOutOption } from './officer-command.ts'
import { readPersonnummer } from './retention.ts'

const PATH = '/api/v1/utdrag'

/** The one word that follows the command. */
function wordOf([word, ...more]: readonly string[], what: string): string {
  if (word === undefined || more.length > 0) throw wrongUse(`ange ${what}`)
  return word
}

const dayText = (time: string): string => time.slice(0, 16).replace('T', ' ')

interface RequestOptions {
  readonly loggar?: string
  readonly arende?: string
  readonly fran?: string
  readonly till?: string
}

/** A citizen's extract of the access logs: prepared by one officer, released by another. */
export function addExtractCommands(program: Command, cli: Cli): void {
  const under = group(program, 'utdrag', "a citizen's extract of the access logs, by two officers")
  officerVerb(under, 'begar', 'prepare an extract for a person, whose number is read from standard input', {
    examples: ['--skal "Begäran, dnr 2026-8"', '--skal "Begäran, dnr 2026-8" --loggar bromma,farsta --fran 2026-01-01'],
  })
    .option('--loggar <loggar>', 'of these logs, with commas; without it, of every log that you are assigned')
    .addOption(speltOutOption('--arende <ärende>', 'the case that asks for it'))
    .option('--fran <dag>', 'from this day')
    .option('--till <dag>', 'up to and including this day')
    .action(requestExtract(cli))
  officerVerb(under, 'lista', 'extracts of your logs', { examples: ['', '--status forberett --json'] })
    .option('--status <status>', 'forberett, utlamnat or avvisat')
    .action(listExtracts(cli))
  for (const [name, summary, step] of [
    ['visa', 'what would be handed out, as .pdf or .json', 'forhandsgranskning'],
    ['hamta', 'a released extract, as .pdf or .json', 'fil'],
  ] as const)
    officerVerb(under, name, summary, { examples: ['ID --fil utdrag.pdf --skal "Begäran, dnr 2026-8"'], json: false })
      .argument('[id]', 'of the extract, as insyn utdrag lista shows it')
      .option('--fil <fil>', 'a new file, .pdf or .json')
      .action(save(cli, step))
  for (const [name, summary] of [
    ['lamna-ut', 'release it; not by who prepared it, and after insyn utdrag visa'],
    ['avvisa', 'it is not to be handed out'],
  ] as const)
    officerVerb(under, name, summary, {
      examples: ['ID --kommentar "Kontrollerat mot begäran" --skal "Begäran, dnr 2026-8"'],
    })
      .argument('[id]', 'of the extract, as insyn utdrag lista shows it')
      .addOption(speltOutOption('--kommentar <text>', 'what it rests on'))
      .action(decide(cli, name))
  verb(under, 'verifiera', 'check a handed-out .json; needs nothing else', {
    examples: ["utdrag.json --nyckel 'insyn.example/utdrag+1a2b3c4d+AbCd'"],
    exitCodes: { 1: 'the file is not what it claims to be', 2: 'nothing was judged' },
  })
    .argument('<fil>', 'what was handed out')
    .requiredOption('--nyckel <vkey>', 'the key text')
    .action(
      cli.action(async (file: string, { nyckel }: { readonly nyckel: string }) => checkExtract(cli, file, nyckel)),
    )
}

const requestExtract = (cli: Cli) =>
  officerAction<RequestOptions>(cli, async ({ values, terminal, hub }) => {
    const { loggar, arende, fran, till } = values
    const client = hub()
    const answer = await client.post<Utdragssvar>(PATH, {
      skal: reasonOf(values),
      personnummer: await readPersonnummer(terminal),
      ...(loggar === undefined ? {} : { loggar: loggar.split(',') }),
      ...(arende === undefined ? {} : { arende }),
      ...(fran === undefined ? {} : { fran }),
      ...(till === undefined ? {} : { till }),
    })
    terminal.out.write(
      values.json === true
        ? `${JSON.stringify(answer)}\n`
        : `Utdraget ${answer.utdragId} är förberett ur ${answer.loggar.join(', ')}.\n` +
            'Någon annan granskare ska nu se det (utdrag visa) och lämna ut det (utdrag lamna-ut).\n' +
            `Det tas bort ${dayText(answer.giltigTill)}.\n`,
    )
    return 0
  })

const listExtracts = (cli: Cli) =>
  officerAction<{ readonly status?: string }>(cli, async ({ values, terminal, hub }) => {
    const answer = await hub().get<Utdragslista>(PATH, { status: values.status, limit: 100 })
    if (values.json === true) terminal.out.write(`${JSON.stringify(answer)}\n`)
    else if (answer.utdrag.length === 0) terminal.out.write('Det finns inga utdrag.\n')
    else
      terminal.out.write(
        tableText(
          ['Utdrag', 'Läge', 'Förberett', 'Av', 'Ärende', 'Loggar'],
          answer.utdrag.map((one) => [
            ...[one.utdragId, one.status, dayText(one.begart), one.slutanvandare],
            ...[one.arende ?? '–', one.loggar.join(', ')],
          ]),
        ),
      )
    return 0
  })

/** By the ending of the file's name. A file that is there already is not written over. */
const save = (cli: Cli, step: 'forhandsgranskning' | 'fil') =>
  officerAction<{ readonly fil?: string }>(cli, async ({ values, positionals, terminal, hub }) => {
    const id = wordOf(positionals, 'utdragets id')
    const { fil } = values
    if (fil === undefined) throw wrongUse('ange filen med --fil: den ska sluta på .pdf eller .json')
    const format = extname(fil).slice(1)
    if (format !== 'pdf' && format !== 'json') throw wrongUse('--fil ska sluta på .pdf eller .json')
    const body = { skal: reasonOf(values), format }
    const answer = await hub().open('POST', `${PATH}/${encodeURIComponent(id)}/${step}`, { body })
    try {
      await pipeline(answer.body, createWriteStream(resolve(terminal.cwd, fil), { flags: 'wx', mode: 0o600 }))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw wrongUse(`filen ${fil} finns redan`)
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw wrongUse(`mappen till ${fil} finns inte`)
      throw error
    }
    terminal.out.write(`Utdraget finns i ${fil}.\n`)
    return 0
  })

const decide = (cli: Cli, beslut: 'lamna-ut' | 'avvisa') =>
  officerAction<{ readonly kommentar?: string }>(cli, async ({ values, positionals, terminal, hub }) => {
    const id = wordOf(positionals, 'utdragets id')
    const { kommentar } = values
    if (kommentar === undefined) throw wrongUse('ange vad som ligger till grund med --kommentar')
    const body = { skal: reasonOf(values), beslut, kommentar }
    const answer = await hub().post<Utdragsbeslutssvar>(`${PATH}/${encodeURIComponent(id)}/beslut`, body)
    terminal.out.write(
      values.json === true
        ? `${JSON.stringify(answer)}\n`
        : beslut === 'lamna-ut'
          ? `Utdraget är utlämnat och kan hämtas till ${dayText(answer.giltigTill)}.\n`
          : 'Utdraget är avvisat.\n',
    )
    return 0
  })

function checkExtract({ terminal: { out, err, cwd } }: Cli, file: string, vkey: string): number {
  const verdict = verifyExtract(readText(resolve(cwd, file)), vkey)
  if (!verdict.ok) {
    err.write(`${verdict.fel}\n`)
    return 1
  }
  const { utdragId, skapat, delar } = verdict.utdrag
  out.write(
    `Utdraget ${utdragId} från ${dayText(skapat)} är äkta. Alla ${String(verdict.count)} poster står i loggarna:\n` +
      tableText(
        ['Logg', 'Poster'],
        delar.map(({ logg, poster }) => [logg, String(poster.length)]),
      ),
  )
  return 0
}
