import type pg from 'pg'
import { logsWithFiles, notesAfter } from '../checkpoint-file.ts'
import type { PlaceName } from './place.ts'

/** What a place has of one log. */
export interface Cursor {
  readonly note: string | null
  readonly publishedAt: Date | null
  readonly behindSince: Date | null
  readonly errorCode: string | null
}

export interface Unpublished {
  readonly logg: string
  readonly notes: readonly string[]
  readonly cursor: Cursor | undefined
}

export async function cursorsOf(pool: pg.Pool, place: PlaceName): Promise<ReadonlyMap<string, Cursor>> {
  const { rows } = await pool.query<Cursor & { logg: string }>(
    `select logg, note, published_at as "publishedAt", behind_since as "behindSince", error_code as "errorCode"
       from checkpoint_place where place = $1`,
    [place],
  )
  return new Map(rows.map(({ logg, ...cursor }) => [logg, cursor]))
}

/** The checkpoints that a place does not have yet, log by log. */
export async function unpublished(pool: pg.Pool, folder: string, place: PlaceName): Promise<readonly Unpublished[]> {
  const cursors = await cursorsOf(pool, place)
  const all: Unpublished[] = []
  for (const log of (await logsWithFiles(folder)).sort()) {
    const cursor = cursors.get(log)
    const notes = await notesAfter(folder, log, cursor?.note ?? undefined)
    if (notes.length > 0) all.push({ logg: log, notes, cursor })
  }
  return all
}

export async function markPublished(pool: pg.Pool, place: PlaceName, log: string, note: string): Promise<void> {
  await pool.query(
    `insert into checkpoint_place (place, logg, note, published_at) values ($1, $2, $3, now())
     on conflict (place, logg) do update
       set note = excluded.note, published_at = now(), behind_since = null, error_code = null`,
    [place, log, note],
  )
}

export async function markBehind(
  pool: pg.Pool,
  place: PlaceName,
  logs: readonly string[],
  errorCode: string,
): Promise<void> {
  await pool.query(
    `insert into checkpoint_place (place, logg, behind_since, error_code)
     select $1, logg, now(), $3 from unnest($2::text[]) as logg
     on conflict (place, logg) do update
       set behind_since = coalesce(checkpoint_place.behind_since, now()), error_code = excluded.error_code`,
    [place, logs, errorCode],
  )
}

export interface PlaceState {
  readonly place: PlaceName
  readonly behindSince: Date
  readonly logs: number
  readonly errorCode: string
}

/** The places that lack something, each with since when. */
export async function placesBehind(pool: pg.Pool): Promise<readonly PlaceState[]> {
  const { rows } = await pool.query<PlaceState>(
    `select place, min(behind_since) as "behindSince", count(*)::int as logs, min(error_code) as "errorCode"
       from checkpoint_place where behind_since is not null group by place order by place`,
  )
  return rows
}
