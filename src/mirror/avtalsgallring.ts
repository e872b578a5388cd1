import type pg from 'pg'
import { inTransaction } from '../db/database.ts'
import type { Informationsmangd } from '../informationsmangd.ts'

/**
 * Takes away everything that no avtal in force covers, with tombstones, and what quarantine holds of it. The lookup
 * already shows none of it; this is what makes it gone. Returns how many uppgifter went.
 */
export async function gallraUtanAvtal(
  pool: pg.Pool,
  tillatnaMangder: (stadsdel: string) => ReadonlySet<Informationsmangd>,
): Promise<number> {
  const { rows } = await pool.query<{ stadsdel: string; mangd: Informationsmangd }>(
    `select distinct stadsdel, mangd from uppgift union select distinct stadsdel, mangd from karantan`,
  )
  let borta = 0
  for (const { stadsdel, mangd } of rows) {
    if (tillatnaMangder(stadsdel).has(mangd)) continue
    borta += await inTransaction(pool, async (tx) => {
      const { rowCount } = await tx.query(
        `with borta as (delete from uppgift where stadsdel = $1 and mangd = $2 returning *)
         insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
         select uppgift_ref, person_ref, stadsdel, kalla, mangd, nextval('uppgift_version'), true from borta`,
        [stadsdel, mangd],
      )
      await tx.query('delete from karantan where stadsdel = $1 and mangd = $2', [stadsdel, mangd])
      return rowCount ?? 0
    })
  }
  return borta
}
