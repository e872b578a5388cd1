import type pg from 'pg'
import type { ErrorCode } from '../errors.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Volume } from './guard.ts'
import type { ReadCounts, Scope } from './source.ts'

export type RunStatus = 'pagar' | 'lyckad' | 'misslyckad' | 'avbruten' | 'vantar'
export type EndStatus = Exclude<RunStatus, 'pagar'>
/** `betalstatus`: of the items that the mirror holds, only the fields that their kind names as refreshed. */
export type RunKind = 'fullstandig' | 'andrade' | 'betalstatus'

/** What a run has counted so far; written with the rows it counts, so it is the run's checkpoint. */
export interface RunCounts {
  persons: number
  added: number
  changed: number
  unchanged: number
  gone: number
  quarantined: number
  protected: number
  rows: number
  bytesRead: number
}

export const noCounts = (): RunCounts => ({
  persons: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  gone: 0,
  quarantined: 0,
  protected: 0,
  rows: 0,
  bytesRead: 0,
})

/** What a run is begun for. */
export interface RunCause {
  readonly trigger: string
  /** When scheduled work was due that it does. */
  readonly due?: Date
  /** The order of a person that it carries out. */
  readonly order?: number
}

/** Opens a run record; one of the same scope that a killed hub left open is closed as aborted. */
export async function startRun(
  pool: pg.Pool,
  { source, stadsdel }: Scope,
  kind: RunKind,
  { trigger, due, order }: RunCause,
): Promise<number> {
  await pool.query(
    `update sync_run set status = 'avbruten', ended_at = now() where source = $1 and stadsdel = $2 and status = 'pagar'`,
    [source, stadsdel],
  )
  const { rows } = await pool.query<{ id: number }>(
    `insert into sync_run (source, stadsdel, kind, trigger, status, due_at, ordered)
     values ($1, $2, $3, $4, 'pagar', $5, $6) returning id`,
    [source, stadsdel, kind, trigger, due ?? null, order ?? null],
  )
  const id = rows[0]?.id
  if (id === undefined) throw new Error('insert returned no row')
  return id
}

/** Closes the record that a run whose thread has ended has left open; gives what that came to. */
export async function closeLostRun(
  pool: pg.Pool,
  { source, stadsdel }: Scope,
  { errorCode, errorMessage }: Required<Pick<RunEnd, 'errorCode' | 'errorMessage'>>,
): Promise<{ readonly id: number; readonly start: number; readonly counts: RunCounts }> {
  const { rows } = await pool.query<RunCounts & { id: number; start: Date }>(
    `update sync_run set status = 'misslyckad', ended_at = now(), error_code = $3, error_message = $4
      where source = $1 and stadsdel = $2 and status = 'pagar'
     returning id, start, persons, added, changed, unchanged, gone, quarantine as quarantined, protected, rows,
               bytes_read as "bytesRead"`,
    [source, stadsdel, errorCode, errorMessage],
  )
  const [{ id, start, ...counts } = { id: 0, start: new Date(), ...noCounts() }] = rows
  return { id, start: start.getTime(), counts }
}

/** Tells how many uppgifter have been read, and gives whether a person asks for the run to end. */
export async function saveProgress(pool: pg.Pool, runId: number, read: number): Promise<boolean> {
  const { rows } = await pool.query<{ asked: boolean }>({
    name: 'sync-progress',
    text: `update sync_run set progress = $2, progress_at = now() where id = $1 returning abort_asked is not null as asked`,
    values: [runId, read],
  })
  return rows[0]?.asked === true
}

/** Asks the process that runs it to end it. False when it is not under way, or somebody has asked before. */
export async function askToAbort(pool: pg.Pool, runId: number, by: string, reason: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update sync_run set abort_asked = now(), abort_by = $2, abort_reason = $3
      where id = $1 and status = 'pagar' and abort_asked is null`,
    [runId, by, reason],
  )
  return rowCount === 1
}

export async function saveCounts(tx: Tx | pg.Pool, runId: number, counts: Readonly<RunCounts>): Promise<void> {
  await tx.query(
    `update sync_run set persons = $2, added = $3, changed = $4, unchanged = $5, gone = $6, quarantine = $7,
            protected = $8, rows = $9, bytes_read = $10 where id = $1`,
    [
      runId,
      counts.persons,
      counts.added,
      counts.changed,
      counts.unchanged,
      counts.gone,
      counts.quarantined,
      counts.protected,
      counts.rows,
      counts.bytesRead,
    ],
  )
}

export interface RunEnd {
  readonly status: EndStatus
  readonly errorCode?: ErrorCode | 'OKANT_FEL'
  /** What failed and what to do about it, in the words of whoever noticed; names scopes and fields, never a value. */
  readonly errorMessage?: string
  /** Uppgifter that the mirror no longer holds; absent: not known. */
  readonly removed?: number
  /** Why the volume guard holds the deletions of this run. */
  readonly guard?: { readonly reason: string; readonly volumes: readonly Volume[] }
}

/** Settles the counts and closes the record. */
export async function finishRun(
  pool: pg.Pool,
  runId: number,
  counts: Readonly<RunCounts>,
  { unknownFields, rowsPerPart, notPersons }: ReadCounts,
  { status, errorCode, errorMessage, removed, guard }: RunEnd,
): Promise<void> {
  await saveCounts(pool, runId, counts)
  await pool.query(
    `update sync_run set status = $2, ended_at = now(), error_code = $3, error_message = $4, guard = $5,
            unknown_fields = $6, rows_per_part = $7, not_persons = $8, removed = $9,
            progress = added + changed + unchanged where id = $1`,
    [
      runId,
      status,
      errorCode ?? null,
      errorMessage ?? null,
      guard === undefined ? null : JSON.stringify(guard),
      ...[unknownFields, rowsPerPart, notPersons].map((counted) => JSON.stringify(Object.fromEntries(counted))),
      removed ?? null,
    ],
  )
}

/** Reads overlap, so that a source whose clock is not ours leaves no gap. */
const OVERLAP = '10 minutes'

/**
 * From when a read of changes must begin; undefined when the scope has never been read in full. What a read of changes met and
 * the volume guard held was not taken in: the next one asks for it again.
 */
export async function lastRead(pool: pg.Pool, { source, stadsdel }: Scope): Promise<Date | undefined> {
  const { rows } = await pool.query<{ since: Date | null }>(
    `select max(start) - interval '${OVERLAP}' as since from sync_run
      where source = $1 and stadsdel = $2 and kind <> 'betalstatus' and (status = 'lyckad' or status = 'vantar' and kind = 'fullstandig')
        and exists (select from sync_run where source = $1 and stadsdel = $2 and kind = 'fullstandig' and status in ('lyckad', 'vantar'))`,
    [source, stadsdel],
  )
  return rows[0]?.since ?? undefined
}

/**
 * From when a read of refreshed fields must begin; undefined when nothing has been read whole. One that met something which could
 * not be read, and that the mirror holds, does not count: the next one meets it again.
 */
export async function lastRefresh(pool: pg.Pool, { source, stadsdel }: Scope): Promise<Date | undefined> {
  const { rows } = await pool.query<{ since: Date | null }>(
    `select max(start) - interval '${OVERLAP}' as since from sync_run
      where source = $1 and stadsdel = $2 and status = 'lyckad'
        and (kind = 'fullstandig' or kind = 'betalstatus' and quarantine = 0)
     having bool_or(kind = 'fullstandig')`,
    [source, stadsdel],
  )
  return rows[0]?.since ?? undefined
}

/** Names of unlisted source fields that the scope's run before this one had not met: the source has grown. */
export async function newUnknownFields(
  pool: pg.Pool,
  { source, stadsdel }: Scope,
  runId: number,
  unknownFields: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ unknown_fields: Record<string, number> }>(
    `select unknown_fields from sync_run where source = $1 and stadsdel = $2 and id < $3 and status = 'lyckad'
        and kind <> 'betalstatus' order by id desc limit 1`,
    [source, stadsdel, runId],
  )
  const [previous] = rows
  return previous === undefined ? [] : [...unknownFields.keys()].filter((name) => !(name in previous.unknown_fields))
}

/** Parts of the source that gave at least so many rows in the scope's newest succeeded complete run, and none in this one. */
export async function silentParts(
  pool: pg.Pool,
  { source, stadsdel }: Scope,
  atLeast: number,
  rowsPerPart: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ rowsPerPart: Record<string, number> }>(
    `select rows_per_part as "rowsPerPart" from sync_run
      where source = $1 and stadsdel = $2 and kind = 'fullstandig' and status = 'lyckad' order by id desc limit 1`,
    [source, stadsdel],
  )
  const before = rows[0]?.rowsPerPart ?? {}
  return Object.keys(before).filter(
    (part) => (before[part] ?? 0) >= Math.max(1, atLeast) && (rowsPerPart.get(part) ?? 0) === 0,
  )
}
