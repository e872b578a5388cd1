import type pg from 'pg'
import { KALLOR, MANGDER_AV_KALLA } from '../informationsmangd.ts'
import type { Omrade } from '../sync/sync-job.ts'

const KALLMANGDER = KALLOR.flatMap((kalla) => MANGDER_AV_KALLA[kalla].map((mangd) => ({ kalla, mangd })))

/** A scope whose newest complete read does not hold all that its avtal covers. */
export interface Lucka extends Omrade {
  /** A read of it is under way, or has failed a moment ago. */
  readonly vantar: boolean
}

/**
 * Scopes with a key that is younger than their newest complete read, that have taken over another stadsdel since then,
 * or whose last read ended because a key did.
 */
export async function luckor(pool: pg.Pool): Promise<readonly Lucka[]> {
  const { rows } = await pool.query<Lucka>({
    name: 'avtal-luckor',
    text: `
      with fodda as (
        select m.kalla, d.stadsdel,
               greatest(max(d.skapad), (select max(gallrat) from avtalsslut where efterfoljare = d.stadsdel)) as sedan
          from datanyckel d join unnest($1::text[], $2::text[]) as m (kalla, mangd) using (mangd)
         where d.avslutad is null group by m.kalla, d.stadsdel
      )
      select kalla, stadsdel,
             exists (select from korning k where k.kalla = f.kalla and k.stadsdel = f.stadsdel
                      and (k.status = 'pagar' and k.start > now() - interval '10 minutes'
                        or k.status = 'misslyckad' and k.slut > now() - interval '1 minute')) as vantar
        from fodda f
       where not exists (select from korning k where k.kalla = f.kalla and k.stadsdel = f.stadsdel
                          and k.slag = 'fullstandig' and k.status in ('lyckad', 'vantar') and k.start >= f.sedan)
          or (select k.felkod from korning k where k.kalla = f.kalla and k.stadsdel = f.stadsdel and k.status <> 'pagar'
               order by k.id desc limit 1) = 'NYCKEL_SAKNAS'
       order by kalla, stadsdel`,
    values: [KALLMANGDER.map(({ kalla }) => kalla), KALLMANGDER.map(({ mangd }) => mangd)],
  })
  return rows
}
