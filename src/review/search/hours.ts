import type pg from 'pg'
import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { failed, invalidRequest } from '../../access/refusals.ts'
import { hourCounter } from '../../atkomstlogg/follow/hour-counter.ts'
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
  /** The time of the first lookup of the days that `count` lacks, of those that it counts, when that is before `before`. */
  uncountedSince(logs: readonly string[], from: string, to: string, before: Date): Promise<Date | undefined>
}

export interface HoursDeps extends FollowUpDeps {
  readonly hours: HourStore
}

const DAYS = 30
const MAX_DAYS = 92
/** The counter reads every second; what is younger it has merely not come to. */
const CURRENT_MS = 60_000

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
      const [counts, uncounted] = await Promise.all([
        hours.count(logs, from, to, units.named),
        hours.uncountedSince(logs, from, to, new Date(grounds.tid.getTime() - CURRENT_MS)),
      ])
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
          raknatTill: uncounted?.toISOString() ?? null,
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
      // The hours as they are counted while the log grows, less those of named users, whose records are few and found by name. Of
      // these only what has been counted, and is still: a record on hold outlives its hour, and would be taken from another. Whole
      // hours are told by the clock in Stockholm last, when they are few.
      `with span as (
         select $2::date::timestamp at time zone 'Europe/Stockholm' as starts,
                ($3::date + 1)::timestamp at time zone 'Europe/Stockholm' as ends),
       named as materialized (
         select a.id, a.utfardare, a.slutanvandare from unnest($4::text[], $5::text[]) as n (utfardare, slutanvandare)
           join access_actor a on a.utfardare = n.utfardare and a.slutanvandare = n.slutanvandare),
       found as (
         select date_bin('1 hour', i.tid, 'epoch') as hour, p.logg, array_to_string(p.roller, ' ') as roll,
                n.utfardare, n.slutanvandare, count(*) as count
           from span, named n join access_index i on i.actor = n.id join access_profile p on p.id = i.profile
           join log_follower f on f.logg = p.logg and f.reader = $6
          where p.logg = any ($1::text[]) and p.event in ('uppslag', 'faktura') and not p.protected
            and i.tid >= span.starts and i.tid < span.ends and i.nummer < f.nummer
          group by 1, 2, 3, 4, 5),
       of_named as materialized (
         select hour, roll, utfardare, slutanvandare, found.count from found join uppslag_hour using (hour, logg, roll)),
       hours as (
         select hour, roll, null as utfardare, null as slutanvandare, sum(count) as count
           from span join uppslag_hour on hour >= starts and hour < ends where logg = any ($1::text[]) group by 1, 2
         union all select hour, roll, null, null, -count from of_named
         union all select hour, roll, utfardare, slutanvandare, count from of_named)
       select extract(isodow from local)::int as day, extract(hour from local)::int as hour,
              roll, utfardare, slutanvandare, sum(count)::int as count
         from (select hour at time zone 'Europe/Stockholm' as local, roll, utfardare, slutanvandare, count from hours) as lookups
        group by 1, 2, 3, 4, 5 having sum(count) > 0`,
      [
        logs,
        from,
        to,
        named.map(({ utfardare }) => utfardare),
        named.map((one) => one.slutanvandare),
        hourCounter.name,
      ],
    )
    return rows
  },

  async uncountedSince(logs, from, to, before) {
    const { rows } = await pool.query<{ since: Date | null }>(
      // Of what every officer of the log may see alone, as the counts: when the log last grew would else tell of records that are
      // hidden. Numbers come in the order of writing, and times in that of asking, so an hour before the place is looked through too.
      // Only where the counter is late: to look costs a search in the index for each profile of the log.
      `with span as (
         select $2::date::timestamp at time zone 'Europe/Stockholm' as starts,
                ($3::date + 1)::timestamp at time zone 'Europe/Stockholm' as ends),
       behind as (
         select h.logg, coalesce(f.nummer, 0) as nummer, r.tid - interval '1 hour' as tid
           from log_head h left join log_follower f on f.logg = h.logg and f.reader = $4
           left join access_record r on r.logg = h.logg and r.nummer = coalesce(f.nummer, 0)
          where h.logg = any ($1::text[]) and h.size > coalesce(f.nummer, 0) and (r.tid is null or r.tid < $5))
       select min(first.tid) as since
         from span cross join behind b join access_profile p on p.logg = b.logg
         cross join lateral (
           select i.tid from access_index i
            where i.profile = p.id and i.actor is not null and i.nummer >= b.nummer
              and i.tid >= greatest(span.starts, b.tid) and i.tid < span.ends
            order by i.tid limit 1) as first
        where p.event in ('uppslag', 'faktura') and not p.protected having min(first.tid) < $5`,
      [logs, from, to, hourCounter.name, before],
    )
    return rows[0]?.since ?? undefined
  },
})
