import { EGEN_LOGG } from '../access.ts'
import { svensktDatum } from '../../platform/stockholm-time.ts'
import { isoVecka } from './iso-week.ts'
import { aldstaDag } from '../retention.ts'
import type { Foljdpost, Lasare } from './log-reader.ts'

interface Cell {
  readonly vecka: string
  readonly stadsdel: string
  readonly arende: string
}

/** Under no district: nothing may tell which of them a lookup that showed nothing was about. */
export const INGEN_STADSDEL = ''
export const INGET_ARENDE = ''

/**
 * Counts lookups by week, district and case. A lookup that shows data of two districts is one in each of them. One that
 * shows nothing has its record in our own log; the records that boards have beside it, of their protected persons, are
 * of the same lookup and are not counted.
 */
export const uppslagsrakning: Lasare = {
  namn: 'statistik',

  async ta(tx, poster) {
    const celler = new Map<string, Cell & { antal: number }>()
    for (const post of poster) {
      const cell = cellFor(post)
      if (cell === undefined) continue
      const nyckel = `${cell.vecka}/${cell.stadsdel}/${cell.arende}`
      const rakning = celler.get(nyckel) ?? { ...cell, antal: 0 }
      rakning.antal++
      celler.set(nyckel, rakning)
    }
    const rader = [...celler.values()]
    if (rader.length > 0)
      await tx.query(
        `insert into uppslagsrakning as u (vecka, stadsdel, arende, antal)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
         on conflict (vecka, stadsdel, arende) do update set antal = u.antal + excluded.antal`,
        [
          rader.map(({ vecka }) => vecka),
          rader.map(({ stadsdel }) => stadsdel),
          rader.map(({ arende }) => arende),
          rader.map(({ antal }) => antal),
        ],
      )
    return []
  },

  async stada(tx, nu) {
    await tx.query('delete from uppslagsrakning where vecka < $1', [isoVecka(svensktDatum(aldstaDag(nu)))])
  },
}

function cellFor({ logg, atkomst }: Foljdpost): Cell | undefined {
  if (atkomst.handelse !== 'uppslag') return undefined
  const vecka = isoVecka(svensktDatum(new Date(atkomst.tid)))
  if (logg === EGEN_LOGG) return { vecka, stadsdel: INGEN_STADSDEL, arende: INGET_ARENDE }
  if (atkomst.utfall !== 'visat') return undefined
  return { vecka, stadsdel: logg, arende: atkomst.arende ?? INGET_ARENDE }
}
