import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import { spelaOm } from '../bus/replay.ts'
import { type Besluta, faltdigest } from './decide-mirroring.ts'

interface Grupp {
  readonly andamal: string
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly falt: string | null
  /** One of them, for decisions that demand that there is one. */
  readonly arende: string
}

/**
 * What open cases hold under another decision than today's is given to them anew, the usual way: a policy that takes a
 * field away takes it out of the cases too, and one that adds a field fills it in. Returns how many uppgifter that were.
 */
export async function omprova(pool: pg.Pool, besluta: Besluta): Promise<number> {
  const { rows } = await pool.query<Grupp>(
    `select a.andamal, l.stadsdel, l.mangd, l.falt, min(a.arende_id) as arende
       from leverans l join arende a using (arende_id)
      where a.status = 'oppet' and l.status = 'levererad' and l.mangd is not null
      group by a.andamal, l.stadsdel, l.mangd, l.falt`,
  )
  const andrade = rows.filter(
    ({ andamal, arende, stadsdel, mangd, falt }) => falt !== faltdigest(besluta({ andamal, arende }, stadsdel, mangd)),
  )
  if (andrade.length === 0) return 0
  const { rows: berorda } = await pool.query<{ uppgift_ref: string }>(
    `select distinct l.uppgift_ref
       from leverans l join arende a using (arende_id)
       join unnest($1::text[], $2::text[], $3::text[], $4::text[]) as g (andamal, stadsdel, mangd, falt)
         on g.andamal = a.andamal and g.stadsdel = l.stadsdel and g.mangd = l.mangd and g.falt is not distinct from l.falt
      where a.status = 'oppet' and l.status = 'levererad'
        -- nothing newer is on its way there already
        and exists (select from uppgift u
                     where u.uppgift_ref = l.uppgift_ref and u.version <= greatest(l.onskad, l.levererad))`,
    [
      andrade.map(({ andamal }) => andamal),
      andrade.map(({ stadsdel }) => stadsdel),
      andrade.map(({ mangd }) => mangd),
      andrade.map(({ falt }) => falt),
    ],
  )
  return spelaOm(pool, { uppgiftRefs: berorda.map(({ uppgift_ref }) => uppgift_ref) })
}
