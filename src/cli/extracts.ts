import { createWriteStream, readFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { InsynError } from '../errors.ts'
import { verifyExtract } from '../review/extracts/signature.ts'
import type { Utdragsbeslutssvar, Utdragslista, Utdragssvar } from '../review/extracts/extract-schema.ts'
import { officerCommand, reasonOf, type OfficerCall } from './officer-command.ts'
import { tableText } from './officer-client.ts'
import { readPersonnummer } from './retention.ts'

const PATH = '/api/v1/utdrag'
const wrongUse = (message: string) => new InsynError('BEGARAN_OGILTIG', message)

/** The one word that follows the command. */
function wordOf([word, ...more]: readonly string[], what: string): string {
  if (word === undefined || more.length > 0) throw wrongUse(`ange ${what}`)
  return word
}

const dayText = (time: string): string => time.slice(0, 16).replace('T', ' ')

export const requestExtract = officerCommand({
  usage: `insyn utdrag begar --skal TEXT               prepare an extract for a person, whose number is read from
           [--loggar L,...] [--arende A]     standard input; of every log that you are assigned, or of these
           [--fran D] [--till D]             from and to these days
`,
  options: {
    loggar: { type: 'string' },
    arende: { type: 'string' },
    fran: { type: 'string' },
    till: { type: 'string' },
  },
  async run({ values, terminal, hub }) {
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
  },
})

export const listExtracts = officerCommand({
  usage: `insyn utdrag lista [--status S]              extracts of your logs: forberett, utlamnat or avvisat
`,
  options: { status: { type: 'string' } },
  async run({ values, terminal, hub }) {
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
  },
})

/** By the ending of the file's name. A file that is there already is not written over. */
async function save(
  { values, positionals, terminal, hub }: OfficerCall<{ fil?: string; skal?: string }>,
  step: 'forhandsgranskning' | 'fil',
): Promise<number> {
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
}

export const previewExtract = officerCommand({
  usage: `insyn utdrag visa ID --fil F --skal TEXT     what would be handed out, as .pdf or .json
`,
  options: { fil: { type: 'string' } },
  run: (call) => save(call as never, 'forhandsgranskning'),
})

export const fetchExtract = officerCommand({
  usage: `insyn utdrag hamta ID --fil F --skal TEXT    a released extract, as .pdf or .json
`,
  options: { fil: { type: 'string' } },
  run: (call) => save(call as never, 'fil'),
})

async function decide(
  { values, positionals, terminal, hub }: OfficerCall<{ kommentar?: string; skal?: string; json?: boolean }>,
  beslut: 'lamna-ut' | 'avvisa',
): Promise<number> {
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
}

export const releaseExtract = officerCommand({
  usage: `insyn utdrag lamna-ut ID --kommentar TEXT --skal TEXT
                                             release it; not by who prepared it, and after utdrag visa
`,
  options: { kommentar: { type: 'string' } },
  run: (call) => decide(call as never, 'lamna-ut'),
})

export const refuseExtract = officerCommand({
  usage: `insyn utdrag avvisa ID --kommentar TEXT --skal TEXT
                                             it is not to be handed out
`,
  options: { kommentar: { type: 'string' } },
  run: (call) => decide(call as never, 'avvisa'),
})

export const checkExtract = officerCommand({
  usage: `insyn utdrag verifiera FIL --nyckel VKEY     check a handed-out .json; needs nothing else
`,
  options: { nyckel: { type: 'string' } },
  async run({ values, positionals, terminal }) {
    const file = resolve(terminal.cwd, wordOf(positionals, 'filen'))
    if (values.nyckel === undefined) throw wrongUse('ange nyckeltexten med --nyckel')
    const verdict = verifyExtract(readFileSync(file, 'utf8'), values.nyckel)
    if (!verdict.ok) {
      terminal.err.write(`${verdict.fel}\n`)
      return 1
    }
    const { utdragId, skapat, delar } = verdict.utdrag
    terminal.out.write(
      `Utdraget ${utdragId} från ${dayText(skapat)} är äkta. Alla ${String(verdict.count)} poster står i loggarna:\n` +
        tableText(
          ['Logg', 'Poster'],
          delar.map(({ logg, poster }) => [logg, String(poster.length)]),
        ),
    )
    return 0
  },
})
