import type pg from 'pg'
import { oldestDay } from '../../atkomstlogg/access.ts'
import { InsynError } from '../../errors.ts'
import type { ExceptionRule } from '../policy.ts'
import {
  normalizeEndUser,
  type Beslut,
  type Review,
  type StandTaken,
  type StepFailure,
  type Tillstand,
  type TillstandStore,
  type TillstandRow,
  type TillstandStatus,
} from './tillstand.ts'

export function postgresTillstand(pool: pg.Pool): TillstandStore {
  return {
    async request(wanted) {
      const { rows } = await pool.query<{ giltigTill: Date }>(
        `insert into tillstand (tillstand_id, regel, status, slutanvandare, sokande, klient, person_ref, arende,
                                motivering, minuter, valid_to)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(mins => $10))
         returning valid_to as "giltigTill"`,
        [
          wanted.tillstandId,
          wanted.regel,
          wanted.status,
          wanted.slutanvandare,
          normalizeEndUser(wanted.slutanvandare),
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

    async decide(tillstandId, { utfall, av, kommentar }) {
      const { rows } = await pool.query<{ giltigTill: Date }>(
        `with decision as (
           update tillstand
              set status = case $2 when 'godkant' then 'beviljat' else 'avslaget' end,
                  beslut = $2, decided_by = $3, beslutande = $4, decision_comment = $5, decided = now(),
                  valid_to = case $2 when 'godkant' then now() + make_interval(mins => minuter) else valid_to end
            where tillstand_id = $1 and ${MAY_BE_DECIDED} and sokande <> $4
           returning valid_to)
         select valid_to as "giltigTill" from decision
         union all
         select valid_to from tillstand where tillstand_id = $1 and beslut = $2 and beslutande = $4`,
        [tillstandId, utfall, av, normalizeEndUser(av), kommentar],
      )
      const [row] = rows
      if (row === undefined) throw overtaken()
      return row
    },

    async inForce(tillstandId) {
      const { rows } = await pool.query<Tillstand>({
        name: 'tillstand-gallande',
        text: `select tillstand_id as "tillstandId", regel, slutanvandare, person_ref as "personRef",
                      beslut is not distinct from 'godkant' as approved
                 from tillstand where tillstand_id = $1 and status = 'beviljat' and valid_to > now()`,
        values: [tillstandId],
      })
      return rows[0]
    },

    async list({ status, limit, page }) {
      const { rows } = await pool.query<Row>(
        `select * from (select *, ${SHOWN_STATUS} as shown from tillstand) as t
          where $1::text is null or shown = $1 order by begart desc, tillstand_id limit $2 offset $3`,
        [status ?? null, limit + 1, (page - 1) * limit],
      )
      return rows.map(toRow)
    },

    obstacleToReview: (tillstandId, review) => obstacleToReview(pool, tillstandId, review),

    async review(tillstandId, { utfall, av, kommentar }) {
      const { rowCount } = await pool.query(
        `update tillstand set granskning = $2, reviewed_by = $3, review_comment = $5, reviewed = now()
          where tillstand_id = $1 and ${MAY_BE_REVIEWED} and sokande <> $4 and beslutande is distinct from $4`,
        [tillstandId, utfall, av, normalizeEndUser(av), kommentar],
      )
      if (rowCount === 0 && (await obstacleToReview(pool, tillstandId, { utfall, av })) !== undefined) throw overtaken()
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
  { utfall, av }: Pick<StandTaken<Beslut>, 'utfall' | 'av'>,
): Promise<StepFailure | undefined> {
  const { rows } = await pool.query<Obstacle>(
    `select sokande = $3 as own, beslut is not distinct from $2 and beslutande is not distinct from $3 as mine,
            ${MAY_BE_DECIDED} as open
       from tillstand where tillstand_id = $1`,
    [tillstandId, utfall, normalizeEndUser(av)],
  )
  return stepFailure(rows[0])
}

async function obstacleToReview(
  pool: pg.Pool,
  tillstandId: string,
  { utfall, av }: Pick<StandTaken<Review>, 'utfall' | 'av'>,
): Promise<StepFailure | undefined> {
  const { rows } = await pool.query<Obstacle>(
    `select sokande = $4 or beslutande is not distinct from $4 as own,
            granskning is not distinct from $2 and reviewed_by is not distinct from $3 as mine,
            ${MAY_BE_REVIEWED} as open
       from tillstand where tillstand_id = $1`,
    [tillstandId, utfall, av, normalizeEndUser(av)],
  )
  return stepFailure(rows[0])
}

interface Row {
  readonly tillstand_id: string
  readonly regel: ExceptionRule
  readonly shown: TillstandStatus
  readonly slutanvandare: string
  readonly klient: string
  readonly arende: string | null
  readonly motivering: string
  readonly minuter: number
  readonly begart: Date
  readonly valid_to: Date
  readonly beslut: Beslut | null
  readonly decided_by: string | null
  readonly decision_comment: string | null
  readonly decided: Date | null
  readonly granskning: Review | null
  readonly reviewed_by: string | null
  readonly review_comment: string | null
  readonly reviewed: Date | null
}

function toRow(row: Row): TillstandRow {
  return {
    tillstandId: row.tillstand_id,
    regel: row.regel,
    status: row.shown,
    slutanvandare: row.slutanvandare,
    klient: row.klient,
    arende: row.arende,
    motivering: row.motivering,
    minuter: row.minuter,
    begart: row.begart,
    giltigTill: row.valid_to,
    beslut: standTaken(row.beslut, row.decided_by, row.decision_comment, row.decided),
    granskning: standTaken(row.granskning, row.reviewed_by, row.review_comment, row.reviewed),
  }
}

const standTaken = <U>(verdict: U | null, by: string | null, comment: string | null, time: Date | null) =>
  verdict === null || by === null || comment === null || time === null
    ? null
    : { utfall: verdict, av: by, kommentar: comment, tid: time }

function requireRow<T>(rows: readonly T[]): T {
  const [row] = rows
  if (row === undefined) throw new Error('insert returned no row')
  return row
}
