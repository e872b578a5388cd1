import type pg from 'pg'
import type { LogPosition } from '../../atkomstlogg/access.ts'
import { estimateStatement, planOf, searchStatement, type Order, type Source } from './search-statement.ts'

/** What is searched for: within a criterion any of the values, all criteria together. An absent one asks for nothing. */
export interface Criteria {
  /** The logs that are searched: those of the officer, or some of them. */
  readonly logs: readonly string[]
  /** Without it, records that tell protection do not exist. */
  readonly mayProtected: boolean
  readonly personRef?: string | undefined
  /** Without an issuer, of every issuer. */
  readonly actors?: readonly { readonly slutanvandare: string; readonly utfardare?: string | undefined }[] | undefined
  readonly events?: readonly string[] | undefined
  readonly outcomes?: readonly string[] | undefined
  readonly causes?: readonly string[] | undefined
  readonly purposes?: readonly string[] | undefined
  readonly klienter?: readonly string[] | undefined
  readonly roller?: readonly string[] | undefined
  readonly flags?: readonly string[] | undefined
  readonly mangder?: readonly string[] | undefined
  readonly arenden?: readonly string[] | undefined
  readonly tillstand?: readonly string[] | undefined
  /** From the one, before the other. */
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

/** Where a row stands in the order of every search: by time, then by number, then by profile, which no two rows share. */
export interface Position {
  /** Microseconds since 1970. */
  readonly time: number
  readonly nummer: number
  readonly profile: number
}

export interface Found extends Position {
  readonly logg: string
}

export interface FacetValue {
  readonly value: string
  readonly count: number
}

const FACETS = ['logs', 'events', 'outcomes', 'causes', 'purposes', 'klienter', 'roller', 'flags', 'mangder'] as const
export type Facet = (typeof FACETS)[number]

export interface Counted {
  /** At most COUNTED; the facets are those of the newest so many. */
  readonly count: number
  readonly more: boolean
  readonly facets: Readonly<Record<Facet, readonly FacetValue[]>>
  /** The end users with most records, by name and issuer. */
  readonly actors: readonly (FacetValue & { readonly utfardare: string | null })[]
}

export interface PageFrom {
  readonly after?: Position | undefined
  /** Newest first unless it says otherwise. */
  readonly order?: Order
}

export interface SearchStore {
  /** At most `limit` places in order, without counting. */
  page(criteria: Criteria, limit: number, from: PageFrom): Promise<readonly Found[]>
  /** The newest, and counts of what was found. */
  first(criteria: Criteria, limit: number): Promise<Counted & { readonly places: readonly Found[] }>
  /** The records at these places, as their logs have them; one that has been pruned meanwhile is absent. */
  records(places: readonly LogPosition[]): Promise<readonly (LogPosition & { readonly record: string })[]>
}

/** So many matches are counted; more are said to be more. */
export const COUNTED = 5_000
/** So many rows of the index are read without order at most: what is rarer is found by its own index, and sorted. */
const UNSORTED = 50_000
/** A descent into an index costs about as much as the reading of so many rows of it. */
const DESCENT = 10

export function postgresSearch(pool: pg.Pool): SearchStore {
  async function read(criteria: Criteria, wanted: Wanted, { after, order = 'desc' }: PageFrom): Promise<Read> {
    const plan = planOf(criteria, order, after)
    const { rows } = await pool.query<Estimate>(estimateStatement(plan), [...plan.values])
    const [estimate] = rows
    if (estimate === undefined || estimate.profiles === 0) return NOTHING
    for (const source of sourcesOf(criteria, estimate, wanted.wanted)) {
      const { rows } = await pool.query<Read>(searchStatement(plan, source, wanted), [...plan.values])
      const [found] = rows
      if (found !== undefined && found.unsorted <= (source.limit ?? 0)) return found
    }
    return NOTHING
  }
  return {
    async page(criteria, limit, from) {
      return (await read(criteria, { wanted: limit, shown: limit, counted: undefined }, from)).places
    },
    async first(criteria, limit) {
      const { places, found, facets, actors } = await read(
        criteria,
        { wanted: COUNTED + 1, shown: limit, counted: COUNTED },
        {},
      )
      const count = Math.min(found, COUNTED)
      return { places, count, more: found > count, facets: withoutNull(facets), actors: actors ?? [] }
    },
    async records(places) {
      const { rows } = await pool.query<LogPosition & { readonly record: string }>(
        `select r.logg, r.nummer, r.record
           from unnest($1::text[], $2::bigint[]) with ordinality as p (logg, nummer, place)
           join access_record r on r.logg = p.logg and r.nummer = p.nummer order by p.place`,
        [places.map(({ logg }) => logg), places.map(({ nummer }) => nummer)],
      )
      return rows
    },
  }
}

interface Wanted {
  readonly wanted: number
  readonly shown: number
  readonly counted: number | undefined
}

interface Read {
  readonly unsorted: number
  readonly found: number
  readonly places: readonly Found[]
  readonly facets?: Partial<Record<Facet, readonly FacetValue[] | null>> | null
  readonly actors?: Counted['actors'] | null
}
const NOTHING: Read = { unsorted: 0, found: 0, places: [] }

interface Estimate {
  readonly profiles: number
  readonly rows: number
  readonly total: number
}

/**
 * From where to read, the most promising first. What names few rows is read by its own index; when it turns out to name
 * more than UNSORTED, the rows are dense enough to be found in the order of time.
 */
function* sourcesOf(criteria: Criteria, { profiles, rows, total }: Estimate, wanted: number): Generator<Source> {
  const { tillstand, personRef, arenden, actors } = criteria
  if (tillstand !== undefined) yield { by: 'tillstand', limit: UNSORTED }
  else if (personRef !== undefined) yield { by: 'person_ref', limit: UNSORTED }
  else if (arenden !== undefined) yield { by: 'arende', limit: UNSORTED }
  if (actors !== undefined) yield { by: 'actor', limit: UNSORTED }
  if (rows === 0 || rows + DESCENT * profiles <= (wanted * total) / rows) yield { by: 'profile', limit: UNSORTED }
  yield { by: 'time' }
}

/** A facet without a value has none. */
const withoutNull = (facets: Read['facets']): Counted['facets'] =>
  Object.fromEntries(FACETS.map((name) => [name, facets?.[name] ?? []])) as Record<Facet, readonly FacetValue[]>
