import type pg from 'pg'
import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { failed, invalidRequest } from '../../access/refusals.ts'
import { daysAfter, swedishDate, type Weekday, WEEKDAYS } from '../../platform/stockholm-time.ts'
import type { FollowUpDeps } from '../follow-up/follow-up-steps.ts'
import { type Units, unitsOf } from '../follow-up/lookups.ts'
import { shownWithSum } from '../follow-up/suppress.ts'
import { beginReview, reviewRecords } from '../officers.ts'
import type { HoursQuery, Timmesstatistik } from './hours-schema.ts'

/** Records of lookups in one hour of one day of the week, by role, and by end user where the user is named. */
export interface HourCount {
  /** 1 is Monday, as in ISO 8601. */
  readonly day: number
  readonly hour: number
  readonly roll: string | null
  readonly utfardare: string | null
  readonly slutanvandare: string | null
  readonly count: number
}

export interface HourStore {
  /** Never those that tell protection, whoever asks: with two sets of figures the difference would tell how many are protected. */
  count(logs: readonly string[], from: string, to: string, named: Units['named']): Promise<readonly HourCount[]>
}

export interface HoursDeps extends FollowUpDeps {
  readonly hours: HourStore
}

const DAYS = 30
const MAX_DAYS = 92

/** When in the week each unit looks persons up. */
export function createHours(deps: HoursDeps) {
  const { keys, followUp, hours } = deps
  const units = unitsOf(followUp.rules)

  const unitOf = ({ roll, utfardare, slutanvandare }: HourCount): string =>
    units.of({ roll, slutanvandare, utfardare, identitet: utfardare === null ? 'uppgiven' : 'token' })

  return async (query: HoursQuery, caller: Caller): Promise<Outcome<Timmesstatistik>> => {
    const { logg } = query
    const step = beginReview(deps, caller, { skal: 'statistik', loggar: logg === undefined ? undefined : [logg] })
    if (isRefused(step)) return step
    const { grounds, logs } = step
    const to = query.tillOchMed ?? swedishDate(grounds.tid)
    const from = query.franOchMed ?? daysAfter(to, 1 - DAYS)
    if (from > to || daysAfter(from, MAX_DAYS) <= to)
      return invalidRequest(keys, grounds, [
        { pekare: '/franOchMed', regel: `ska vara högst ${String(MAX_DAYS - 1)} dygn före tillOchMed` },
      ])
    try {
      const counts = await hours.count(logs, from, to, units.named)
      const byUnit = new Map<string, number[]>()
      for (const one of counts) {
        const unit = unitOf(one)
        const week = byUnit.get(unit) ?? new Array<number>(7 * 24).fill(0)
        byUnit.set(unit, week)
        const place = (one.day - 1) * 24 + one.hour
        week[place] = (week[place] ?? 0) + one.count
      }
      return {
        poster: reviewRecords(keys, step, { orsak: 'tider', utfall: 'visat', detaljer: { fran: from, till: to } }),
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: grounds.tid.toISOString(),
          franOchMed: from,
          tillOchMed: to,
          enheter: [...byUnit]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([unit, week]) => shownUnit(unit, followUp.rules.enheter[unit]?.namn ?? nameOf(deps, unit), week)),
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

const nameOf = ({ policy }: HoursDeps, roll: string): string => policy.roller[roll]?.namn ?? 'Ingen enhet'

function shownUnit(unit: string, name: string, week: readonly number[]): Timmesstatistik['enheter'][number] {
  const used = week.flatMap((count, place) => (count > 0 ? [{ count, place }] : []))
  const { cells, sum } = shownWithSum(used.map(({ count }) => count))
  return {
    enhet: unit,
    namn: name,
    ...sum,
    celler: used.map(({ place }, i) => ({
      veckodag: WEEKDAYS[Math.floor(place / 24)] as Weekday,
      timme: place % 24,
      antal: cells[i]?.antal ?? null,
      antalText: cells[i]?.antalText ?? '',
    })),
  }
}

export const postgresHours = (pool: pg.Pool): HourStore => ({
  async count(logs, from, to, named) {
    const { rows } = await pool.query<HourCount>(
      // Counted by whole hours first, which all clocks in Europe share; only these few are then told by the clock in Stockholm.
      `with profiles as materialized (
         select id, array_to_string(roller, ' ') as roll from access_profile
          where logg = any ($1::text[]) and event in ('uppslag', 'faktura') and not protected),
       named as materialized (
         select a.id, a.utfardare, a.slutanvandare from unnest($4::text[], $5::text[]) as n (utfardare, slutanvandare)
           join access_actor a on a.utfardare = n.utfardare and a.slutanvandare = n.slutanvandare),
       hours as materialized (
         select p.roll, n.id as actor, date_bin('1 hour', i.tid, 'epoch') as hour, count(*) as count
           from access_index i join profiles p on p.id = i.profile left join named n on n.id = i.actor
          where i.actor is not null and i.tid >= $2::date::timestamp at time zone 'Europe/Stockholm'
            and i.tid < ($3::date + 1)::timestamp at time zone 'Europe/Stockholm'
          group by 1, 2, 3)
       select extract(isodow from local)::int as day, extract(hour from local)::int as hour,
              roll, utfardare, slutanvandare, sum(count)::int as count
         from (select h.hour at time zone 'Europe/Stockholm' as local, h.roll, n.utfardare, n.slutanvandare, h.count
                 from hours h left join named n on n.id = h.actor) as lookups
        group by 1, 2, 3, 4, 5`,
      [logs, from, to, named.map(({ utfardare }) => utfardare), named.map((one) => one.slutanvandare)],
    )
    return rows
  },
})
