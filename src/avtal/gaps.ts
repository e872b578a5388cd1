import type pg from 'pg'
import { MANGDER_OF_SOURCE, SOURCES } from '../informationsmangd.ts'
import type { Scope } from '../sync/source.ts'

const SOURCE_MANGDER = SOURCES.flatMap((source) => MANGDER_OF_SOURCE[source].map((mangd) => ({ source, mangd })))

/** A scope whose newest complete read does not hold all that its avtal covers. */
export interface Gap extends Scope {
  /** A read of it is under way, or has failed a moment ago. */
  readonly waiting: boolean
}

/**
 * Scopes with a key that is younger than their newest complete read, that have taken over another stadsdel since then,
 * or whose last read ended because a key did.
 */
export async function gaps(pool: pg.Pool): Promise<readonly Gap[]> {
  const { rows } = await pool.query<Gap>({
    name: 'avtal-luckor',
    text: `
      with made as (
        select m.source, d.stadsdel,
               greatest(max(d.created_at), (select max(purged) from avtal_ending where successor = d.stadsdel)) as since
          from data_key d join unnest($1::text[], $2::text[]) as m (source, mangd) using (mangd)
         where d.ended_at is null group by m.source, d.stadsdel
      )
      select source, stadsdel,
             exists (select from sync_run k where k.source = f.source and k.stadsdel = f.stadsdel
                      and (k.status = 'pagar' and k.start > now() - interval '10 minutes'
                        or k.status = 'misslyckad' and k.ended_at > now() - interval '1 minute')) as waiting
        from made f
       where not exists (select from sync_run k where k.source = f.source and k.stadsdel = f.stadsdel
                          and k.kind = 'fullstandig' and k.status in ('lyckad', 'vantar') and k.start >= f.since)
          or (select k.error_code from sync_run k where k.source = f.source and k.stadsdel = f.stadsdel and k.status <> 'pagar'
               order by k.id desc limit 1) = 'NYCKEL_SAKNAS'
       order by source, stadsdel`,
    values: [SOURCE_MANGDER.map(({ source }) => source), SOURCE_MANGDER.map(({ mangd }) => mangd)],
  })
  return rows
}
