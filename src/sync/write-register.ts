import type pg from 'pg'
import { inTransaction } from '../platform/database/database.ts'
import { requireKeys, type Generations } from '../platform/keys/data-keys.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { canonical } from '../mapping/canonical.ts'
import type { Item } from '../mapping/person-items.ts'
import type { Scope } from './delta.ts'
import { handlaggareKey } from './handlaggare-collection.ts'

const MANGD = 'handlaggare'

/**
 * Takes what one scope's read has met into the register. With `ersatt` those that were not met go, in the same
 * transaction; without it they stay. What is unchanged is not written.
 */
export async function writeRegister(
  pool: pg.Pool,
  keys: Pick<Keys, 'digest' | 'seal'>,
  { kalla, stadsdel }: Pick<Scope, 'kalla' | 'stadsdel'>,
  sealedWith: Generations,
  items: Iterable<Item>,
  replaced: boolean,
): Promise<void> {
  const allRows = [...items].map((item) => {
    const text = canonical(item)
    const ref = keys.digest(stadsdel, MANGD, `register\u001f${kalla}\u001f${handlaggareKey(item)}`)
    return { ref: ref.toString('base64url'), digest: keys.digest(stadsdel, MANGD, text), text }
  })
  const refs = allRows.map(({ ref }) => ref)
  await inTransaction(pool, async (tx) => {
    if (replaced)
      await tx.query(
        'delete from handlaggare_register where stadsdel = $1 and kalla = $2 and not (handlaggare_ref = any($3))',
        [stadsdel, kalla, refs],
      )
    const { rows } = await tx.query<{ handlaggare_ref: string; digest: Buffer }>(
      'select handlaggare_ref, digest from handlaggare_register where stadsdel = $1 and kalla = $2',
      [stadsdel, kalla],
    )
    const knownBoards = new Map(rows.map(({ handlaggare_ref, digest }) => [handlaggare_ref, digest]))
    const added = allRows.filter(({ ref, digest }) => knownBoards.get(ref)?.equals(digest) !== true)
    if (added.length === 0) return
    await requireKeys(tx, stadsdel, sealedWith, [MANGD])
    await tx.query(
      `insert into handlaggare_register (stadsdel, kalla, mangd, handlaggare_ref, digest, sealed)
       select $1, $2, $3, * from unnest($4::text[], $5::bytea[], $6::bytea[])
       on conflict (stadsdel, kalla, handlaggare_ref) do update
          set digest = excluded.digest, sealed = excluded.sealed`,
      [
        stadsdel,
        kalla,
        MANGD,
        added.map(({ ref }) => ref),
        added.map(({ digest }) => digest),
        added.map(({ ref, text }) => keys.seal(stadsdel, MANGD, registerPlace(ref), text)),
      ],
    )
  })
}

/** What a register row's seal is bound to. */
export const registerPlace = (ref: string): string => `handlaggarregister/${ref}`
