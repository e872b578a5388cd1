import type { Criteria, Position } from './criteria.ts'

/** The conditions of one search, with the values of their parameters. */
export interface Plan {
  readonly values: readonly unknown[]
  /** The first of the values are those of `actors`. */
  readonly actorValues: number
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
  /** Only rows since then; fewer than wanted of them do not say that there are no more. */
  readonly since?: Date
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
  const actorValues = values.length
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
    actorValues,
    profile: profile.join(' and '),
    actors: named,
    sets,
    row: all(row),
    time: all(time),
    order,
  }
}

const all = (conditions: readonly string[]): string => (conditions.length === 0 ? 'true' : conditions.join(' and '))

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

const since = (plan: Plan, { since }: Source): Plan =>
  since === undefined
    ? plan
    : {
        ...plan,
        values: [...plan.values, since.toISOString()],
        time: `${plan.time} and i.tid >= $${plan.values.length + 1}::timestamptz`,
      }

const directed = (name: string, order: Order) =>
  ['tid', 'nummer', 'profile'].map((column) => `${name}.${column} ${order}`).join(', ')

/** So many end users with most records are named, and those with as many as the last of them. */
const ACTORS = 20

/** The parameters of a search beside those of its plan. */
export interface Wanted {
  /** So many rows are looked for. */
  readonly wanted: number
  /** So many of them are shown. */
  readonly shown: number
  /** So many of them are counted by profile, kinds shown and end user; undefined: none. */
  readonly counted: number | undefined
}

/** One pass over the rows counts them all: what the profiles and sets contain is looked up by the caller. */
export function searchStatement(all: Plan, source: Source, { wanted, shown, counted }: Wanted): Statement {
  const plan = since(all, source)
  const order = directed('n', plan.order)
  const values = [...plan.values, wanted, shown, ...(counted === undefined ? [] : [counted])]
  const [wantedAt = '', shownAt = '', countedAt = ''] = [1, 2, 3].map((one) => `$${plan.values.length + one}::bigint`)
  const groups = `
    groups as materialized (
      select profile, shown, actor, count(*)::int as n, grouping(profile, shown, actor) as beside
        from (select n.profile, n.shown, n.actor from newest n order by ${order} limit ${countedAt}) counted
       group by grouping sets ((profile), (shown), (actor)))`
  const counts = (column: 'profile' | 'shown', beside: string) =>
    `(select json_agg(json_build_array(${column}, n)) from groups
       where beside = ${beside} and ${column} is not null) as "${column}Counts"`
  const figures = `
    ${counts('profile', "b'011'::int")},
    ${counts('shown', "b'101'::int")},
    (select json_agg(json_build_object('value', x.slutanvandare, 'utfardare', x.utfardare, 'count', a.n)
                     order by a.n desc, x.slutanvandare, x.utfardare)
       from (select actor, n, rank() over (order by n desc) as place from groups
              where beside = b'110'::int and actor is not null) a
       join access_actor x on x.id = a.actor where a.place <= ${ACTORS}) as actors`
  const text = `
    with ${newest(plan, source, wantedAt)}${counted === undefined ? '' : `,${groups}`}
    select (select count(*) from newest) as found,
           (select json_agg(json_build_array(nummer, profile, (extract(epoch from tid) * 1000000)::bigint))
              from (select * from newest n order by ${order} limit ${shownAt}) n) as places
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
