import type pg from 'pg'
import { failureCode, InsynError } from '../errors.ts'
import { BEGIN } from '../platform/database/database.ts'
import type { LogPosition } from './access.ts'
import { createIndexRows } from './access-index.ts'
import { type Batch, buildBatch, type Heads } from './batch.ts'
import { withinDeadline } from './deadline.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import { type CompactRange, encodePeaks } from './merkle.ts'
import type { Draft } from './record.ts'
import { logBroken, readHeads } from './stored-tree.ts'

const MAX_BATCH = 1000
const MAX_WAITING = 10_000
const DEADLINE_MS = 5_000
const HEAD_MOVED = 'LG001'

export interface LogWriter extends GroupCommit {
  /** Throws KONFIG_OGILTIG when the database does not make commits durable. */
  start(): Promise<void>
}

/**
 * Writes access records so that a resolved promise means: on disk, numbered, in the tree. Any number of writers, in any
 * number of processes, may write to the same logs. A commit whose outcome is unknown is reported as failed: the record
 * may then exist without an answer, never the other way round.
 */
export function createLogWriter(
  pool: pg.Pool,
  { maxBatch = MAX_BATCH, maxWaiting = MAX_WAITING, deadlineMs = DEADLINE_MS } = {},
): LogWriter {
  let knownHeads = new Map<string, CompactRange>()
  /** How long each log has been: a database that has less was restored under this process, and gives no number twice. */
  const reached = new Map<string, number>()
  /** Another writer wrote since the last batch of this one, and is likely to write before the next. */
  let contended = false
  let index = createIndexRows()

  async function commit(batch: readonly Draft[]): Promise<readonly LogPosition[]> {
    try {
      const written = await withinDeadline(pool, deadlineMs, (client) =>
        write(client, { index, knownHeads, reached }, batch, contended),
      )
      contended = written.heads.some(({ logg, from }) => from !== (knownHeads.get(logg)?.size ?? from))
      for (const { logg, range } of written.heads) {
        knownHeads.set(logg, range)
        reached.set(logg, range.size)
      }
      return written.rows.map(({ place }) => place)
    } catch (error) {
      knownHeads = new Map()
      index = createIndexRows()
      throw new InsynError('LOGG_OTILLGANGLIG', `the access record could not be written (${reasonOf(error)})`, {
        retryable: true,
      })
    }
  }

  return { ...createGroupCommit(commit, { maxBatch, maxWaiting }), start: () => requireDurable(pool) }
}

type IndexRows = ReturnType<typeof createIndexRows>

interface Known {
  readonly index: IndexRows
  readonly knownHeads: Heads
  readonly reached: ReadonlyMap<string, number>
}

/**
 * One round trip when no other writer has written; otherwise the heads are locked first, which excludes other writers.
 * After a contended batch the heads are locked at once: a failed try costs the hashing of the whole batch.
 */
async function write(
  client: pg.PoolClient,
  { index, knownHeads, reached }: Known,
  batch: readonly Draft[],
  contended: boolean,
): Promise<Batch> {
  const logs = [...new Set(batch.map(({ logg }) => logg))]
  if (!contended) {
    const heads = hasAll(knownHeads, logs) ? knownHeads : await readHeads(client, logs)
    if (hasAll(heads, logs)) {
      requireReached(heads, logs, reached)
      const written = buildBatch(heads, batch)
      if (await insert(client, index, written)) return written
    }
  }
  const heads = await lockHeads(client, logs)
  requireReached(heads, logs, reached)
  const locked = buildBatch(heads, batch)
  if (!(await insert(client, index, locked))) throw new Error('a locked head has moved')
  await client.query('commit')
  return locked
}

/**
 * Begins a transaction that locks the heads, in the order of their names as every writer does. A head that does not
 * exist cannot be locked, and two writers that create the same head while each holds another would deadlock: one writer
 * at a time creates heads, and takes that lock before any other.
 */
async function lockHeads(client: pg.PoolClient, logs: readonly string[]): Promise<Heads> {
  await client.query(BEGIN)
  const heads = await readHeads(client, logs, 'for update')
  if (hasAll(heads, logs)) return heads
  await client.query('rollback')
  await client.query(BEGIN)
  await client.query("select pg_advisory_xact_lock(hashtextextended('insyn-atkomstlogg/borjar', 0))")
  return readHeads(client, logs, 'for update')
}

function requireReached(heads: Heads, logs: readonly string[], reached: ReadonlyMap<string, number>): void {
  for (const log of logs) {
    const [has = 0, had = 0] = [heads.get(log)?.size, reached.get(log)]
    if (has < had) throw logBroken(log, `has ${has} records but had ${had}`)
  }
}

const hasAll = (heads: Heads, logs: readonly string[]): boolean => logs.every((log) => heads.has(log))

/** False when a head has moved; then nothing was written. */
export async function insert(client: pg.PoolClient, index: IndexRows, { heads, rows }: Batch): Promise<boolean> {
  const indexed = index.of(rows.map(({ place, draft }) => ({ place, access: draft.atkomst })))
  try {
    await client.query({
      name: 'write-access-records',
      // A record is JSON without line breaks, so one line each: in an array every quotation mark would be escaped.
      // The index shares the places and times of the records.
      text: `select write_access_records($1, $2, $3, $4, $5, $6, $7, $8, $9, string_to_array($10, E'\\n'), $11),
                    index_access_records($5, $6, $7, $8, $12, $13, $14, $15, $16, $17, $18, $19)`,
      values: [
        heads.map(({ logg }) => logg),
        heads.map(({ from }) => from),
        heads.map(({ range }) => range.size),
        heads.map(({ range }) => encodePeaks(range)),
        rows.map(({ place }) => place.logg),
        rows.map(({ place }) => place.nummer),
        rows.map(({ draft }) => draft.atkomst.tid),
        rows.map(({ draft }) => draft.atkomst.personRef),
        rows.map(({ draft }) => draft.atkomst.handelseId),
        rows.map(({ text }) => text).join('\n'),
        Buffer.concat(rows.map(({ leaf }) => leaf)),
        ...indexed.values.slice(4),
      ],
    })
    indexed.stored()
    return true
  } catch (error) {
    if (failureCode(error) === HEAD_MOVED) return false
    throw error
  }
}

/**
 * Makes the partitions that these logs write to now and next, one log at a time and without a deadline: a first batch that had to
 * make those of every log could take longer than a write may.
 */
export async function makeRoom(pool: pg.Pool, logs: readonly string[]): Promise<void> {
  for (const log of logs)
    await pool.query(
      `select add_access_record_partitions($1, size, size + access_record_span())
         from (select coalesce((select size from log_head where logg = $1), 0) as size) head`,
      [log],
    )
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

// Codes only: a database message may quote its parameters.
const reasonOf = (error: unknown): string =>
  failureCode(error) ?? (error instanceof Error && error.message === 'deadline' ? 'deadline' : 'connection')
