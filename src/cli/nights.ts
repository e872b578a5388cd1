import type { Command } from 'commander'
import type { HeldDeletion, NightRow, RunningRun } from '../operations/night-runs.ts'
import type { Nights, UpcomingRun } from '../operations/nights.ts'
import type { SyncTools } from '../operations/sync-tools.ts'
import type { Scope } from '../sync/source.ts'
import {
  type ActOptions,
  type Cli,
  jsonOption,
  mustSay,
  numberParser,
  sourceOption,
  stadsdelOption,
  verb,
  whoOption,
  whyOption,
  withHub,
  wrongUse,
} from './command.ts'
import { scopeOf, type ScopeOptions } from './selection.ts'

interface PauseOptions extends ActOptions, ScopeOptions {
  readonly alla?: boolean
}
interface ShowOptions {
  readonly json?: boolean
}

/** What is done with runs (`synk`), and when they are due (`schema`). */
export function addNightCommands(program: Command, group: Command, cli: Cli): void {
  verb(group, 'status', 'runs under way, held deletions with their counts, pauses, the age of each source × stadsdel', {
    examples: ['', '--json'],
    exitCodes: { 3: 'a deletion waits for a person' },
  })
    .addOption(jsonOption())
    .action(cli.action((options: ShowOptions) => printStatus(cli, options)))
  verb(group, 'avbryt', 'end a run that is under way, in whatever hub', {
    examples: ['4711 --av "Mats Ekdahl" --skal "Källan ska startas om"'],
  })
    .argument('<run>', 'its number, as insyn synk status shows it', numberParser('RUN'))
    .addOption(mustSay(whoOption('who ends it')))
    .addOption(mustSay(whyOption()))
    .action(cli.action((run: string, options: ActOptions) => abort(cli, run, options)))
  for (const [name, summary] of [
    ['pausa', 'read nothing by the clock there; a run under way goes on'],
    ['ateruppta', 'read by the clock again'],
  ] as const)
    verb(group, name, summary, {
      examples: [
        '--kalla agresso --stadsdel bromma --av "Mats Ekdahl" --skal "Bolaget byter server"',
        '--alla --av "Mats Ekdahl" --skal "Månadsbokslut"',
      ],
    })
      .option('--alla', 'every source and stadsdel')
      .addOption(sourceOption())
      .addOption(stadsdelOption(cli))
      .addOption(mustSay(whoOption('who does it')))
      .addOption(mustSay(whyOption()))
      .action(cli.action((options: PauseOptions) => pauseOrResume(cli, name, options)))
  verb(program, 'schema', 'what is due in the next two weeks', { examples: ['', '--dagar 30 --json'] })
    .option('--dagar <antal>', `so many days, at most ${MOST_DAYS}`, numberParser('--dagar'), String(DAYS))
    .addOption(jsonOption())
    .action(cli.action((options: ShowOptions & { readonly dagar: string }) => printSchedule(cli, options)))
}

const DAYS = 14
const MOST_DAYS = 366

async function printSchedule(cli: Cli, { dagar, json }: ShowOptions & { readonly dagar: string }): Promise<number> {
  const { out } = cli.terminal
  const days = Number(dagar)
  if (days < 1 || days > MOST_DAYS) throw wrongUse(`--dagar is a whole number from 1 to ${MOST_DAYS}`)
  return await withHub(cli, async ({ nights }) => {
    const upcoming = await nights.upcoming(days)
    if (json === true) out.write(`${JSON.stringify(upcoming)}\n`)
    else for (const one of upcoming) for (const line of upcomingLines(one)) out.write(`${line}\n`)
    return 0
  })
}

function* upcomingLines({ kind, dueAt, scopes, left, expectedMs }: UpcomingRun): Generator<string> {
  const what = scopes.length + left.length === 0 ? '' : `${scopes.length} of ${scopes.length + left.length} scopes`
  yield `${localTime(dueAt)}  ${kind.padEnd(12)} ${what.padEnd(16)} ${expectedMs === null ? '' : `about ${minutes(expectedMs)}`}`.trimEnd()
  const reasons = new Map<string, string[]>()
  for (const one of left) {
    const why = `${one.why === 'pausad' ? 'paused' : 'blackout'}: ${one.reason}`
    reasons.set(why, [...(reasons.get(why) ?? []), `${one.source} ${one.stadsdel}`])
  }
  for (const [why, names] of reasons)
    yield `  not ${names.length > 4 ? `${names.length} scopes` : names.join(', ')} (${why})`
}

async function printStatus(cli: Cli, { json }: ShowOptions): Promise<number> {
  const { out } = cli.terminal
  return await withHub(cli, async ({ nights, syncs }) => {
    const state = await stateOf(nights, syncs)
    if (json === true) out.write(`${JSON.stringify(state)}\n`)
    else for (const line of statusLines(state)) out.write(`${line}\n`)
    return state.held.some(({ approved, rejected }) => approved === null && rejected === null) ? 3 : 0
  })
}

type State = Awaited<ReturnType<typeof stateOf>>

async function stateOf(nights: Nights, syncs: Pick<SyncTools, 'refusedLogins'>) {
  const { rows } = await nights.grid(1)
  return {
    running: await nights.running(),
    orders: (await nights.orders()).filter(({ ended }) => ended === null),
    held: await nights.heldDeletions(),
    pauses: await nights.pauses(),
    refusedLogins: await syncs.refusedLogins(),
    scopes: rows,
  }
}

function* statusLines({ running, orders, held, pauses, refusedLogins, scopes }: State): Generator<string> {
  for (const one of running) yield runningLine(one)
  for (const { id, kind, scopes: wanted, by, reason, begun } of orders)
    yield `order ${id} ${kind} ${wanted.length} scopes by ${by}: ${reason}${begun === null ? ' (waits)' : ''}`
  for (const one of held) yield* heldLines(one)
  for (const { source, stadsdel, at, by, reason } of pauses)
    yield `paused ${source ?? 'all sources'} ${stadsdel ?? 'all stadsdelar'} since ${at.toISOString()} by ${by}: ${reason}`
  for (const { source, stadsdel, part, why, at } of refusedLogins)
    yield `not asked: ${source} ${stadsdel} ${part}: ${why} at ${at.toISOString()} (insyn synk forsok-igen)`
  for (const row of scopes) yield scopeLine(row)
}

const nameOf = ({ source, stadsdel }: Scope): string => `${source} ${stadsdel}`

function runningLine({ id, kind, begun, counts, expected, leftMs, abortAsked, ...scope }: RunningRun): string {
  const of = expected === null ? '' : ` of about ${expected}`
  const left = leftMs === null ? '' : `, about ${minutes(leftMs)} left`
  const end = abortAsked === null ? '' : `, is being ended by ${abortAsked.by}`
  return `run ${id} ${nameOf(scope)} ${kind} since ${begun.toISOString()}: ${counts.read}${of} uppgifter read${left}${end}`
}

function* heldLines(held: HeldDeletion): Generator<string> {
  const { run, reason, since, touched, volumes, limit, approved, rejected } = held
  yield `held ${nameOf(held)} run ${run} since ${since.toISOString()}: ${reason}, ${touched} uppgifter would lose something`
  for (const { mangd, of, gone, known } of volumes)
    yield `  ${mangd}: ${gone} fewer ${of} of ${known} (${percent(gone / Math.max(1, known))}), the limit is ${percent(limit)}`
  if (approved !== null) yield `  up to ${approved.atMost} approved by ${approved.by}: ${approved.reason}`
  if (rejected !== null) yield `  rejected by ${rejected.by}: ${rejected.reason}`
}

function scopeLine({ cells, readAt, fresh, ...scope }: NightRow): string {
  const cell = cells.at(-1)
  const why = cell?.why ?? cell?.code
  const newest = readAt === null ? 'never read' : `read ${readAt.toISOString()}`
  return `${nameOf(scope).padEnd(34)} ${fresh ? 'current' : 'old    '} ${newest}  ${cell?.night ?? ''} ${cell?.state ?? ''}${why == null ? '' : ` (${why})`}`
}

function abort(cli: Cli, run: string, { av: by, skal: reason }: ActOptions): Promise<number> {
  return withHub(cli, async ({ nights }) => {
    await nights.abort(Number(run), { by, reason })
    cli.terminal.out.write(`run ${run} ends within two seconds, and takes nothing away\n`)
    return 0
  })
}

function pauseOrResume(cli: Cli, name: 'pausa' | 'ateruppta', options: PauseOptions): Promise<number> {
  const { kalla, stadsdel, alla = false, av: by, skal: reason } = options
  if (alla === (kalla !== undefined || stadsdel !== undefined))
    throw wrongUse(`synk ${name} needs --kalla or --stadsdel, or else --alla`)
  const scope = scopeOf(options)
  const where = alla ? 'everything' : [kalla, stadsdel].filter((one) => one !== undefined).join(' ')
  return withHub(cli, async ({ nights }) => {
    await (name === 'pausa' ? nights.pause(scope, { by, reason }) : nights.resume(scope, { by, reason }))
    cli.terminal.out.write(
      name === 'pausa'
        ? `${where} is paused: nothing is read by the clock; a run under way goes on, and insyn synk reads all the same\n`
        : `${where} is read by the clock again; what was due meanwhile is not made up for: insyn synk\n`,
    )
    return 0
  })
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const minutes = (ms: number): string => (ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`)

/** As the clock in Stockholm shows it. */
const localTime = (time: Date): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Stockholm',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  }).format(time)
