import type pg from 'pg'
import { InsynError, failureCode } from '../errors.ts'
import type { LogPosition } from './access.ts'
import { buildBatch, type Heads, type Batch } from './batch.ts'
import { withinDeadline } from './deadline.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
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
  let knownHeads = new Map<string, CompactRange>()
  /** Somebody else wrote since our last batch, and is likely to have done so at the next. */
  let contended = false

  async function commit(batch: readonly Draft[]): Promise<readonly LogPosition[]> {
    try {
      const written = await withinDeadline(pool, deadlineMs, (client) => write(client, knownHeads, batch, contended))
      contended = written.heads.some(({ logg, from: fran }) => fran !== (knownHeads.get(logg)?.size ?? fran))
      for (const { logg, range: till } of written.heads) knownHeads.set(logg, till)
      return written.rows.map(({ place }) => place)
    } catch (error) {
      knownHeads = new Map()
      throw new InsynError('LOGG_OTILLGANGLIG', `the access record could not be written (${reasonOf(error)})`, {
        retryable: true,
      })
    }
  }

  return { ...createGroupCommit(commit, { maxBatch, maxWaiting }), start: () => requireDurable(pool) }
}

/**
 * One round trip when nobody else has written; otherwise the heads are locked first, and then nobody else can. Where it
 * was so the last time they are locked at once: a try in vain costs the hashing of the whole batch.
 */
async function write(
  client: pg.PoolClient,
  knownHeads: Heads,
  batch: readonly Draft[],
  contended: boolean,
): Promise<Batch> {
  const logs = [...new Set(batch.map(({ logg }) => logg))]
  if (!contended) {
    const heads = hasAll(knownHeads, logs) ? knownHeads : await readHeads(client, logs)
    if (hasAll(heads, logs)) {
      const written = buildBatch(heads, batch)
      if (await insert(client, written)) return written
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
  const heads = await readHeads(client, logs, 'for update')
  if (hasAll(heads, logs)) return heads
  await client.query('rollback')
  await client.query('begin')
  await client.query("select pg_advisory_xact_lock(hashtextextended('insyn-atkomstlogg/borjar', 0))")
  return readHeads(client, logs, 'for update')
}

const hasAll = (heads: Heads, logs: readonly string[]): boolean => logs.every((log) => heads.has(log))

/** False when a head has moved; then nothing was written. */
async function insert(client: pg.PoolClient, { heads, rows }: Batch): Promise<boolean> {
  try {
    await client.query({
      name: 'skriv_atkomst',
      // A record is JSON without white space, so a line each: an array of them would have every quotation mark escaped.
      text: "select write_access_records($1, $2, $3, $4, $5, $6, $7, $8, $9, string_to_array($10, E'\\n'), $11)",
      values: [
        heads.map(({ logg }) => logg),
        heads.map(({ from: fran }) => fran),
        heads.map(({ range: till }) => till.size),
        heads.map(({ range: till }) => encodePeaks(till)),
        rows.map(({ place }) => place.logg),
        rows.map(({ place }) => place.nummer),
        rows.map(({ draft }) => draft.atkomst.tid),
        rows.map(({ draft }) => draft.atkomst.personRef),
        rows.map(({ draft }) => draft.atkomst.handelseId),
        rows.map(({ text: item }) => item).join('\n'),
        Buffer.concat(rows.map(({ leaf }) => leaf)),
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
