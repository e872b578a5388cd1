import type pg from 'pg'
import type { KallaNamn } from '../../informationsmangd.ts'
import type { Nycklar } from '../../platform/keys/keys.ts'
import type { Post } from '../../mapping/person-items.ts'
import { registerplats } from '../../sync/write-register.ts'

export interface Registerrad {
  readonly stadsdel: string
  readonly kalla: KallaNamn
  readonly post: Post
}

/** The register as it is read: only the districts that may be shown are opened. */
export interface Handlaggarregister {
  las(stadsdelar: readonly string[]): Promise<readonly Registerrad[]>
}

export function postgresRegister(pool: pg.Pool, nycklar: Pick<Nycklar, 'oppna' | 'generation'>): Handlaggarregister {
  return {
    async las(stadsdelar) {
      if (stadsdelar.length === 0) return []
      const { rows } = await pool.query<{
        stadsdel: string
        kalla: KallaNamn
        handlaggare_ref: string
        forseglad: Buffer
      }>('select stadsdel, kalla, handlaggare_ref, forseglad from handlaggarregister where stadsdel = any($1)', [
        stadsdelar,
      ])
      // A row that was read as its key went is gone, like one that had been purged before.
      const kvar = rows.filter(({ stadsdel }) => nycklar.generation(stadsdel, 'handlaggare') !== undefined)
      return kvar.map(({ stadsdel, kalla, handlaggare_ref, forseglad }) => ({
        stadsdel,
        kalla,
        post: JSON.parse(nycklar.oppna(stadsdel, 'handlaggare', registerplats(handlaggare_ref), forseglad)) as Post,
      }))
    },
  }
}
