import { setTimeout as delay } from 'node:timers/promises'
import { failureCode } from '../../errors.ts'
import type { Log, LogFields } from '../../log.ts'
import { everyAfter, type Repetition } from '../every-after.ts'
import { WatchedClient, type WatchedPool } from './connections.ts'
import { clientConfig, type DatabaseAddress } from './database.ts'
import { databaseFault, isOutage, type Outage, outage } from './faults.ts'

export interface WatchedPools {
  /** For callers who wait: what they have asked is given up with the database. */
  readonly answering: readonly WatchedPool[]
  /** For work that can wait for a database that is only slow. */
  readonly working: readonly WatchedPool[]
}

export interface DatabaseWatch {
  /** Rejects with the cause while the database cannot be used. */
  ready(): Promise<void>
  /** What is said through it of the database itself is said once for each outage, and once at its end, to this log. */
  quiet(log: Log): Log
  start(): void
  stop(): Promise<void>
}

interface Times {
  /** Between two looks. */
  readonly everyMs: number
  /** For the answer to a look, and for a new connection. */
  readonly answerMs: number
  /** After which the server is asked whether it works on what a connection waits for. */
  readonly silentMs: number
}

const TIMES: Times = { everyMs: 1_000, answerMs: 2_000, silentMs: 1_500 }
/** What failed in the outage may be told a little later than its end. */
const AFTERMATH_MS = 3_000

/** A session that works on something; what it has answered is on its way, or lost. */
const WORKING = `
  select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as "readOnly",
         array(select pid || ' ' || backend_start::text from pg_stat_activity
                where pid = any($1::int[]) and state <> 'idle' and state not like 'idle in%') as working`

/**
 * Asks the database each second, over a connection of its own, whether it takes writes and whether it works on what the
 * connections of the pools wait for. A connection that waits for a session that does nothing is dead, whatever swallowed it: it
 * is closed, its user fails at once, and the pools make new ones. While the database as a whole is away, the pools try nothing.
 */
export function createDatabaseWatch(
  address: DatabaseAddress,
  applicationName: string,
  { answering, working }: WatchedPools,
  { everyMs, answerMs, silentMs }: Times = TIMES,
): DatabaseWatch {
  const pools = [...answering, ...working]
  let client: WatchedClient | undefined
  let log: Log | undefined
  let repetition: Repetition | undefined
  let looking: Promise<void> | undefined
  let now: { readonly code: Outage; readonly since: number } | undefined
  let endedAt = -Infinity
  let unsaid = 0
  /** Connections that were found waiting for nothing at the look before this one. */
  let suspects = new Map<WatchedClient, number>()

  async function connected(): Promise<WatchedClient> {
    if (client !== undefined) return client
    const made = new WatchedClient({ ...clientConfig(address, { applicationName }), connectionTimeoutMillis: answerMs })
    made.on('error', () => undefined)
    made.once('end', () => {
      if (client === made) client = undefined
    })
    try {
      await within(answerMs, made.connect())
      await within(answerMs, made.open({ statementMs: 10 * answerMs }))
    } catch (error) {
      made.giveUp('DATABAS_SVARAR_EJ')
      throw error
    }
    return (client = made)
  }

  async function ask(pids: readonly number[]) {
    const asked = await connected()
    try {
      const { rows } = await within(answerMs, asked.query<{ readOnly: boolean; working: string[] }>(WORKING, [pids]))
      if (rows[0]?.readOnly !== false) throw outage('DATABAS_SKRIVSKYDDAD')
      return new Set(rows[0].working)
    } catch (error) {
      asked.giveUp('DATABAS_SVARAR_EJ')
      if (client === asked) client = undefined
      throw error
    }
  }

  async function look(): Promise<void> {
    const old = client
    const long = waitingFor(silentMs)
    const pids = long.map(([one]) => one.session?.pid ?? 0)
    try {
      let alone = false
      const works = await ask(pids).catch((error: unknown) => {
        // The connection of the watch itself may have died, and the others with it.
        if (old === undefined) throw error
        alone = true
        return ask(pids)
      })
      if (alone) leaveAll('DATABAS_NERE')
      closeDead(
        long.filter(([{ session }]) => session !== undefined && !works.has(`${session.pid} ${session.since}`)),
        alone,
      )
      if (now !== undefined) end()
    } catch (error) {
      const code = failureCode(databaseFault(error))
      begin(isOutage(code) ? code : 'DATABAS_NERE')
    }
  }

  const waitingFor = (ms: number): [WatchedClient, number][] => {
    const before = performance.now() - ms
    return pools
      .flatMap((pool) => [...pool.clients])
      .flatMap((one) => (one.waitsSince !== undefined && one.waitsSince < before ? [[one, one.waitsSince]] : []))
  }

  /** At once when the connection of the watch died too; otherwise the answer may be on its way until the next look. */
  function closeDead(idle: readonly [WatchedClient, number][], atOnce: boolean): void {
    const dead = idle.filter(([one, since]) => atOnce || suspects.get(one) === since)
    suspects = new Map(idle)
    if (dead.length === 0) return
    for (const [one] of dead) one.giveUp('DATABAS_SVARAR_EJ')
    leaveAll('DATABAS_SVARAR_EJ')
    log?.warn('database-connections-replaced', { count: dead.length })
  }

  function leaveAll(code: Outage): void {
    for (const pool of pools) pool.leave(code)
  }

  function begin(code: Outage): void {
    for (const pool of pools) pool.closedFor = code
    leaveAll(code)
    for (const pool of answering) for (const one of pool.clients) if (one.waitsSince !== undefined) one.giveUp(code)
    if (now?.code === code) return
    // That it is away in another way now is the same outage.
    if (now === undefined) log?.error('database-unavailable', { errorCode: code })
    now = { code, since: now?.since ?? performance.now() }
  }

  function end(): void {
    for (const pool of pools) pool.closedFor = undefined
    const seconds = Math.round((performance.now() - (now?.since ?? 0)) / 1000)
    log?.info('database-available', { seconds, unsaid })
    now = undefined
    unsaid = 0
    endedAt = performance.now()
  }

  const lookNow = () => (looking ??= look().finally(() => (looking = undefined)))

  /** Whether the database as a whole was away when something failed. */
  async function explains(): Promise<boolean> {
    const away = () => now !== undefined || performance.now() - endedAt < AFTERMATH_MS
    if (!away()) await lookNow()
    return away()
  }

  function quiet(all: Log): Log {
    log = all
    const say = (level: keyof Log) => (event: string, fields?: LogFields) => {
      if (repetition === undefined || !isExplained(fields)) return all[level](event, fields)
      void explains().then((explained) => {
        if (explained) unsaid++
        else all[level](event, fields)
      })
    }
    return { info: say('info'), warn: say('warn'), error: say('error') }
  }

  return {
    quiet,
    async ready() {
      if (now !== undefined) throw outage(now.code)
    },
    start() {
      repetition = everyAfter(everyMs, lookNow, { failed: () => undefined })
    },
    async stop() {
      await repetition?.stop()
      repetition = undefined
      client?.giveUp('DATABAS_NERE')
    },
  }
}

/** The access log fails with the database. */
const isExplained = (fields: LogFields = {}): boolean =>
  [fields.errorCode, fields.code, fields.kind].some((code) => isOutage(code) || code === 'LOGG_OTILLGANGLIG')

/** A process that was busy hears its timers first: what has come meanwhile counts. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const late = new AbortController()
  const expired = delay(ms, undefined, { signal: late.signal })
    .then(() => delay(50, undefined, { signal: late.signal }))
    .then(() => {
      throw outage('DATABAS_SVARAR_EJ')
    })
  try {
    return await Promise.race([answer, expired])
  } finally {
    late.abort()
  }
}
