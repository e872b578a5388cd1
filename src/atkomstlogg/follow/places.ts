import type pg from 'pg'
import type { Tx } from '../../platform/database/database.ts'

/** A log that has grown since the reader last read it: the first record to read, and the one after the last. */
export interface Unread {
  readonly logg: string
  readonly from: number
  readonly to: number
}

/** Where the reader has something left to read. */
export async function unread(db: pg.Pool | Tx, reader: string): Promise<readonly Unread[]> {
  const { rows } = await db.query<Unread>(
    `select h.logg, coalesce(f.nummer, 0) as "from", h.size as "to"
       from log_head h left join log_follower f on f.logg = h.logg and f.reader = $1
      where h.size > coalesce(f.nummer, 0) order by h.logg`,
    [reader],
  )
  return rows
}

/** The time of the oldest record that each reader has left; a reader that has read every log is not among them. */
export async function behindSince(db: pg.Pool, readers: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await db.query<{ reader: string; since: Date }>(
    `select n.reader, min(r.tid) as since
       from unnest($1::text[]) as n (reader) cross join log_head h
       left join log_follower f on f.logg = h.logg and f.reader = n.reader
       join access_record r on r.logg = h.logg and r.nummer = coalesce(f.nummer, 0)
      where h.size > coalesce(f.nummer, 0) group by n.reader`,
    [readers],
  )
  return new Map(rows.map(({ reader, since }) => [reader, since]))
}

/** Moves the reader's place in a log: `number` is the record that it reads next. */
export async function movePlace(db: pg.Pool | Tx, reader: string, log: string, number: number): Promise<void> {
  await db.query(
    `insert into log_follower (reader, logg, nummer) values ($1, $2, $3)
     on conflict (reader, logg) do update set nummer = excluded.nummer`,
    [reader, log, number],
  )
}
