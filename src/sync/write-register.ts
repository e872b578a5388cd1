import type pg from 'pg'
import { inTransaction } from '../platform/database/database.ts'
import { kravNycklar, type Generationer } from '../platform/keys/data-keys.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import { kanonisk } from '../mapping/canonical.ts'
import type { Post } from '../mapping/person-items.ts'
import type { Scope } from './delta.ts'
import { handlaggarnyckel } from './handlaggare-collection.ts'

const MANGD = 'handlaggare'

/**
 * Takes what one scope's read has met into the register. With `ersatt` those that were not met go, in the same
 * transaction; without it they stay. What is unchanged is not written.
 */
export async function skrivRegister(
  pool: pg.Pool,
  nycklar: Pick<Nycklar, 'digest' | 'forsegla'>,
  { kalla, stadsdel }: Pick<Scope, 'kalla' | 'stadsdel'>,
  sealedWith: Generationer,
  poster: Iterable<Post>,
  ersatt: boolean,
): Promise<void> {
  const rader = [...poster].map((post) => {
    const text = kanonisk(post)
    const ref = nycklar.digest(stadsdel, MANGD, `register\u001f${kalla}\u001f${handlaggarnyckel(post)}`)
    return { ref: ref.toString('base64url'), digest: nycklar.digest(stadsdel, MANGD, text), text }
  })
  const refar = rader.map(({ ref }) => ref)
  await inTransaction(pool, async (tx) => {
    if (ersatt)
      await tx.query(
        'delete from handlaggarregister where stadsdel = $1 and kalla = $2 and not (handlaggare_ref = any($3))',
        [stadsdel, kalla, refar],
      )
    const { rows } = await tx.query<{ handlaggare_ref: string; digest: Buffer }>(
      'select handlaggare_ref, digest from handlaggarregister where stadsdel = $1 and kalla = $2',
      [stadsdel, kalla],
    )
    const kanda = new Map(rows.map(({ handlaggare_ref, digest }) => [handlaggare_ref, digest]))
    const nya = rader.filter(({ ref, digest }) => kanda.get(ref)?.equals(digest) !== true)
    if (nya.length === 0) return
    await kravNycklar(tx, stadsdel, sealedWith, [MANGD])
    await tx.query(
      `insert into handlaggarregister (stadsdel, kalla, mangd, handlaggare_ref, digest, forseglad)
       select $1, $2, $3, * from unnest($4::text[], $5::bytea[], $6::bytea[])
       on conflict (stadsdel, kalla, handlaggare_ref) do update
          set digest = excluded.digest, forseglad = excluded.forseglad`,
      [
        stadsdel,
        kalla,
        MANGD,
        nya.map(({ ref }) => ref),
        nya.map(({ digest }) => digest),
        nya.map(({ ref, text }) => nycklar.forsegla(stadsdel, MANGD, registerplats(ref), text)),
      ],
    )
  })
}

/** What a register row's seal is bound to. */
export const registerplats = (ref: string): string => `handlaggarregister/${ref}`
