import type pg from 'pg'
import type { Idempotenslager } from './idempotency.ts'

const LIVSLANGD = `interval '24 hours'`

export function createIdempotenslager(pool: pg.Pool): Idempotenslager {
  return {
    async ta(nyckel, begaran) {
      const { rowCount } = await pool.query(
        `insert into idempotens (nyckel, begaran) values ($1, $2)
         on conflict (nyckel) do update set begaran = excluded.begaran, svar = null, skapad = now()
          where idempotens.skapad < now() - ${LIVSLANGD}`,
        [nyckel, begaran],
      )
      if (rowCount === 1) return undefined
      const { rows } = await pool.query<{ begaran: string; svar: string | null }>(
        'select begaran, svar from idempotens where nyckel = $1',
        [nyckel],
      )
      // Let go of in between: whoever had it found nothing to start, and the caller may ask again.
      return rows[0] ?? { begaran, svar: null }
    },
    async besvara(nyckel, svar) {
      await pool.query('update idempotens set svar = $2 where nyckel = $1', [nyckel, svar])
    },
    async slapp(nyckel) {
      await pool.query('delete from idempotens where nyckel = $1', [nyckel])
    },
  }
}

/** Takes away what is older than a day. Returns how many. */
export async function gallraIdempotens(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(`delete from idempotens where skapad < now() - ${LIVSLANGD}`)
  return rowCount ?? 0
}
