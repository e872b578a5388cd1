import type pg from 'pg'
import { NO_STADSDEL } from '../../atkomstlogg/follow/uppslag-counter.ts'

/** Lookups of one week, one district and one category; the district is null where nothing was shown. */
export interface UppslagCount {
  readonly week: string
  readonly stadsdel: string | null
  readonly huvudkategori: string | null
  readonly arendetyp: string | null
  readonly arendeklass: string | null
  readonly count: number
}

export interface UppslagStatistics {
  /** Weeks as `2026-W40`, both included. A lookup whose case is not known, or not categorised, has no category. */
  count(from: string, to: string, stadsdel: string | undefined): Promise<readonly UppslagCount[]>
}

/** The category is that of the case now: a case that is categorised later takes its lookups with it. */
export function postgresStatistics(pool: pg.Pool): UppslagStatistics {
  return {
    async count(from, to, stadsdel) {
      const { rows } = await pool.query<UppslagCount>(
        `select week, nullif(u.stadsdel, $4) as stadsdel,
                a.category->>'huvudkategori' as huvudkategori,
                case when a.category ? 'huvudkategori' then a.category->>'arendetyp' end as arendetyp,
                case when a.category ? 'huvudkategori' then a.category->>'arendeklass' end as arendeklass,
                sum(u.count)::bigint as count
           from uppslag_count u left join arende a on a.arende_id = u.arende
          where week between $1 and $2 and ($3::text is null or u.stadsdel = $3)
          group by 1, 2, 3, 4, 5 order by 1, 2 nulls last, 3 nulls last, 4 nulls last, 5 nulls last`,
        [from, to, stadsdel ?? null, NO_STADSDEL],
      )
      return rows
    },
  }
}
