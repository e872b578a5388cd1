import type { Criteria, Position } from './search-store.ts'

/** The conditions of one search, with the values of their parameters. */
export interface Plan {
  readonly values: readonly unknown[]
  /** On access_profile, as p. */
  readonly profile: string
  /** The end users, as a query of ids; undefined when any will do. */
  readonly actors: string | undefined
  /** On access_index, as i: of one row, beside its profile and its end user. */
  readonly row: string
  /** On access_index, as i: its time and its place after the page before. */
  readonly time: string
  readonly order: Order
}

/** Newest or oldest first. */
export type Order = 'desc' | 'asc'

/** Where the rows are taken from. All but `time` read at most `limit` of them, in no order. */
export type Source =
  | { readonly by: 'person_ref' | 'arende' | 'tillstand' | 'actor' | 'profile'; readonly limit: number }
  | { readonly by: 'time'; readonly limit?: never }

const LISTS = {
  events: 'p.event = any',
  outcomes: 'p.outcome = any',
  causes: 'p.cause = any',
  purposes: 'p.purpose = any',
  klienter: 'p.klient = any',
  roller: 'p.roller &&',
  flags: 'p.flags &&',
  mangder: 'p.mangder &&',
} as const

export function planOf(criteria: Criteria, order: Order, after: Position | undefined): Plan {
  const values: unknown[] = []
  const parameter = (value: unknown, type: string) => `$${values.push(value)}::${type}`
  const profile = [`p.logg = any (${parameter(criteria.logs, 'text[]')})`]
  if (!criteria.mayProtected) profile.push('not p.protected')
  for (const [name, condition] of Object.entries(LISTS)) {
    const wanted = criteria[name as keyof typeof LISTS]
    if (wanted !== undefined) profile.push(`${condition} (${parameter(wanted, 'text[]')})`)
  }
  const row: string[] = []
  if (criteria.personRef !== undefined) row.push(`i.person_ref = ${parameter(criteria.personRef, 'text')}`)
  if (criteria.arenden !== undefined) row.push(`i.arende = any (${parameter(criteria.arenden, 'text[]')})`)
  if (criteria.tillstand !== undefined) row.push(`i.tillstand = any (${parameter(criteria.tillstand, 'text[]')})`)
  const time: string[] = []
  if (criteria.from !== undefined) time.push(`i.tid >= ${parameter(criteria.from, 'timestamptz')}`)
  if (criteria.to !== undefined) time.push(`i.tid < ${parameter(criteria.to, 'timestamptz')}`)
  if (after !== undefined) {
    const tid = `'epoch'::timestamptz + ${parameter(after.time, 'bigint')} * interval '1 microsecond'`
    const place = [tid, parameter(after.nummer, 'bigint'), parameter(after.profile, 'bigint')]
    time.push(`(i.tid, i.nummer, i.profile) ${order === 'desc' ? '<' : '>'} (${place.join(', ')})`)
  }
  const { actors } = criteria
  const named =
    actors === undefined
      ? undefined
      : `select x.id from unnest(${parameter(
          actors.map(({ slutanvandare }) => slutanvandare),
          'text[]',
        )}, ${parameter(
          actors.map(({ utfardare }) => utfardare ?? null),
          'text[]',
        )}) as w (name, issuer)
           join access_actor x on x.slutanvandare = w.name and (w.issuer is null or x.utfardare = w.issuer)`
  return { values, profile: profile.join(' and '), actors: named, row: all(row), time: all(time), order }
}

const all = (conditions: readonly string[]): string => (conditions.length === 0 ? 'true' : conditions.join(' and '))

/**
 * How many profiles match, and about how many rows have them, of how many: by the statistics of the table, which know
 * the profiles that have most rows.
 */
export const estimateStatement = ({ profile }: Plan): string => `
  with p as (select p.id from access_profile p where ${profile}),
       common as (select v.id, v.share
                    from pg_stats s,
                         unnest(s.most_common_vals::text::bigint[], s.most_common_freqs) as v (id, share)
                   where s.schemaname = current_schema() and s.tablename = 'access_index' and s.attname = 'profile')
  select (select count(*) from p) as profiles, t.total,
         coalesce((select sum(c.share) from common c join p on p.id = c.id), 0) * t.total as rows
    from (select greatest(reltuples, 0)::float8 as total from pg_class where oid = 'access_index'::regclass) t`

const COLUMNS = 'i.tid, i.nummer, i.profile, i.actor, i.person_ref, i.arende, i.tillstand'
const KEYS = 'i.tid, i.nummer, i.profile, i.actor'

/**
 * The rows that were read without order, and those of them that match, in order, at most `wanted`. A test of membership stands
 * as `(… in …) is true`: the planner then looks each row up in a hash and takes the rows as they come, whatever it
 * believes of their number.
 */
function newest({ actors, profile, row, time, order }: Plan, { by, limit = 0 }: Source, wanted: number): string {
  const sets = [`p as materialized (select p.id from access_profile p where ${profile})`]
  if (actors !== undefined) sets.push(`a as materialized (${actors})`)
  const inProfile = '(i.profile in (select id from p)) is true'
  const inActor = actors === undefined ? 'true' : '(i.actor in (select id from a)) is true'
  const sorted = `order by ${directed('i', order)} limit ${wanted}`
  if (by === 'time') {
    const matching = `${time} and ${row} and ${inProfile} and ${inActor}`
    return `${sets.join(', ')},
      newest as materialized (select ${KEYS} from access_index i where ${matching} ${sorted})`
  }
  const one = by === 'profile' ? ['p', 'i.profile'] : by === 'actor' ? ['a', 'i.actor'] : undefined
  const source =
    one === undefined
      ? `select ${COLUMNS} from access_index i where ${row} and ${time} limit ${limit + 1}`
      : `select i.* from ${one[0]} cross join lateral
           (select ${row === 'true' ? KEYS : COLUMNS} from access_index i where ${one[1]} = ${one[0]}.id and ${time}
             order by i.tid ${order} limit ${limit + 1}) i limit ${limit + 1}`
  const matching = `${row} and ${by === 'profile' ? 'true' : inProfile} and ${by === 'actor' ? 'true' : inActor}`
  return `${sets.join(', ')}, unsorted as materialized (${source}),
    newest as materialized (select ${KEYS} from unsorted i where ${matching} ${sorted})`
}

const directed = (name: string, order: Order) =>
  ['tid', 'nummer', 'profile'].map((column) => `${name}.${column} ${order}`).join(', ')

/** The facets of a profile: a column, or each value of one. */
const FACETS = {
  logs: 'logg',
  events: 'event',
  outcomes: 'outcome',
  causes: 'cause',
  purposes: 'purpose',
  klienter: 'klient',
  roller: 'unnest(roller)',
  flags: 'unnest(flags)',
  mangder: 'unnest(mangder)',
} as const
const ACTORS = 20

/** `counted`: how many of them are counted by facet, if any. */
export function searchStatement(
  plan: Plan,
  source: Source,
  { wanted, shown, counted }: { readonly wanted: number; readonly shown: number; readonly counted: number | undefined },
): string {
  const order = directed('n', plan.order)
  const unsorted = source.by === 'time' ? '0' : '(select count(*) from unsorted)'
  const facets = Object.entries(FACETS).map(
    ([name, value]) => `'${name}', (select jsonb_agg(jsonb_build_object('value', value, 'count', count)
        order by count desc, value) from (select value, sum(n) as count from (select ${value} as value, n from profiles) v
        where value is not null group by value) v)`,
  )
  const counts = `
    counted as materialized (select n.profile, n.actor from newest n order by ${order} limit ${counted ?? 0}),
    profiles as materialized (
      select p.*, c.n from (select profile, count(*) as n from counted group by profile) c
        join access_profile p on p.id = c.profile)`
  const figures = `
    (select jsonb_build_object(${facets.join(',\n')})) as facets,
    (select jsonb_agg(jsonb_build_object('value', slutanvandare, 'utfardare', utfardare, 'count', n)
                      order by n desc, slutanvandare, utfardare)
       from (select actor, count(*) as n from counted group by actor) c join access_actor x on x.id = c.actor
      where n >= (select min(n) from (select count(*) as n from counted where actor is not null
                                       group by actor order by 1 desc limit ${ACTORS}) most)) as actors`
  return `
    with ${newest(plan, source, wanted)}${counted === undefined ? '' : `,${counts}`}
    select ${unsorted} as unsorted, (select count(*) from newest) as found,
           (select coalesce(jsonb_agg(to_jsonb(f)), '[]')
              from (select p.logg, n.nummer, n.profile, (extract(epoch from n.tid) * 1000000)::bigint as time
                      from (select * from newest n order by ${order} limit ${shown}) n
                      join access_profile p on p.id = n.profile order by ${order}) f) as places
           ${counted === undefined ? '' : `, ${figures}`}`
}
