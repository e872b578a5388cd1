import pg from 'pg'
import { databaseFault, type Outage, outage } from './faults.ts'

/** A session as the server knows it, also behind a proxy that pools connections. */
export interface Session {
  readonly pid: number
  /** With the number it names one session of one server: after a failover the number alone may be another's. */
  readonly since: string
}

/** Milliseconds; 0: as long as it takes. */
export interface Limits {
  readonly statementMs: number
}

type Taken = (error: Error | undefined, client: pg.PoolClient | undefined, release: pg.PoolClient['release']) => void
type Done = (error: unknown, result?: unknown) => void

const OPEN_MS = 5_000
const OPEN = `
  select pid, backend_start::text as since,
         pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as "readOnly",
         set_config('statement_timeout', $1, false)
    from pg_stat_activity where pid = pg_backend_pid()`

/** A connection that knows how long it has waited for an answer, and fails with the codes of this room. */
export class WatchedClient extends pg.Client {
  // Of the prototype, so that whoever puts another in front of it can take that away.
  declare query: pg.Client['query']
  session: Session | undefined
  /** Older than what made the pool leave its connections. */
  stale = false
  private waiting = 0
  private waitingFrom = 0
  private givenUp: Outage | undefined

  /** Since when the server owes an answer; undefined when it owes none. */
  get waitsSince(): number | undefined {
    return this.waiting === 0 ? undefined : this.waitingFrom
  }

  /** Closed at once, without a word to the server; what waits for an answer gets this failure. */
  giveUp(why: Outage): void {
    this.givenUp = why
    this.stale = true
    ;(this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
  }

  /** Sets what holds for every session, and refuses one that cannot write. */
  async open({ statementMs }: Limits): Promise<void> {
    // A proxy may let a client in and have no server for it.
    const asked = { text: OPEN, values: [String(statementMs)], query_timeout: OPEN_MS }
    const { rows } = await this.query<Session & { readOnly: boolean }>(asked)
    const [found] = rows
    if (found?.readOnly === true) throw outage('DATABAS_SKRIVSKYDDAD')
    this.session = found
  }

  private failure(error: unknown): unknown {
    return this.givenUp === undefined ? databaseFault(error) : outage(this.givenUp, error)
  }

  /** The pool hears of a lost connection by the event, before the statement fails. */
  override emit(event: string | symbol, ...given: unknown[]): boolean {
    return super.emit(event, ...(event === 'error' ? [this.failure(given[0])] : given))
  }

  /** As pg's own, with a callback or a promise. */
  ask(...given: unknown[]): unknown {
    if (this.waiting++ === 0) this.waitingFrom = performance.now()
    const answered = () => {
      this.waiting--
      this.waitingFrom = performance.now()
    }
    const send = super.query.bind(this) as (...rest: unknown[]) => unknown
    const last = given.at(-1)
    if (typeof last === 'function')
      return send(...given.slice(0, -1), (error: unknown, result: unknown) => {
        answered()
        ;(last as Done)(error == null ? error : this.failure(error), result)
      })
    return (send(...given) as Promise<unknown>).then(
      (result) => {
        answered()
        return result
      },
      (error: unknown) => {
        answered()
        throw this.failure(error)
      },
    )
  }
}

WatchedClient.prototype.query = function (this: WatchedClient, ...given: unknown[]) {
  return this.ask(...given)
} as pg.Client['query']

/** A pool whose connections can be left, all at once, when the server behind them is not what it was. */
export class WatchedPool extends pg.Pool {
  declare connect: pg.Pool['connect']
  readonly clients = new Set<WatchedClient>()
  private readonly idle = new Set<WatchedClient>()
  /** While set nothing is tried: whoever asks knows at once, and does not wait for what does not come. */
  closedFor: Outage | undefined

  constructor(config: pg.PoolConfig, limits: Limits) {
    // The pool waits for the promise, which its types do not say.
    const open = (client: pg.ClientBase): unknown => watched(client).open(limits)
    super({ ...config, Client: WatchedClient, onConnect: open })
    this.on('connect', (client) => this.clients.add(watched(client)))
    this.on('acquire', (client) => this.idle.delete(watched(client)))
    this.on('release', (_, client) => this.idle.add(watched(client)))
    this.on('remove', (client) => {
      this.idle.delete(watched(client))
      this.clients.delete(watched(client))
    })
  }

  /** Connections in use are closed when they are given back. */
  leave(why: Outage): void {
    for (const client of this.clients) client.stale = true
    for (const client of this.idle) client.giveUp(why)
  }

  lend(done?: Taken): unknown {
    if (done !== undefined) return this.take(done)
    return new Promise<pg.PoolClient>((resolve, reject) =>
      this.take((error, client) =>
        client === undefined ? reject(error ?? new Error('no connection')) : resolve(client),
      ),
    )
  }

  private take(done: Taken): void {
    if (this.closedFor !== undefined) return void process.nextTick(done, outage(this.closedFor), undefined, ignore)
    super.connect((error, client, release) => {
      const giveBack = release as pg.PoolClient['release']
      if (client === undefined) return done(databaseFault(error) as Error, undefined, giveBack)
      client.release = (broken) => giveBack(broken instanceof Error ? broken : broken === true || watched(client).stale)
      done(undefined, client, (broken) => client.release(broken))
    })
  }
}

WatchedPool.prototype.connect = function (this: WatchedPool, done?: Taken) {
  return this.lend(done)
} as pg.Pool['connect']

const watched = (client: pg.ClientBase): WatchedClient => client as WatchedClient

const ignore = (): undefined => undefined
