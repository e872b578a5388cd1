import type pg from 'pg'
import type { Larmslag } from '../../atkomstlogg/follow/alert-rules.ts'
import type { Sida } from '../../access/paging.ts'

/** An alert: of what kind, and which record of which log it is about. */
export interface Larm {
  readonly id: number
  /** Of the record. */
  readonly tid: Date
  readonly slag: Larmslag
  readonly logg: string
  readonly nummer: number
}

export interface Larmurval {
  readonly slag?: Larmslag | undefined
  /** Days in Stockholm, `YYYY-MM-DD`, both included. */
  readonly fran?: string | undefined
  readonly till?: string | undefined
}

export interface Larmlager {
  /** Newest first, and how many there are of all pages together. */
  lista(urval: Larmurval, sida: Sida): Promise<{ readonly larm: readonly Larm[]; readonly antal: number }>
}

const VILLKOR = `
  where ($1::text is null or slag = $1)
    and ($2::date is null or tid >= $2::date::timestamp at time zone 'Europe/Stockholm')
    and ($3::date is null or tid < ($3::date + 1)::timestamp at time zone 'Europe/Stockholm')`

export function postgresLarm(pool: pg.Pool): Larmlager {
  return {
    async lista({ slag, fran, till }, { limit, page }) {
      const villkor = [slag ?? null, fran ?? null, till ?? null]
      const [larm, antal] = await Promise.all([
        pool.query<Larm>(
          `select id, tid, slag, logg, nummer from larm ${VILLKOR} order by tid desc, id desc limit $4 offset $5`,
          [...villkor, limit, (page - 1) * limit],
        ),
        pool.query<{ antal: number }>(`select count(*) as antal from larm ${VILLKOR}`, villkor),
      ])
      return { larm: larm.rows, antal: antal.rows[0]?.antal ?? 0 }
    },
  }
}
