import type { Informationsmangd } from '../informationsmangd.ts'
import { canonical } from '../mapping/canonical.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { quarantinePlace } from './quarantined.ts'
import type { Scope } from './source.ts'

/**
 * Seals with the key in use what one that it replaces has sealed in quarantine; returns how many rows. What a run that was under
 * way then has held goes: it can no longer write it. The caller has required the key in use.
 */
export async function renewQuarantine(
  tx: Tx,
  keys: Pick<Keys, 'renew' | 'digest'>,
  { source, stadsdel }: Scope,
  mangd: Informationsmangd,
): Promise<number> {
  const { rows } = await tx.query<{ id: number; run: number; field: string; reason: string; sealed: Buffer }>(
    `select id, sync_run as run, field, reason, sealed from quarantine
      where source = $1 and stadsdel = $2 and mangd = $3 order by id for update`,
    [source, stadsdel, mangd],
  )
  const renewed = rows.flatMap(({ id, run, field, reason, sealed }) => {
    const now = keys.renew(stadsdel, mangd, quarantinePlace(run), sealed)
    if (now === undefined) return []
    return [{ id, sealed: now.sealed, digest: keys.digest(stadsdel, mangd, canonical([field, reason, now.clearText])) }]
  })
  await tx.query(
    `update quarantine q set digest = w.digest, sealed = w.sealed
       from unnest($1::bigint[], $2::bytea[], $3::bytea[]) as w (id, digest, sealed) where q.id = w.id`,
    [renewed.map(({ id }) => id), renewed.map(({ digest }) => digest), renewed.map(({ sealed }) => sealed)],
  )
  const { rows: held } = await tx.query<{ run: number; ref: string; sealed: Buffer }>(
    `select h.sync_run as run, h.uppgift_ref as ref, h.sealed from held_write h join sync_run r on r.id = h.sync_run
      where r.source = $1 and r.stadsdel = $2 and h.mangd = $3`,
    [source, stadsdel, mangd],
  )
  const former = held.filter(({ ref, sealed }) => keys.renew(stadsdel, mangd, ref, sealed) !== undefined)
  await tx.query(
    `delete from held_write h using unnest($1::bigint[], $2::text[]) as f (run, ref)
      where h.sync_run = f.run and h.uppgift_ref = f.ref`,
    [former.map(({ run }) => run), former.map(({ ref }) => ref)],
  )
  return renewed.length
}
