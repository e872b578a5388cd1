import type pg from 'pg'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'

const PAGE = 20_000

/** Hands out the digest of every uppgift of these kinds in one source × stadsdel; returns how many there are of each kind. */
export async function digestsOf(
  pool: pg.Pool,
  scope: { readonly source: SourceName; readonly stadsdel: string; readonly mangder: ReadonlySet<Informationsmangd> },
  take: (uppgiftRef: string, digest: Buffer) => void,
): Promise<ReadonlyMap<Informationsmangd, number>> {
  const counts = new Map<Informationsmangd, number>()
  for (let after = ''; ;) {
    const { rows } = await pool.query<{ uppgift_ref: string; digest: Buffer; mangd: Informationsmangd }>({
      name: 'mirror-digests',
      text: `select uppgift_ref, digest, mangd from uppgift
             where source = $1 and stadsdel = $2 and mangd = any($3) and uppgift_ref > $4
             order by uppgift_ref limit ${PAGE}`,
      values: [scope.source, scope.stadsdel, [...scope.mangder], after],
    })
    for (const { uppgift_ref, digest, mangd } of rows) {
      take(uppgift_ref, digest)
      counts.set(mangd, (counts.get(mangd) ?? 0) + 1)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return counts
    after = last.uppgift_ref
  }
}
