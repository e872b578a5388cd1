import type pg from 'pg'
import type { PersonCounts } from '../policy/difference-text.ts'

/** How many persons the mirror holds something of, per stadsdel and kind. */
export async function countPersoner(pool: Pick<pg.Pool, 'query'>): Promise<readonly PersonCounts[]> {
  const { rows } = await pool.query<PersonCounts>(
    `select stadsdel, mangd, count(distinct person_ref) as personer from uppgift
      group by stadsdel, mangd order by stadsdel, mangd`,
  )
  return rows
}
