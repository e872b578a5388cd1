import type pg from 'pg'
import { InsynError } from '../errors.ts'
import type { Loggplats } from './access.ts'
import { byggSats, type Huvuden, type Sats } from './batch.ts'
import { withinDeadline } from './deadline.ts'
import { failureCode } from './failure-code.ts'
import { groupCommit, type GroupCommit } from './group-commit.ts'
import { encodePeaks, type CompactRange } from './merkle.ts'
import type { Utkast } from './record.ts'
import { readHeads } from './stored-tree.ts'

const MAX_BATCH = 1000
const MAX_WAITING = 10_000
const DEADLINE_MS = 5_000
const HEAD_MOVED = 'LG001'

export interface Loggskrivare extends GroupCommit {
  /** Throws KONFIG_OGILTIG when the database does not make commits durable. */
  start(): Promise<void>
}

/**
 * Writes access records so that a resolved promise means: on disk, numbered, in the tree. Any number of these, in any
 * number of processes, may write to the same logs. A commit whose outcome is unknown is reported as failed: the record
 * may then exist without an answer, never the other way round.
 */
export function createLoggskrivare(
  pool: pg.Pool,
  { maxBatch = MAX_BATCH, maxWaiting = MAX_WAITING, deadlineMs = DEADLINE_MS } = {},
): Loggskrivare {
  let known = new Map<string, CompactRange>()
  /** Somebody else wrote since our last batch, and is likely to have done so at the next. */
  let contended = false

  async function commit(batch: readonly Utkast[]): Promise<readonly Loggplats[]> {
    try {
      const sats = await withinDeadline(pool, deadlineMs, (client) => write(client, known, batch, contended))
      contended = sats.huvuden.some(({ logg, fran }) => fran !== (known.get(logg)?.size ?? fran))
      for (const { logg, till } of sats.huvuden) known.set(logg, till)
      return sats.rader.map(({ plats }) => plats)
    } catch (error) {
      known = new Map()
      throw new InsynError('LOGG_OTILLGANGLIG', `the access record could not be written (${reasonOf(error)})`, {
        retryable: true,
      })
    }
  }

  return { ...groupCommit(commit, { maxBatch, maxWaiting }), start: () => requireDurable(pool) }
}

/**
 * One round trip when nobody else has written; otherwise the heads are locked first, and then nobody else can. Where it
 * was so the last time they are locked at once: a try in vain costs the hashing of the whole batch.
 */
async function write(
  client: pg.PoolClient,
  known: Huvuden,
  batch: readonly Utkast[],
  contended: boolean,
): Promise<Sats> {
  const loggar = [...new Set(batch.map(({ logg }) => logg))]
  if (!contended) {
    const huvuden = haveAll(known, loggar) ? known : await readHeads(client, loggar)
    if (haveAll(huvuden, loggar)) {
      const sats = byggSats(huvuden, batch)
      if (await insert(client, sats)) return sats
    }
  }
  const locked = byggSats(await lockHeads(client, loggar), batch)
  if (!(await insert(client, locked))) throw new Error('a locked head has moved')
  await client.query('commit')
  return locked
}

/**
 * Begins a transaction that holds the heads, in the order of their names as every writer takes them. What does not exist
 * yet cannot be held, and two that make the same head while each holds another would wait for each other: so only one
 * writer at a time begins logs, and takes that right before it holds anything.
 */
async function lockHeads(client: pg.PoolClient, loggar: readonly string[]): Promise<Huvuden> {
  await client.query('begin')
  const huvuden = await readHeads(client, loggar, 'for update')
  if (haveAll(huvuden, loggar)) return huvuden
  await client.query('rollback')
  await client.query('begin')
  await client.query("select pg_advisory_xact_lock(hashtextextended('insyn-atkomstlogg/borjar', 0))")
  return readHeads(client, loggar, 'for update')
}

const haveAll = (huvuden: Huvuden, loggar: readonly string[]): boolean => loggar.every((logg) => huvuden.has(logg))

/** False when a head has moved; then nothing was written. */
async function insert(client: pg.PoolClient, { huvuden, rader }: Sats): Promise<boolean> {
  try {
    await client.query({
      name: 'skriv_atkomst',
      // A record is JSON without white space, so a line each: an array of them would have every quotation mark escaped.
      text: "select skriv_atkomst($1, $2, $3, $4, $5, $6, $7, $8, $9, string_to_array($10, E'\\n'), $11)",
      values: [
        huvuden.map(({ logg }) => logg),
        huvuden.map(({ fran }) => fran),
        huvuden.map(({ till }) => till.size),
        huvuden.map(({ till }) => encodePeaks(till)),
        rader.map(({ plats }) => plats.logg),
        rader.map(({ plats }) => plats.nummer),
        rader.map(({ utkast }) => utkast.atkomst.tid),
        rader.map(({ utkast }) => utkast.atkomst.personRef),
        rader.map(({ utkast }) => utkast.atkomst.handelseId),
        rader.map(({ post }) => post).join('\n'),
        Buffer.concat(rader.map(({ blad }) => blad)),
      ],
    })
    return true
  } catch (error) {
    if (failureCode(error) === HEAD_MOVED) return false
    throw error
  }
}

async function requireDurable(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select name from pg_settings
      where (name in ('fsync', 'full_page_writes') and setting <> 'on')
         or (name = 'synchronous_commit' and setting not in ('on', 'remote_apply'))
      order by name`,
  )
  if (rows.length > 0)
    throw new InsynError(
      'KONFIG_OGILTIG',
      `the access log needs a database that keeps what it acknowledges: turn on ${rows.map(({ name }) => name).join(', ')}`,
    )
}

// Codes only: a message of the database may quote what it was given.
const reasonOf = (error: unknown): string =>
  failureCode(error) ?? (error instanceof Error && error.message === 'deadline' ? 'deadline' : 'connection')
