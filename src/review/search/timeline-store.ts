import type pg from 'pg'
import type { LogPosition } from '../../atkomstlogg/access.ts'
import type { Criteria } from './criteria.ts'
import { linksStatement, planOf } from './search-statement.ts'

/** What a timeline leads on to: the cases and enkelttillstånd that its records name. */
export interface Links {
  readonly arenden: readonly string[]
  readonly tillstand: readonly string[]
}

/** When a case was opened or closed; times in microseconds. */
export interface CaseStep {
  readonly arende: string
  readonly steg: 'oppnat' | 'stangt'
  readonly time: number
}

export interface TimelineStore {
  links(criteria: Criteria): Promise<Links>
  /** Of the register of cases, which forgets those that have been emptied for long; within the days of the criteria. */
  caseSteps(arenden: readonly string[], days: Pick<Criteria, 'from' | 'to'>): Promise<readonly CaseStep[]>
  /** Those that are for officers with the right to see what tells protection only with it. */
  alerts(
    places: readonly LogPosition[],
    mayProtected: boolean,
  ): Promise<readonly (LogPosition & { readonly kind: string })[]>
}

export function postgresTimeline(pool: pg.Pool): TimelineStore {
  return {
    async links(criteria) {
      const { text, values } = linksStatement(planOf(criteria, 'desc', undefined))
      const { rows } = await pool.query<Links>(text, values)
      return rows[0] ?? { arenden: [], tillstand: [] }
    },
    async caseSteps(arenden, { from, to }) {
      const { rows } = await pool.query<CaseStep>(
        `select a.arende_id as arende, s.steg, (extract(epoch from s.at) * 1000000)::bigint as time
           from arende a cross join lateral (values ('oppnat', a.opened_at), ('stangt', a.closed_at)) as s (steg, at)
          where a.arende_id = any ($1) and s.at is not null
            and ($2::date is null or s.at >= $2::date::timestamp at time zone 'Europe/Stockholm')
            and ($3::date is null or s.at < ($3::date + 1)::timestamp at time zone 'Europe/Stockholm')`,
        [arenden, from ?? null, to ?? null],
      )
      return rows
    },
    async alerts(places, mayProtected) {
      const { rows } = await pool.query<LogPosition & { readonly kind: string }>(
        `select a.logg, a.nummer, a.kind from unnest($1::text[], $2::bigint[]) as p (logg, nummer)
           join alert a on a.logg = p.logg and a.nummer = p.nummer and ($3 or not a.protected) order by a.id`,
        [places.map(({ logg }) => logg), places.map(({ nummer }) => nummer), mayProtected],
      )
      return rows
    },
  }
}
