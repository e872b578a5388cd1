import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import { contentFrom } from '../mapping/content.ts'
import { itemKey } from '../mapping/gather-items.ts'
import type { ItemKeys } from '../mapping/merge-items.ts'
import type { Item } from '../mapping/person-items.ts'
import { sealedOf } from '../mirror/digests.ts'
import type { UppgiftWrite } from '../mirror/write.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Write } from './delta.ts'

/**
 * Uppgifter of which items that the mirror holds, or rows within them, are not in what is to be written; by uppgiftRef, with how
 * many items fewer there would be. None fewer where others take their place, as when a person gets another handläggare.
 */
export async function itemsLost(
  db: pg.Pool | Tx,
  { keys, itemKeys }: { readonly keys: Pick<Keys, 'open' | 'generation'>; readonly itemKeys: ItemKeys },
  stadsdel: string,
  writes: readonly Write[],
): Promise<ReadonlyMap<string, number>> {
  const lost = new Map<string, number>()
  const changes = writes.filter(({ fresh }) => !fresh)
  if (changes.length === 0) return lost
  const stored = await sealedOf(
    db,
    changes.map(({ uppgiftRef }) => uppgiftRef),
  )
  for (const { uppgiftRef, mangd, poster } of changes) {
    const sealed = stored.get(uppgiftRef)
    // Without its key nothing of it will be written either.
    if (sealed === undefined || keys.generation(stadsdel, mangd) === undefined) continue
    const { postnyckel = [] } = itemKeys.get(mangd) ?? {}
    const now = new Map(poster.map((item) => [itemKey(postnyckel, item), innerRows(item)]))
    const items = opened(() => keys.open(stadsdel, mangd, uppgiftRef, sealed))
    if (items.some((item) => (now.get(itemKey(postnyckel, item)) ?? -1) < innerRows(item)))
      lost.set(uppgiftRef, Math.max(0, items.length - poster.length))
  }
  return lost
}

/** Rows of an item, such as the lines of an invoice. */
const innerRows = (item: Item): number =>
  Object.values(item).reduce<number>((sum, value) => sum + (Array.isArray(value) ? value.length : 0), 0)

/** What does not open is another's, or damaged: it is shown to nobody, and there is nothing of it to lose. */
function opened(open: () => string): readonly Item[] {
  try {
    return contentFrom(open()).items
  } catch {
    return []
  }
}

/** Keeps writes until the whole of the read is known; nothing of a protected person. The caller holds `lockAgainstFlags`. */
export async function hold(tx: Tx, run: number, writes: readonly UppgiftWrite[]): Promise<void> {
  if (writes.length === 0) return
  await tx.query(
    `insert into held_write (sync_run, uppgift_ref, person_ref, mangd, digest, sealed, search_refs, items)
     select $1, ref, person, mangd, digest, sealed, refs::bigint[], items
       from unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::text[], $8::int[])
            as w (ref, person, mangd, digest, sealed, refs, items)
      where not exists (select from protected_person p where p.person_ref = w.person)
     on conflict (sync_run, uppgift_ref) do nothing`,
    [
      run,
      writes.map(({ uppgiftRef }) => uppgiftRef),
      writes.map(({ personRef }) => personRef),
      writes.map(({ mangd }) => mangd),
      writes.map(({ digest }) => digest),
      writes.map(({ sealed }) => sealed),
      writes.map(({ searchRefs }) => `{${searchRefs.join(',')}}`),
      writes.map(({ items }) => items),
    ],
  )
}

const PAGE = 1_000

interface HeldRow {
  readonly uppgiftRef: string
  readonly personRef: string
  readonly mangd: Informationsmangd
  readonly digest: Buffer
  readonly sealed: Buffer
  readonly searchRefs: readonly string[]
  readonly items: number
}

/** What a run has held, a batch at a time. */
export async function* heldWrites(pool: pg.Pool, run: number): AsyncGenerator<readonly UppgiftWrite[], void> {
  for (let after = ''; ;) {
    const { rows } = await pool.query<HeldRow>(
      `select uppgift_ref as "uppgiftRef", person_ref as "personRef", mangd, digest, sealed,
              search_refs::text[] as "searchRefs", items
         from held_write where sync_run = $1 and uppgift_ref > $2 order by uppgift_ref limit ${PAGE}`,
      [run, after],
    )
    if (rows.length > 0) yield rows.map((row) => ({ ...row, searchRefs: row.searchRefs.map(BigInt) }))
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = last.uppgiftRef
  }
}

/** Forgets what this run has held, and what a run that was killed has left. */
export async function clearHeld(pool: pg.Pool, run: number): Promise<void> {
  await pool.query(
    `delete from held_write h where h.sync_run = $1
        or exists (select from sync_run r where r.id = h.sync_run and r.status <> 'pagar')`,
    [run],
  )
}

/** Nothing is held of a protected person. */
export async function forgetHeld(tx: Tx, personRefs: readonly string[]): Promise<void> {
  await tx.query('delete from held_write where person_ref = any($1)', [personRefs])
}

/** Deletes what is held of these kinds in the stadsdel, also by a run that was killed; returns how many rows. */
export async function removeHeld(tx: Tx, stadsdel: string, mangder: readonly Informationsmangd[]): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from held_write h using sync_run r where r.id = h.sync_run and r.stadsdel = $1 and h.mangd = any($2)`,
    [stadsdel, mangder],
  )
  return rowCount ?? 0
}
