import type pg from 'pg'
import { InsynError, failureCode } from '../errors.ts'
import type { LogPosition } from './access.ts'
import { buildBatch, type Heads, type Batch } from './batch.ts'
import { withinDeadline } from './deadline.ts'
import { groupCommit, type GroupCommit } from './group-commit.ts'
import { encodePeaks, type CompactRange } from './merkle.ts'
import type { Draft } from './record.ts'
import { readHeads } from './stored-tree.ts'

const MAX_BATCH = 1000
const MAX_WAITING = 10_000
const DEADLINE_MS = 5_000
const HEAD_MOVED = 'LG001'

export interface LogWriter extends GroupCommit {
  /** Throws KONFIG_OGILTIG when the database does not make commits durable. */
  start(): Promise<void>
}

/**
 * Writes access records so that a resolved promise means: on disk, numbered, in the tree. Any number of these, in any
 * number of processes, may write to the same logs. A commit whose outcome is unknown is reported as failed: the record
 * may then exist without an answer, never the other way round.
 */
export function createLogWriter(
  pool: pg.Pool,
  { maxBatch = MAX_BATCH, maxWaiting = MAX_WAITING, deadlineMs = DEADLINE_MS } = {},
): LogWriter {
  let known = new Map<string, CompactRange>()
  /** Somebody else wrote since our last batch, and is likely to have done so at the next. */
  let contended = false

  async function commit(batch: readonly Draft[]): Promise<readonly LogPosition[]> {
    try {
      const nextBatch = await withinDeadline(pool, deadlineMs, (client) => write(client, known, batch, contended))
      contended = nextBatch.headers.some(({ logg, fran }) => fran !== (known.get(logg)?.size ?? fran))
      for (const { logg, till } of nextBatch.headers) known.set(logg, till)
      return nextBatch.rader.map(({ plats }) => plats)
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
async function write(client: pg.PoolClient, known: Heads, batch: readonly Draft[], contended: boolean): Promise<Batch> {
  const logs = [...new Set(batch.map(({ logg }) => logg))]
  if (!contended) {
    const headers = haveAll(known, logs) ? known : await readHeads(client, logs)
    if (haveAll(headers, logs)) {
      const nextBatch = buildBatch(headers, batch)
      if (await insert(client, nextBatch)) return nextBatch
    }
  }
  const locked = buildBatch(await lockHeads(client, logs), batch)
  if (!(await insert(client, locked))) throw new Error('a locked head has moved')
  await client.query('commit')
  return locked
}

/**
 * Begins a transaction that holds the heads, in the order of their names as every writer takes them. What does not exist
 * yet cannot be held, and two that make the same head while each holds another would wait for each other: so only one
 * writer at a time begins logs, and takes that right before it holds anything.
 */
async function lockHeads(client: pg.PoolClient, logs: readonly string[]): Promise<Heads> {
  await client.query('begin')
  const headers = await readHeads(client, logs, 'for update')
  if (haveAll(headers, logs)) return headers
  await client.query('rollback')
  await client.query('begin')
  await client.query("select pg_advisory_xact_lock(hashtextextended('insyn-atkomstlogg/borjar', 0))")
  return readHeads(client, logs, 'for update')
}

const haveAll = (headers: Heads, logs: readonly string[]): boolean => logs.every((log) => headers.has(log))

/** False when a head has moved; then nothing was written. */
async function insert(client: pg.PoolClient, { headers, rader }: Batch): Promise<boolean> {
  try {
    await client.query({
      name: 'skriv_atkomst',
      // A record is JSON without white space, so a line each: an array of them would have every quotation mark escaped.
      text: "select write_access_records($1, $2, $3, $4, $5, $6, $7, $8, $9, string_to_array($10, E'\\n'), $11)",
      values: [
        headers.map(({ logg }) => logg),
        headers.map(({ fran }) => fran),
        headers.map(({ till }) => till.size),
        headers.map(({ till }) => encodePeaks(till)),
        rader.map(({ plats }) => plats.logg),
        rader.map(({ plats }) => plats.nummer),
        rader.map(({ draft }) => draft.atkomst.tid),
        rader.map(({ draft }) => draft.atkomst.personRef),
        rader.map(({ draft }) => draft.atkomst.handelseId),
        rader.map(({ item }) => item).join('\n'),
        Buffer.concat(rader.map(({ leaf }) => leaf)),
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
