import type pg from 'pg'
import { aldstaDag } from '../../atkomstlogg/retention.ts'
import type { Undantagsregel } from '../policy.ts'
import {
  samma,
  type Beslut,
  type Granskning,
  type Hinder,
  type Tillstand,
  type Tillstandslager,
  type Tillstandsrad,
  type Tillstandsstatus,
} from './tillstand.ts'

export function postgresTillstand(pool: pg.Pool): Tillstandslager {
  return {
    async begar(nytt) {
      const { rows } = await pool.query<{ giltigTill: Date }>(
        `insert into tillstand (tillstand_id, regel, status, slutanvandare, sokande, klient, person_ref, arende,
                                motivering, minuter, giltig_till)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(mins => $10))
         returning giltig_till as "giltigTill"`,
        [
          nytt.tillstandId,
          nytt.regel,
          nytt.status,
          nytt.slutanvandare,
          samma(nytt.slutanvandare),
          nytt.klient,
          nytt.personRef,
          nytt.arende,
          nytt.motivering,
          nytt.minuter,
        ],
      )
      return enda(rows)
    },

    async besluta(tillstandId, { utfall, av, kommentar }) {
      const { rows } = await pool.query<{ giltigTill: Date }>(
        `update tillstand
            set beslut = $2, beslutat_av = $3, beslutande = $4, beslut_kommentar = $5, beslutat = now(),
                giltig_till = case $2 when 'godkant' then now() + make_interval(mins => minuter) else giltig_till end
          where tillstand_id = $1 and status = 'vantar-godkannande' and beslut is null and giltig_till > now()
            and sokande <> $4
         returning giltig_till as "giltigTill"`,
        [tillstandId, utfall, av, samma(av), kommentar],
      )
      return rows[0] ?? varforInteBeslutat(pool, tillstandId, utfall, samma(av))
    },

    async verkstall(tillstandId) {
      await pool.query(
        `update tillstand set status = case beslut when 'godkant' then 'beviljat' else 'avslaget' end
          where tillstand_id = $1 and status = 'vantar-godkannande' and beslut is not null`,
        [tillstandId],
      )
    },

    async gallande(tillstandId) {
      const { rows } = await pool.query<Tillstand>({
        name: 'tillstand-gallande',
        text: `select tillstand_id as "tillstandId", regel, slutanvandare, person_ref as "personRef",
                      beslut is not distinct from 'godkant' as godkant
                 from tillstand where tillstand_id = $1 and status = 'beviljat' and giltig_till > now()`,
        values: [tillstandId],
      })
      return rows[0]
    },

    async lista({ status, limit, page }) {
      const { rows } = await pool.query<Row>(
        `select * from (select *, ${VISAD_STATUS} as visad from tillstand) as t
          where $1::text is null or visad = $1 order by begart desc, tillstand_id limit $2 offset $3`,
        [status ?? null, limit + 1, (page - 1) * limit],
      )
      return rows.map(tillRad)
    },

    async granska(tillstandId, { utfall, av, kommentar }) {
      const { rowCount } = await pool.query(
        `update tillstand set granskning = $2, granskat_av = $3, gransknings_kommentar = $5, granskat = now()
          where tillstand_id = $1 and ${VISAD_STATUS} <> 'vantar-godkannande'
            and sokande <> $4 and beslutande is distinct from $4
            and (granskning is null or granskning = 'behover-utredas')`,
        [tillstandId, utfall, av, samma(av), kommentar],
      )
      return rowCount === 1 ? 'granskat' : varforInteGranskat(pool, tillstandId, utfall, av)
    },
  }
}

/**
 * Takes away what ran out or lapsed two years ago, reviewed or not: who asked for what, and why, stands in the access log.
 * Returns how many.
 */
export async function gallraTillstand(pool: pg.Pool, nu: Date): Promise<number> {
  const { rowCount } = await pool.query('delete from tillstand where giltig_till < $1', [aldstaDag(nu)])
  return rowCount ?? 0
}

const VISAD_STATUS = `case when status = 'vantar-godkannande' and giltig_till <= now() then 'forfallet' else status end`

async function varforInteBeslutat(
  pool: pg.Pool,
  tillstandId: string,
  utfall: Beslut,
  vem: string,
): Promise<{ readonly giltigTill: Date } | Hinder> {
  const { rows } = await pool.query<{ giltigTill: Date; eget: boolean; mitt: boolean }>(
    `select giltig_till as "giltigTill", sokande = $3 as eget, beslut = $2 and beslutande = $3 as mitt
       from tillstand where tillstand_id = $1`,
    [tillstandId, utfall, vem],
  )
  const [rad] = rows
  if (rad === undefined) return 'finns-ej'
  if (rad.eget) return 'eget'
  return rad.mitt ? { giltigTill: rad.giltigTill } : 'konflikt'
}

async function varforInteGranskat(
  pool: pg.Pool,
  tillstandId: string,
  utfall: Granskning,
  av: string,
): Promise<'granskat' | Hinder> {
  const { rows } = await pool.query<{ eget: boolean; mitt: boolean }>(
    `select sokande = $4 or beslutande is not distinct from $4 as eget, granskning = $2 and granskat_av = $3 as mitt
       from tillstand where tillstand_id = $1`,
    [tillstandId, utfall, av, samma(av)],
  )
  const [rad] = rows
  if (rad === undefined) return 'finns-ej'
  if (rad.eget) return 'eget'
  return rad.mitt ? 'granskat' : 'konflikt'
}

interface Row {
  readonly tillstand_id: string
  readonly regel: Undantagsregel
  readonly visad: Tillstandsstatus
  readonly slutanvandare: string
  readonly klient: string
  readonly arende: string | null
  readonly motivering: string
  readonly minuter: number
  readonly begart: Date
  readonly giltig_till: Date
  readonly beslut: Beslut | null
  readonly beslutat_av: string | null
  readonly beslut_kommentar: string | null
  readonly beslutat: Date | null
  readonly granskning: Granskning | null
  readonly granskat_av: string | null
  readonly gransknings_kommentar: string | null
  readonly granskat: Date | null
}

function tillRad(rad: Row): Tillstandsrad {
  // A decision that is not in force yet has no record either, and is not told.
  const beslut = rad.visad === 'beviljat' || rad.visad === 'avslaget' ? rad.beslut : null
  return {
    tillstandId: rad.tillstand_id,
    regel: rad.regel,
    status: rad.visad,
    slutanvandare: rad.slutanvandare,
    klient: rad.klient,
    arende: rad.arende,
    motivering: rad.motivering,
    minuter: rad.minuter,
    begart: rad.begart,
    giltigTill: rad.giltig_till,
    beslut: stallning(beslut, rad.beslutat_av, rad.beslut_kommentar, rad.beslutat),
    granskning: stallning(rad.granskning, rad.granskat_av, rad.gransknings_kommentar, rad.granskat),
  }
}

const stallning = <U>(utfall: U | null, av: string | null, kommentar: string | null, tid: Date | null) =>
  utfall === null || av === null || kommentar === null || tid === null ? null : { utfall, av, kommentar, tid }

function enda<T>(rows: readonly T[]): T {
  const [rad] = rows
  if (rad === undefined) throw new Error('insert returned no row')
  return rad
}
