import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import { renewVersions } from '../mirror/write.ts'
import { type DecideMirroring, fieldDigest } from './decide-mirroring.ts'

interface Group {
  readonly andamal: string
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly fieldsDigest: string | null
  /** One of them, for decisions that demand that there is one. */
  readonly arende: string
}

/**
 * What open cases hold under another decision than today's is given to them anew, the usual way: a policy that takes a
 * field away takes it out of the cases too, and one that adds a field fills it in. Returns how many uppgifter that were.
 */
export async function reconsider(pool: pg.Pool, decide: DecideMirroring): Promise<number> {
  const { rows } = await pool.query<Group>(
    `select a.andamal, l.stadsdel, l.mangd, l.fields_digest as "fieldsDigest", min(a.arende_id) as arende
       from delivery l join arende a using (arende_id)
      where a.status = 'oppet' and l.status = 'levererad'
      group by a.andamal, l.stadsdel, l.mangd, l.fields_digest`,
  )
  const changed = rows.filter(
    ({ andamal, arende, stadsdel, mangd, fieldsDigest }) =>
      fieldsDigest !== fieldDigest(decide({ andamal, arende }, stadsdel, mangd)),
  )
  if (changed.length === 0) return 0
  const { rows: affected } = await pool.query<{ uppgift_ref: string }>(
    `select distinct l.uppgift_ref
       from delivery l join arende a using (arende_id)
       join unnest($1::text[], $2::text[], $3::text[], $4::text[]) as g (andamal, stadsdel, mangd, fields_digest)
         on g.andamal = a.andamal and g.stadsdel = l.stadsdel and g.mangd = l.mangd and g.fields_digest is not distinct from l.fields_digest
      where a.status = 'oppet' and l.status = 'levererad'
        -- nothing newer is on its way there already
        and exists (select from uppgift u
                     where u.uppgift_ref = l.uppgift_ref and u.version <= greatest(l.wanted, l.delivered))`,
    [
      changed.map(({ andamal }) => andamal),
      changed.map(({ stadsdel }) => stadsdel),
      changed.map(({ mangd }) => mangd),
      changed.map(({ fieldsDigest }) => fieldsDigest),
    ],
  )
  return renewVersions(pool, { uppgiftRefs: affected.map(({ uppgift_ref }) => uppgift_ref) })
}
