import type pg from 'pg'
import { oldestDay } from '../../atkomstlogg/access.ts'
import { InsynError } from '../../errors.ts'
import type { ExceptionRule } from '../policy.ts'
import {
  type Beslut,
  type Review,
  type StandTaken,
  type StepFailure,
  type Tillstand,
  type TillstandRow,
  type TillstandStatus,
  type TillstandStore,
} from './tillstand.ts'

export function postgresTillstand(pool: pg.Pool): TillstandStore {
  return {
    async request(wanted) {
      const { rows } = await pool.query<{ giltigTill: Date }>(
        `insert into tillstand (tillstand_id, regel, status, utfardare, slutanvandare, klient, person_ref, arende,
                                motivering, minuter, valid_to)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(mins => $10))
         returning valid_to as "giltigTill"`,
        [
          wanted.tillstandId,
          wanted.regel,
          wanted.status,
          wanted.utfardare,
          wanted.slutanvandare,
          wanted.klient,
          wanted.personRef,
          wanted.arende,
          wanted.motivering,
          wanted.minuter,
        ],
      )
      return requireRow(rows)
    },

    obstacleToDecision: (tillstandId, decision) => obstacleToDecision(pool, tillstandId, decision),

    async decide(tillstandId, { utfall, utfardare, av, kommentar }) {
      const { rows } = await pool.query<{ giltigTill: Date }>(
        `with decision as (
           update tillstand
              set status = case $2 when 'godkant' then 'beviljat' else 'avslaget' end,
                  beslut = $2, decided_issuer = $3, decided_by = $4, decision_comment = $5, decided = now(),
                  valid_to = case $2 when 'godkant' then now() + make_interval(mins => minuter) else valid_to end
            where tillstand_id = $1 and ${MAY_BE_DECIDED} and ${OTHER_THAN_ASKED}
           returning valid_to)
         select valid_to as "giltigTill" from decision
         union all
         select valid_to from tillstand where tillstand_id = $1 and beslut = $2 and decided_issuer = $3 and decided_by = $4`,
        [tillstandId, utfall, utfardare, av, kommentar],
      )
      const [row] = rows
      if (row === undefined) throw overtaken()
      return row
    },

    async inForce(tillstandId) {
      const { rows } = await pool.query<Tillstand>({
        name: 'tillstand-gallande',
        text: `select tillstand_id as "tillstandId", regel, utfardare, slutanvandare, person_ref as "personRef",
                      beslut is not distinct from 'godkant' as approved
                 from tillstand where tillstand_id = $1 and status = 'beviljat' and valid_to > now()`,
        values: [tillstandId],
      })
      return rows[0]
    },

    async list({ status, askedBy, limit, page }) {
      const { rows } = await pool.query<Row>(
        `select * from (select *, ${SHOWN_STATUS} as shown from tillstand) as t
          where ($1::text is null or shown = $1) and ($4::text is null or (utfardare = $4 and slutanvandare = $5))
          order by begart desc, tillstand_id limit $2 offset $3`,
        [status ?? null, limit + 1, (page - 1) * limit, askedBy?.utfardare ?? null, askedBy?.av ?? null],
      )
      return rows.map(toRow)
    },

    obstacleToReview: (tillstandId, review) => obstacleToReview(pool, tillstandId, review),

    async review(tillstandId, { utfall, utfardare, av, kommentar }) {
      const { rowCount } = await pool.query(
        `update tillstand set granskning = $2, reviewed_issuer = $3, reviewed_by = $4, review_comment = $5, reviewed = now()
          where tillstand_id = $1 and ${MAY_BE_REVIEWED} and ${OTHER_THAN_ASKED} and ${OTHER_THAN_DECIDED}`,
        [tillstandId, utfall, utfardare, av, kommentar],
      )
      if (rowCount === 0 && (await obstacleToReview(pool, tillstandId, { utfall, utfardare, av })) !== undefined)
        throw overtaken()
    },
  }
}

/**
 * Deletes enkelttillstånd that expired or lapsed 25 months ago, reviewed or not; the access log has its own record of
 * them. Returns the number.
 */
export async function purgeTillstand(pool: pg.Pool, now: Date): Promise<number> {
  const { rowCount } = await pool.query('delete from tillstand where valid_to < $1', [oldestDay(now)])
  return rowCount ?? 0
}

const SHOWN_STATUS = `case when status = 'vantar-godkannande' and valid_to <= now() then 'forfallet' else status end`
/** $3 and $4 are the issuer and subject of who takes the step. */
const OTHER_THAN_ASKED = '(utfardare, slutanvandare) is distinct from ($3, $4)'
const OTHER_THAN_DECIDED = '(decided_issuer, decided_by) is distinct from ($3, $4)'
const MAY_BE_DECIDED = `status = 'vantar-godkannande' and valid_to > now()`
const MAY_BE_REVIEWED = `${SHOWN_STATUS} <> 'vantar-godkannande' and (granskning is null or granskning = 'behover-utredas')`

const overtaken = () => new InsynError('KONFLIKT', 'somebody else took the step meanwhile')

interface Obstacle {
  readonly own: boolean
  /** The same end user has taken the same step already. */
  readonly mine: boolean
  readonly open: boolean
}

function stepFailure(row: Obstacle | undefined): StepFailure | undefined {
  if (row === undefined) return 'finns-ej'
  if (row.own) return 'eget'
  return row.mine || row.open ? undefined : 'konflikt'
}

async function obstacleToDecision(
  pool: pg.Pool,
  tillstandId: string,
  { utfall, utfardare, av }: Omit<StandTaken<Beslut>, 'kommentar'>,
): Promise<StepFailure | undefined> {
  const { rows } = await pool.query<Obstacle>(
    `select not (${OTHER_THAN_ASKED}) as own, beslut is not distinct from $2 and not (${OTHER_THAN_DECIDED}) as mine,
            ${MAY_BE_DECIDED} as open
       from tillstand where tillstand_id = $1`,
    [tillstandId, utfall, utfardare, av],
  )
  return stepFailure(rows[0])
}

async function obstacleToReview(
  pool: pg.Pool,
  tillstandId: string,
  { utfall, utfardare, av }: Omit<StandTaken<Review>, 'kommentar'>,
): Promise<StepFailure | undefined> {
  const { rows } = await pool.query<Obstacle>(
    `select not (${OTHER_THAN_ASKED} and ${OTHER_THAN_DECIDED}) as own,
            granskning is not distinct from $2 and (reviewed_issuer, reviewed_by) is not distinct from ($3, $4) as mine,
            ${MAY_BE_REVIEWED} as open
       from tillstand where tillstand_id = $1`,
    [tillstandId, utfall, utfardare, av],
  )
  return stepFailure(rows[0])
}

interface Row {
  readonly tillstand_id: string
  readonly regel: ExceptionRule
  readonly shown: TillstandStatus
  readonly utfardare: string
  readonly slutanvandare: string
  readonly klient: string
  readonly arende: string | null
  readonly motivering: string
  readonly minuter: number
  readonly begart: Date
  readonly valid_to: Date
  readonly beslut: Beslut | null
  readonly decided_issuer: string | null
  readonly decided_by: string | null
  readonly decision_comment: string | null
  readonly decided: Date | null
  readonly granskning: Review | null
  readonly reviewed_issuer: string | null
  readonly reviewed_by: string | null
  readonly review_comment: string | null
  readonly reviewed: Date | null
}

function toRow(row: Row): TillstandRow {
  return {
    tillstandId: row.tillstand_id,
    regel: row.regel,
    status: row.shown,
    utfardare: row.utfardare,
    slutanvandare: row.slutanvandare,
    klient: row.klient,
    arende: row.arende,
    motivering: row.motivering,
    minuter: row.minuter,
    begart: row.begart,
    giltigTill: row.valid_to,
    beslut: standTaken(row.beslut, row.decided_issuer, row.decided_by, row.decision_comment, row.decided),
    granskning: standTaken(row.granskning, row.reviewed_issuer, row.reviewed_by, row.review_comment, row.reviewed),
  }
}

const standTaken = <U>(
  verdict: U | null,
  issuer: string | null,
  by: string | null,
  comment: string | null,
  time: Date | null,
) =>
  verdict === null || issuer === null || by === null || comment === null || time === null
    ? null
    : { utfall: verdict, utfardare: issuer, av: by, kommentar: comment, tid: time }

function requireRow<T>(rows: readonly T[]): T {
  const [row] = rows
  if (row === undefined) throw new Error('insert returned no row')
  return row
}
