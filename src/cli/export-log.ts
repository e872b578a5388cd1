import { createHash, type Hash, randomUUID } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Command } from 'commander'
import { InsynError } from '../errors.ts'
import type { Exportsvar } from '../review/exports/exports-schema.ts'
import { type Cli, type Terminal, wrongUse } from './command.ts'
import type { OfficerClient } from './officer-client.ts'
import { officerAction, officerVerb, reasonOf } from './officer-command.ts'

export function addExportCommand(group: Command, cli: Cli): void {
  officerVerb(group, 'ut', 'records of your logs into a file, in a format that other systems read', {
    examples: [
      '--format csv --fran 2026-10-01 --till 2026-10-31 --fil oktober.csv --skal "Månadens uppföljning"',
      '--export ID --fil oktober.csv',
    ],
  })
    .option('--format <format>', 'csv, jsonl, cef, ocsf, ecs, fhir or storelog')
    .option('--fran <dag>', 'from this day')
    .option('--till <dag>', 'up to and including this day')
    .option('--fil <fil>', 'a new file; its manifest comes beside it')
    .option('--loggar <loggar>', 'these logs, with commas')
    .option('--handelse <händelser>', 'these events, with commas')
    .option('--utfall <utfall>', 'these outcomes, with commas')
    .option('--mangd <mängder>', 'these informationsmängder, with commas')
    .option('--slutanvandare <namn>', 'of one handläggare')
    .option('--klient <klient>', 'through one calling system')
    .option('--export <id>', 'go on with an export that was cut off')
    .action(exportRecords(cli))
}

/** Records of access logs into a file, in a format that other systems read. */
const exportRecords = (cli: Cli) =>
  officerAction<Chosen>(cli, async ({ values, terminal, hub }) => {
    if (values.fil === undefined) throw wrongUse('ange en fil med --fil')
    const file = resolve(terminal.cwd, values.fil)
    if (existsSync(file)) throw wrongUse(`filen ${file} finns redan`)
    if (!existsSync(dirname(file))) throw wrongUse(`mappen ${dirname(file)} finns inte`)
    const part = `${file}.del`
    const client = hub()
    // What lies there is of the export that is gone on with, and of no other.
    if (values.export === undefined) await rm(part, { force: true })
    const exportId = values.export ?? (await order(client, orderOf(values)))
    terminal.err.write(`export ${exportId}\n`)
    const again = `fortsätt med: insyn logg ut --export ${exportId} --fil ${values.fil}`
    const ready = await prepared(client, exportId, terminal)
    const digest = await download(client, ready, part, terminal, again)
    if (digest !== ready.fil.sha256) {
      await rm(part)
      throw new InsynError(
        'KALLA_INTE_SVAR',
        `det som hämtades är inte filen: hashen stämmer inte. Hämta den på nytt: ${again}`,
      )
    }
    await writeFile(
      `${file}.manifest.json`,
      `${JSON.stringify({ ...ready.fil, manifest: ready.manifest }, null, 2)}\n`,
      {
        mode: OWN,
      },
    )
    await rename(part, file)
    terminal.out.write(
      values.json === true
        ? `${JSON.stringify(ready)}\n`
        : `${file}\n${String(ready.manifest?.antal)} poster, ${String(ready.fil.langd)} byte\nsha256 ${digest}\n`,
    )
    return 0
  })

/** The file names persons, by reference at least: it is its owner's alone. */
const OWN = 0o600
const WAIT_SECONDS = 5
/** How long is tried again without a byte having come. */
const PATIENCE_MS = 5 * 60_000
const LONGEST_PAUSE_MS = 10_000

type Ready = Exportsvar & { readonly fil: NonNullable<Exportsvar['fil']> }

interface Chosen {
  readonly format?: string | undefined
  readonly fran?: string | undefined
  readonly till?: string | undefined
  readonly loggar?: string | undefined
  readonly handelse?: string | undefined
  readonly utfall?: string | undefined
  readonly mangd?: string | undefined
  readonly slutanvandare?: string | undefined
  readonly klient?: string | undefined
  readonly fil?: string | undefined
  readonly export?: string | undefined
  readonly skal?: string | undefined
}

function orderOf({ format, fran, till, loggar, slutanvandare, klient, ...values }: Chosen): object {
  if (format === undefined || fran === undefined || till === undefined)
    throw wrongUse('ange --format, --fran och --till, eller --export för en som bröts')
  const list = (text: string | undefined) => text?.split(',')
  const filter = {
    ...{ handelse: list(values.handelse), utfall: list(values.utfall), mangd: list(values.mangd) },
    ...{ slutanvandare, klient },
  }
  const chosen = Object.values(filter).some((value) => value !== undefined)
  return { format, fran, till, loggar: list(loggar), ...(chosen ? { filter } : {}), skal: reasonOf(values) }
}

async function order(client: OfficerClient, body: object): Promise<string> {
  const headers = { 'idempotency-key': randomUUID() }
  const { exportId } = await patiently(() => client.post<Exportsvar>('/api/v1/exporter', body, headers))
  return exportId
}

/** Waits until the file can be fetched, and says how far it has come. */
async function prepared(client: OfficerClient, exportId: string, { err }: Terminal): Promise<Ready> {
  for (let told = -1; ;) {
    const state = await patiently(() => client.get<Exportsvar>(`/api/v1/exporter/${exportId}`, { vanta: WAIT_SECONDS }))
    const { status, procent, fil } = state
    if (status === 'klar' && fil !== undefined) return { ...state, fil }
    if (status === 'misslyckad')
      throw new InsynError('KALLA_OTILLGANGLIG', 'exporten gick inte att göra i ordning: beställ den på nytt')
    if (procent !== told) err.write(`loggarna gås igenom: ${String((told = procent))} %\n`)
  }
}

/** Fetches what is missing of the file, on through whatever breaks the connection; the hash of the whole. */
async function download(
  client: OfficerClient,
  ready: Ready,
  part: string,
  { err }: Terminal,
  again: string,
): Promise<string> {
  const { langd } = ready.fil
  const sum = createHash('sha256')
  let received = await addFile(sum, part)
  if (received > langd) throw wrongUse(`filen ${part} är av en annan export: ta bort den`)
  const until = Math.floor(langd / 10)
  let told = received
  let broken: { readonly since: number; readonly received: number } | undefined
  const out = await open(part, 'a', OWN)
  try {
    while (received < langd) {
      try {
        const headers = received > 0 ? { range: `bytes=${String(received)}-` } : {}
        const answer = await client.open('GET', `/api/v1/exporter/${ready.exportId}/fil`, { headers })
        if (received > 0 && answer.statusCode !== 206)
          throw wrongUse('hubben svarar inte med den del av filen som begärs')
        for await (const piece of answer.body as AsyncIterable<Buffer>) {
          await out.writeFile(piece)
          sum.update(piece)
          received += piece.length
          if (received - told >= until || received === langd)
            err.write(`hämtat: ${String(Math.floor((100 * (told = received)) / langd))} %\n`)
        }
      } catch (error) {
        if (error instanceof InsynError && !error.retryable) throw error
        if (broken === undefined || broken.received < received) broken = { since: Date.now(), received }
        if (Date.now() - broken.since > PATIENCE_MS)
          throw new InsynError('KALLA_OTILLGANGLIG', `hämtningen bröts efter ${String(received)} byte; ${again}`)
        await delay(Math.min(500 + (Date.now() - broken.since) / 2, LONGEST_PAUSE_MS))
      }
    }
    await out.sync()
  } finally {
    await out.close()
  }
  return sum.digest('hex')
}

/** Adds what a file holds, if there is one; its length. */
async function addFile(sum: Hash, path: string): Promise<number> {
  if (!existsSync(path)) return 0
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) sum.update(piece)
  return (await stat(path)).size
}

/** On through a hub that does not answer, for a while: it may be starting. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (const start = Date.now(); ;) {
    try {
      return await call()
    } catch (error) {
      const passed = Date.now() - start
      if (!(error instanceof InsynError && error.retryable) || passed > PATIENCE_MS) throw error
      await delay(Math.min(500 + passed / 2, LONGEST_PAUSE_MS))
    }
  }
}
