import type { Criteria, Position } from './criteria.ts'

/** The conditions of one search, with the values of their parameters. */
export interface Plan {
  readonly values: readonly unknown[]
  /** How many of the values the estimate takes. */
  readonly estimated: number
  /** On access_profile, as p. */
  readonly profile: string
  /** The end users, as a query of ids; undefined when any will do. */
  readonly actors: string | undefined
  /** The sets with one of the kinds, as a query of ids; undefined when any will do. */
  readonly sets: string | undefined
  /** On access_index, as i: of one row, beside what the above say. */
  readonly row: string
  /** On access_index, as i: its time and its place after the page before. */
  readonly time: string
  readonly order: Order
}

export interface Statement {
  readonly text: string
  readonly values: unknown[]
}

/** Newest or oldest first. */
export type Order = 'desc' | 'asc'

/**
 * Where rows are read: by an index of their own, or by time. In order until enough match, or all of them, to be sorted then.
 */
export interface Source {
  readonly by: 'person_ref' | 'arende' | 'tillstand' | 'actor' | 'shown' | 'profile' | 'time'
  readonly inOrder: boolean
}

const LISTS = {
  events: 'p.event = any',
  outcomes: 'p.outcome = any',
  causes: 'p.cause = any',
  purposes: 'p.purpose = any',
  klienter: 'p.klient = any',
  roller: 'p.roller &&',
  flags: 'p.flags &&',
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
  const sets =
    criteria.mangder === undefined
      ? undefined
      : `select s.id from access_shown s where s.mangder && ${parameter(criteria.mangder, 'text[]')}`
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
  const estimated = values.length
  const row: string[] = []
  if (criteria.personRef !== undefined) row.push(`i.person_ref = ${parameter(criteria.personRef, 'text')}`)
  if (criteria.arenden !== undefined) row.push(`i.arende = any (${parameter(criteria.arenden, 'text[]')})`)
  if (criteria.tillstand !== undefined) row.push(`i.tillstand = any (${parameter(criteria.tillstand, 'text[]')})`)
  const time: string[] = []
  const midnight = (day: string) => `(${day})::timestamp at time zone 'Europe/Stockholm'`
  if (criteria.from !== undefined) time.push(`i.tid >= ${midnight(parameter(criteria.from, 'date'))}`)
  if (criteria.to !== undefined) time.push(`i.tid < ${midnight(`${parameter(criteria.to, 'date')} + 1`)}`)
  if (after !== undefined) {
    const moment = `'epoch'::timestamptz + ${parameter(after.time, 'bigint')} * interval '1 microsecond'`
    const place = [moment, parameter(after.nummer, 'bigint'), parameter(after.profile, 'bigint')]
    time.push(`(i.tid, i.nummer, i.profile) ${order === 'desc' ? '<' : '>'} (${place.join(', ')})`)
  }
  return {
    values,
    estimated,
    profile: profile.join(' and '),
    actors: named,
    sets,
    row: all(row),
    time: all(time),
    order,
  }
}

const all = (conditions: readonly string[]): string => (conditions.length === 0 ? 'true' : conditions.join(' and '))

/** What the statistics of the table know of a search. */
export interface Estimate {
  readonly total: number
  /** How many profiles, sets and end users match, and about how many rows have one of them. */
  readonly profile: Share
  readonly shown: Share
  readonly actor: Share
}
export interface Share {
  readonly ids: number
  readonly rows: number
}

/** The statistics know the values that have most rows; of the others nothing is known but that they are few. */
export function estimateStatement(plan: Plan): string {
  const known = `select v.id, v.share from pg_stats c,
                   unnest(c.most_common_vals::text::bigint[], c.most_common_freqs) as v (id, share)
                 where c.schemaname = current_schema() and c.tablename = 'access_index' and c.attname = `
  const share = (column: SetName) =>
    `(select jsonb_build_object('ids', count(*), 'rows', coalesce(sum(k.share), 0) * t.total)
        from (${setsOf(plan)[column] ?? NONE}) m left join (${known} '${column}') k on k.id = m.id) as ${column}`
  return `select t.total, ${Object.keys(SETS)
    .map((column) => share(column as SetName))
    .join(', ')}
            from (select greatest(reltuples, 0)::float8 as total from pg_class where oid = 'access_index'::regclass) t`
}

const NONE = 'select null::bigint as id where false'
const KEYS = 'i.tid, i.nummer, i.profile, i.shown, i.actor'
/** By which column a set of ids is looked up, and as which name the set stands. */
const SETS = { profile: 'p', shown: 's', actor: 'a' } as const
type SetName = keyof typeof SETS

const setsOf = (plan: Plan): Readonly<Record<SetName, string | undefined>> => ({
  profile: `select p.id from access_profile p where ${plan.profile}`,
  shown: plan.sets,
  actor: plan.actors,
})

/**
 * The rows that match, in order, at most `wanted`. A test of membership stands as `(… in …) is true`, and a scan by ids as a
 * subquery that is not merged: the planner then takes the rows as they come, whatever it believes of their number.
 */
function newest(plan: Plan, { by, inOrder }: Source, wanted: string): string {
  const { row, time, order } = plan
  const queries = Object.entries(setsOf(plan)).filter(([, query]) => query !== undefined)
  const sets = queries
    .map(([column, query]) => `${SETS[column as SetName]} as materialized (${query ?? ''})`)
    .join(', ')
  const member = queries
    .filter(([column]) => column !== by)
    .map(([column]) => `(i.${column} in (select id from ${SETS[column as SetName]})) is true`)
  const matching = [time, row, ...member].join(' and ')
  const sorted = `order by ${directed('i', order)} limit ${wanted}`
  const rows =
    by in SETS
      ? `select i.* from ${SETS[by as SetName]} one cross join lateral
           (select ${KEYS} from access_index i where i.${by} = one.id and ${matching} ${inOrder ? sorted : 'offset 0'}) i`
      : `select ${KEYS} from access_index i where ${matching} ${inOrder ? '' : 'offset 0'}`
  return `${sets}, newest as materialized (select ${KEYS} from (${rows}) i ${sorted})`
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
} as const
const ACTORS = 20

/** The parameters of a search beside those of its plan. */
export interface Wanted {
  /** So many rows are looked for. */
  readonly wanted: number
  /** So many of them are shown. */
  readonly shown: number
  /** So many of them are counted by facet; undefined: none. */
  readonly counted: number | undefined
}

export function searchStatement(plan: Plan, source: Source, { wanted, shown, counted }: Wanted): Statement {
  const order = directed('n', plan.order)
  const values = [...plan.values, wanted, shown, ...(counted === undefined ? [] : [counted])]
  const [wantedAt = '', shownAt = '', countedAt = ''] = [1, 2, 3].map((one) => `$${plan.values.length + one}::bigint`)
  const facet = ([name, value, from]: readonly string[]) =>
    `'${name}', (select jsonb_agg(jsonb_build_object('value', value, 'count', count) order by count desc, value)
                  from (select value, sum(n) as count from (select ${value} as value, n from ${from}) v
                         where value is not null group by value) v)`
  const facets = [...Object.entries(FACETS).map((one) => [...one, 'profiles']), ['mangder', 'unnest(mangder)', 'sets']]
  const counts = `
    counted as materialized (select n.profile, n.shown, n.actor from newest n order by ${order} limit ${countedAt}),
    profiles as materialized (
      select p.*, c.n from (select profile, count(*) as n from counted group by profile) c
        join access_profile p on p.id = c.profile),
    sets as materialized (
      select s.mangder, c.n from (select shown, count(*) as n from counted group by shown) c
        join access_shown s on s.id = c.shown)`
  const figures = `
    (select jsonb_build_object(${facets.map(facet).join(',\n')})) as facets,
    (select jsonb_agg(jsonb_build_object('value', slutanvandare, 'utfardare', utfardare, 'count', n)
                      order by n desc, slutanvandare, utfardare)
       from (select actor, count(*) as n from counted group by actor) c join access_actor x on x.id = c.actor
      where n >= (select min(n) from (select count(*) as n from counted where actor is not null
                                       group by actor order by 1 desc limit ${ACTORS}) most)) as actors`
  const text = `
    with ${newest(plan, source, wantedAt)}${counted === undefined ? '' : `,${counts}`}
    select (select count(*) from newest) as found,
           (select coalesce(jsonb_agg(to_jsonb(f)), '[]')
              from (select p.logg, n.nummer, n.profile, (extract(epoch from n.tid) * 1000000)::bigint as time
                      from (select * from newest n order by ${order} limit ${shownAt}) n
                      join access_profile p on p.id = n.profile order by ${order}) f) as places
           ${counted === undefined ? '' : `, ${figures}`}`
  return { text, values }
}

/** More cases or enkelttillstånd than these are not followed. */
const LINKS = 5_000

/** The newest cases and enkelttillstånd that matching records name. */
export function linksStatement(plan: Plan): Statement {
  const sets = Object.entries(setsOf(plan)).filter(([, query]) => query !== undefined)
  const matching = sets.map(([column, query]) => `(i.${column} in (${query ?? ''})) is true`)
  const newest = (column: string) =>
    `(select coalesce(array_agg(v), '{}') from (select ${column} as v from named where ${column} is not null
       group by 1 order by max(tid) desc limit ${LINKS}) v)`
  const text = `
    with named as materialized (
      select i.tid, i.arende, i.tillstand from access_index i where ${[plan.time, plan.row, ...matching].join(' and ')})
    select ${newest('arende')} as arenden, ${newest('tillstand')} as tillstand`
  return { text, values: [...plan.values] }
}
