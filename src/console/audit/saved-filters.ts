import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Caller } from '../../access/caller.ts'
import type { Errands } from './errand.ts'

export interface SavedFilter {
  readonly id: string
  readonly name: string
  /** Of an address of the search. It names no person. */
  readonly query: string
}

type Owner = Pick<Caller, 'utfardare' | 'slutanvandare'>

/** Searches that an officer uses again. */
export interface SavedFilters {
  list(owner: Owner): Promise<readonly SavedFilter[]>
  /** False when the officer has as many as there may be. */
  save(owner: Owner, name: string, query: string): Promise<boolean>
  remove(owner: Owner, id: string): Promise<void>
}

const AT_MOST = 20

export const postgresSavedFilters = (pool: pg.Pool): SavedFilters => ({
  async list({ utfardare, slutanvandare }) {
    const { rows } = await pool.query<SavedFilter>(
      `select id, name, query from saved_filter where utfardare = $1 and slutanvandare = $2 order by name, id`,
      [utfardare ?? '', slutanvandare],
    )
    return rows
  },
  async save({ utfardare, slutanvandare }, name, query) {
    const { rowCount } = await pool.query(
      `insert into saved_filter (id, utfardare, slutanvandare, name, query)
       select $1, $2, $3, $4, $5
        where (select count(*) from saved_filter where utfardare = $2 and slutanvandare = $3) < $6
       on conflict (utfardare, slutanvandare, name) do update set query = excluded.query`,
      [randomUUID(), utfardare ?? '', slutanvandare, name, query, AT_MOST],
    )
    return rowCount === 1
  },
  async remove({ utfardare, slutanvandare }, id) {
    await pool.query('delete from saved_filter where id::text = $1 and utfardare = $2 and slutanvandare = $3', [
      id,
      utfardare ?? '',
      slutanvandare,
    ])
  },
})

export const postgresErrands = (pool: pg.Pool): Errands => ({
  async reason(session, now) {
    const { rows } = await pool.query<{ reason: string }>(
      'select reason from review_errand where session = $1 and ends_at > $2',
      [session, now],
    )
    return rows[0]?.reason
  },
  async setReason(session, reason, until) {
    await pool.query('delete from review_errand where ends_at < now()')
    await pool.query(
      `insert into review_errand (session, reason, ends_at) values ($1, $2, $3)
       on conflict (session) do update set reason = excluded.reason, ends_at = excluded.ends_at`,
      [session, reason, until],
    )
  },
})
