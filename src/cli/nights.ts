import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import type { Nights, UpcomingRun } from '../operations/nights.ts'
import type { HeldDeletion, NightRow, RunningRun } from '../operations/night-runs.ts'
import type { SyncTools } from '../operations/sync-tools.ts'
import type { Scope } from '../sync/source.ts'
import { withHub, type Terminal } from './command.ts'
import { parseSource } from './sync.ts'
import { tryLogin, tryRuns } from './sync-acts.ts'

export const NIGHT_USAGE = `insyn synk status [--json]                   runs under way, held deletions with their counts, pauses, and
                                             how old each source × stadsdel is; exit status 3 when a
                                             deletion waits for a person
insyn synk avbryt RUN --av NAME --skal TEXT  end a run that is under way, in whatever hub
insyn synk pausa (--alla | [--kalla K] [--stadsdel S]) --av NAME --skal TEXT
                                             read nothing by the clock there
insyn synk ateruppta (--alla | [--kalla K] [--stadsdel S]) --av NAME --skal TEXT
                                             read by the clock again
insyn synk prova --kalla K [--stadsdel S] --av NAME --skal TEXT [--json]
                                             what a complete run would do now; nothing is written. Exit
                                             status 1 when it would fail, 3 when it would be held
insyn synk forsok-igen --kalla K [--stadsdel S] --av NAME --skal TEXT
                                             try a login again that the source has refused
insyn schema [--dagar N] [--json]            what is due in the next two weeks
`

interface Options {
  readonly kalla?: string | undefined
  readonly stadsdel?: string | undefined
  readonly alla?: boolean | undefined
  readonly av?: string | undefined
  readonly skal?: string | undefined
  readonly dagar?: string | undefined
  readonly json?: boolean | undefined
}

/** Undefined when these words are no command of this part. */
export function runNightCommand(
  config: () => Config,
  terminal: Terminal,
  [command, verb, subject]: readonly string[],
  options: Options,
): Promise<number> | undefined {
  if (command === 'schema' && verb === undefined) return printSchedule(config(), terminal, options)
  if (command !== 'synk') return undefined
  if ((verb === 'prova' || verb === 'forsok-igen') && options.kalla !== undefined) {
    const [source, act] = [parseSource(options.kalla), actOf(`synk ${verb}`, options)]
    const { stadsdel, json } = options
    return withHub(config(), terminal.cwd, (hub) =>
      verb === 'prova'
        ? tryRuns(hub, terminal.out, { source, stadsdel, json }, act)
        : tryLogin(hub, terminal.out, { source, stadsdel }, act),
    )
  }
  if (verb === 'status') return printStatus(config(), terminal, options)
  if (verb === 'pausa' || verb === 'ateruppta') return pauseOrResume(verb, config(), terminal, options)
  if (verb === 'avbryt' && subject !== undefined) return abort(config(), terminal, subject, options)
  return undefined
}

const DAYS = 14
const MOST_DAYS = 366

async function printSchedule(config: Config, { out, cwd }: Terminal, { dagar, json }: Options): Promise<number> {
  const days = dagar === undefined ? DAYS : Number(dagar)
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new InsynError('BEGARAN_OGILTIG', `--dagar is a whole number from 1 to ${MOST_DAYS}`)
  return await withHub(config, cwd, async ({ nights }) => {
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

async function printStatus(config: Config, { out, cwd }: Terminal, { json }: Options): Promise<number> {
  return await withHub(config, cwd, async ({ nights, syncs }) => {
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

function abort(config: Config, { out, cwd }: Terminal, run: string, options: Options): Promise<number> {
  if (!/^\d{1,15}$/.test(run)) throw new InsynError('BEGARAN_OGILTIG', 'RUN is the number of a run: insyn synk status')
  const act = actOf('synk avbryt', options)
  return withHub(config, cwd, async ({ nights }) => {
    await nights.abort(Number(run), act)
    out.write(`run ${run} ends within two seconds, and takes nothing away\n`)
    return 0
  })
}

function pauseOrResume(
  verb: 'pausa' | 'ateruppta',
  config: Config,
  { out, cwd }: Terminal,
  options: Options,
): Promise<number> {
  const { kalla, stadsdel, alla = false } = options
  const act = actOf(`synk ${verb}`, options)
  if (alla === (kalla !== undefined || stadsdel !== undefined))
    throw new InsynError('BEGARAN_OGILTIG', `synk ${verb} needs --kalla or --stadsdel, or else --alla`)
  const scope = {
    ...(kalla === undefined ? {} : { source: parseSource(kalla) }),
    ...(stadsdel === undefined ? {} : { stadsdel }),
  }
  const where = alla ? 'everything' : [kalla, stadsdel].filter((one) => one !== undefined).join(' ')
  return withHub(config, cwd, async ({ nights }) => {
    await (verb === 'pausa' ? nights.pause(scope, act) : nights.resume(scope, act))
    out.write(
      verb === 'pausa'
        ? `${where} is paused: nothing is read by the clock; a run under way goes on, and insyn synk reads all the same\n`
        : `${where} is read by the clock again; what was due meanwhile is not made up for: insyn synk\n`,
    )
    return 0
  })
}

function actOf(command: string, { av: by, skal: reason }: Options) {
  if (by === undefined || reason === undefined)
    throw new InsynError('BEGARAN_OGILTIG', `${command} needs --av: who does it, and --skal: why`)
  return { by, reason }
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const minutes = (ms: number): string => (ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`)

/** As the clock in Stockholm shows it. */
const localTime = (time: Date): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Stockholm',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  }).format(time)
