import type pg from 'pg'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { Tx } from '../platform/database/database.ts'

const PAGE = 20_000

/** How much the mirror holds of one kind. */
export interface Held {
  readonly uppgifter: number
  readonly items: number
}

/** Hands out the digest of every uppgift of these kinds in one source × stadsdel; returns how much there is of each kind. */
export async function digestsOf(
  pool: pg.Pool,
  scope: { readonly source: SourceName; readonly stadsdel: string; readonly mangder: ReadonlySet<Informationsmangd> },
  take: (uppgiftRef: string, digest: Buffer) => void,
): Promise<ReadonlyMap<Informationsmangd, Held>> {
  const counts = new Map<Informationsmangd, Held>()
  for (let after = ''; ;) {
    const { rows } = await pool.query<{ uppgift_ref: string; digest: Buffer; mangd: Informationsmangd; items: number }>(
      {
        name: 'mirror-digests',
        text: `select uppgift_ref, digest, mangd, items from uppgift
             where source = $1 and stadsdel = $2 and mangd = any($3) and uppgift_ref > $4
             order by uppgift_ref limit ${PAGE}`,
        values: [scope.source, scope.stadsdel, [...scope.mangder], after],
      },
    )
    for (const { uppgift_ref, digest, mangd, items } of rows) {
      take(uppgift_ref, digest)
      const before = counts.get(mangd)
      counts.set(mangd, { uppgifter: (before?.uppgifter ?? 0) + 1, items: (before?.items ?? 0) + items })
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return counts
    after = last.uppgift_ref
  }
}

/** How many uppgifter the mirror holds of these kinds in one source × stadsdel. */
export async function countUppgifter(
  pool: pg.Pool,
  { source, stadsdel, mangder }: { source: SourceName; stadsdel: string; mangder: ReadonlySet<Informationsmangd> },
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*) as count from uppgift where source = $1 and stadsdel = $2 and mangd = any($3)',
    [source, stadsdel, [...mangder]],
  )
  return rows[0]?.count ?? 0
}

/** What the mirror holds of these uppgifter, sealed. */
export async function sealedOf(db: pg.Pool | Tx, uppgiftRefs: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const { rows } = await db.query<{ uppgift_ref: string; sealed: Buffer }>({
    name: 'mirror-sealed',
    text: 'select uppgift_ref, sealed from uppgift where uppgift_ref = any($1)',
    values: [uppgiftRefs],
  })
  return new Map(rows.map(({ uppgift_ref, sealed }) => [uppgift_ref, sealed]))
}

/** What the mirror holds of one kind in one source × stadsdel that may be found by one of these references. */
export async function foundBy(
  tx: Tx,
  { source, stadsdel }: { readonly source: SourceName; readonly stadsdel: string },
  mangd: Informationsmangd,
  searchRefs: readonly bigint[],
): Promise<readonly { readonly uppgiftRef: string; readonly digest: Buffer; readonly sealed: Buffer }[]> {
  const { rows } = await tx.query<{ uppgiftRef: string; digest: Buffer; sealed: Buffer }>({
    name: 'mirror-found-by',
    text: `select uppgift_ref as "uppgiftRef", digest, sealed from uppgift
            where source = $1 and stadsdel = $2 and mangd = $3 and search_refs && $4::text[]::bigint[]`,
    values: [source, stadsdel, mangd, searchRefs.map(String)],
  })
  return rows
}
