import type pg from 'pg'
import type { SourceName } from '../informationsmangd.ts'
import type { Scope } from '../sync/source.ts'
import type { SyncPause } from './nights.ts'

/** A pause with when it ended. */
export interface PastPause extends SyncPause {
  readonly ended: Date | null
}

const COLUMNS = `id, source, stadsdel, since as at, paused_by as "by", reason, ended_at as ended`

/** In force, and those that ended after this. */
export async function pausesSince(pool: pg.Pool, since: Date): Promise<readonly PastPause[]> {
  const { rows } = await pool.query<PastPause>(
    `select ${COLUMNS} from sync_pause where ended_at is null or ended_at > $1 order by since`,
    [since],
  )
  return rows
}

export async function pausesNow(pool: pg.Pool): Promise<readonly SyncPause[]> {
  const { rows } = await pool.query<SyncPause>(
    `select ${COLUMNS} from sync_pause where ended_at is null order by since`,
  )
  return rows
}

/** Whether a pause is of the scope. */
export const isOf = (pause: Pick<SyncPause, 'source' | 'stadsdel'>, { source, stadsdel }: Scope): boolean =>
  (pause.source ?? source) === source && (pause.stadsdel ?? stadsdel) === stadsdel

/** False when the same is paused already. */
export async function addPause(
  pool: pg.Pool,
  { source, stadsdel }: { readonly source: SourceName | null; readonly stadsdel: string | null },
  by: string,
  reason: string,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into sync_pause (source, stadsdel, since, paused_by, reason) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [source, stadsdel, now, by, reason],
  )
  return rowCount === 1
}

export async function endPause(pool: pg.Pool, id: number, by: string, reason: string, now: Date): Promise<void> {
  await pool.query(
    'update sync_pause set ended_at = $2, ended_by = $3, ended_reason = $4 where id = $1 and ended_at is null',
    [id, now, by, reason],
  )
}
