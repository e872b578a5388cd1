import type pg from 'pg'
import type { SourceName } from '../../informationsmangd.ts'
import type { Item } from '../../mapping/person-items.ts'
import { registerPlace } from '../../mirror/handlaggare-register.ts'
import type { Keys } from '../../platform/keys/keys.ts'

export interface RegisterRow {
  readonly stadsdel: string
  readonly source: SourceName
  readonly item: Item
}

/** Reads the register; only rows of the given districts are opened. */
export interface HandlaggareRegister {
  read(stadsdelar: readonly string[]): Promise<readonly RegisterRow[]>
}

export function postgresRegister(pool: pg.Pool, keys: Pick<Keys, 'open' | 'generation'>): HandlaggareRegister {
  return {
    async read(stadsdelar) {
      if (stadsdelar.length === 0) return []
      const { rows } = await pool.query<{
        stadsdel: string
        source: SourceName
        handlaggare_ref: string
        sealed: Buffer
      }>('select stadsdel, source, handlaggare_ref, sealed from handlaggare_register where stadsdel = any($1)', [
        stadsdelar,
      ])
      // A row whose key was destroyed since the query counts as purged.
      const left = rows.filter(({ stadsdel }) => keys.generation(stadsdel, 'handlaggare') !== undefined)
      return left.map(({ stadsdel, source, handlaggare_ref, sealed }) => ({
        stadsdel,
        source,
        item: JSON.parse(keys.open(stadsdel, 'handlaggare', registerPlace(handlaggare_ref), sealed)) as Item,
      }))
    },
  }
}
