import type pg from 'pg'
import type { Persontal } from '../policy/difference-text.ts'

/** How many persons the mirror holds something of, per stadsdel and kind. */
export async function raknaPersoner(pool: Pick<pg.Pool, 'query'>): Promise<readonly Persontal[]> {
  const { rows } = await pool.query<Persontal>(
    `select stadsdel, mangd, count(distinct person_ref) as personer from uppgift
      group by stadsdel, mangd order by stadsdel, mangd`,
  )
  return rows
}
