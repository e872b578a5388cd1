import { appendFile, cp, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Failure } from '../../../simulators/faults.ts'
import { STADSDELAR } from '../../../simulators/population/districts.ts'
import { type StartedSimulators, startSimulators } from '../../../simulators/start-simulators.ts'
import { untilRows } from '../database/mirror-state.ts'
import { startCollector } from '../otlp-collector.ts'
import { install, type Installation } from './hub-process.ts'
import { recordingCaller, recordRequests } from './recording.ts'
import { createScanner, type Finding, type Scanner } from './scan.ts'

export const MARKER = 'KANARIE'
export const ROOT = join(import.meta.dirname, '../../..')

const PARAPLYET_ERRORS = [
  ...(['fault', 'html', 'tomt', 'avhugget', 'avhugget-efter-rad', 'fel-teckenkodning', 'for-stort'] as const),
  ...(['oordning', 'dubblett', 'utan-flagga', 'session-borta'] as const),
]
const AGRESSO_ERRORS = [
  ...(['fault', 'html', 'maxrader', 'avhugget', 'avhugget-efter-rad', 'halv-sida', 'nekad'] as const),
  ...(['oordning', 'dubblett', 'utan-flagga', 'nere'] as const),
]
/** What goes wrong in each stadsdel; what only makes an answer wait is left out. */
export const ERRORS = STADSDELAR.map(({ kod: stadsdel }, at): Readonly<Errors> => {
  const [paraplyet, agresso] = [PARAPLYET_ERRORS[at], AGRESSO_ERRORS[at]]
  if (paraplyet === undefined || agresso === undefined) throw new Error(`nothing goes wrong in ${stadsdel}`)
  return { stadsdel, paraplyet, agresso }
})
interface Errors {
  stadsdel: string
  paraplyet: Failure
  agresso: Failure
}

/** A city whose sources mark all that nobody listed, and an installation where everything is looked through. */
export interface CanaryCity {
  readonly simulators: StartedSimulators
  readonly installation: Installation
  /** Looks for the marker and for the numbers of everybody in the city and of `stranger`. */
  readonly scanner: Scanner
  readonly people: readonly string[]
  /** Nobody in the city: one of the published test numbers all the same. */
  readonly stranger: string
  /** In answers, and in the heads of what was asked of the peers. */
  readonly found: readonly Finding[]
  readonly requests: ReturnType<typeof recordRequests>
  /** What the hub sends of its traces, all of which it records. */
  readonly collector: Awaited<ReturnType<typeof startCollector>>
  readonly ask: ReturnType<typeof recordingCaller>
  /** What the hubs that have ended and the commands beside them wrote. */
  readonly written: () => string
  /** Keeps what a hub wrote. */
  note(output: string): void
  token(roll: string): Promise<string>
  /** Runs a command and gives its exit code. */
  insyn(...args: string[]): Promise<number | null>
  /** Runs something with one file under config/ changed for as long as it takes. */
  withChanged(file: string, change: (text: string) => string, run: () => Promise<unknown>): Promise<void>
  /** Resolves when the open cases hold what they should. */
  untilMirrored(): Promise<void>
  stop(): Promise<void>
}

export async function startCanaryCity(count: number): Promise<CanaryCity> {
  const password = 'prov'
  const today = new Date().toISOString().slice(0, 10)
  const simulators = await startSimulators({
    population: { antal: count, seed: 3, today },
    port: 0,
    losenord: password,
    canary: MARKER,
  })
  const people = Array.from({ length: count }, (_, index) => simulators.truthAt(index).personnummer)
  // One of a hundred is by nature, which in a small city is too few.
  for (const index of [50, 60])
    simulators.change({ slag: 'satt-skydd', personnummer: people[index] ?? '', skydd: 'skyddad-folkbokforing' })
  const published = await readFile(join(ROOT, 'simulators/population/data/test-personnummer.txt'), 'ascii')
  // The first ones are the examples of the API's published description.
  const stranger = published.split('\n').findLast((number) => number !== '' && !people.includes(number)) ?? ''
  const scanner = createScanner(MARKER, [...people, stranger])
  const found: Finding[] = []
  const requests = recordRequests(scanner, found)
  const written: string[] = []
  const collector = await startCollector()
  const installation = await install(simulators, password, {
    loggniva: 'debug',
    spar: { otlp: collector.url, andel: 1 },
    synk: { omforsokMs: [100], tak: 20_000_000 },
  })

  const insyn = async (...args: string[]): Promise<number | null> => {
    const { code, output } = await installation.insyn(...args)
    written.push(output)
    return code
  }
  // Makes the database. From then on its log of changes is kept as it is written, so that it can be looked through.
  await insyn('synk', '--kalla', 'ingen')
  await appendFile(join(installation.state, 'postgresql/data/postgresql.conf'), '\nwal_compression = off\n')

  return {
    ...{ simulators, installation, scanner, people, stranger, found, requests, collector, insyn },
    ask: recordingCaller(scanner, found),
    written: () => written.join('\n'),
    note: (output) => void written.push(output),
    async token(roll) {
      const client = roll === 'arendesystem' ? 'arendesystem' : 'telefoni'
      return (await simulators.issue({ slutanvandare: 'prov', klient: client, roller: [roll] })).access_token
    },
    async withChanged(file, change, run) {
      const path = join(dirname(installation.state), 'config', file)
      await cp(path, `${path}.undan`)
      const text = await readFile(path, 'utf8')
      const changed = change(text)
      if (changed === text) throw new Error(`${file} is as it was`)
      await writeFile(path, changed)
      await run()
      await rename(`${path}.undan`, path)
    },
    async untilMirrored() {
      const waiting = `select from delivery where status = 'vantar' union all select from outbox`
      await untilRows(installation, waiting, (rows) => rows.length === 0, { withinMs: Infinity })
    },
    async stop() {
      requests.stop()
      await simulators.stop()
      await collector.stop()
      await installation.remove()
    },
  }
}

/** Eight at a time. */
export async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = [...items]
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}
