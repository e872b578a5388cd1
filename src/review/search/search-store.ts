import type pg from 'pg'
import type { LogPosition } from '../../atkomstlogg/access.ts'
import type { Criteria, Position } from './criteria.ts'
import {
  estimateStatement,
  planOf,
  searchStatement,
  type Estimate,
  type Order,
  type Source,
  type Wanted,
} from './search-statement.ts'

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
/** The rows of so many ids are read in order, each up to what is wanted. */
const FEW = 8
/** Rows of a table of which the statistics know nothing yet, or little. */
const UNKNOWN = 10_000
/** A descent into an index costs about as much as the reading of so many rows of it. */
const DESCENT = 10

export function postgresSearch(pool: pg.Pool): SearchStore {
  async function read(criteria: Criteria, wanted: Wanted, { after, order = 'desc' }: PageFrom): Promise<Read> {
    const plan = planOf(criteria, order, after)
    const { rows } = await pool.query<Estimate>(estimateStatement(plan), plan.values.slice(0, plan.estimated))
    const [estimate] = rows
    if (estimate === undefined || estimate.profile.ids === 0) return NOTHING
    const { rows: found } = await pool.query<Read>(
      searchStatement(plan, cheapest(criteria, estimate, wanted.wanted), wanted),
    )
    return found[0] ?? NOTHING
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

interface Read {
  readonly found: number
  readonly places: readonly Found[]
  readonly facets?: Partial<Record<Facet, readonly FacetValue[] | null>> | null
  readonly actors?: Counted['actors'] | null
}
const NOTHING: Read = { found: 0, places: [] }

/**
 * Where the fewest rows have to be read. What names a person, a case or an enkelttillstånd has few. Of the others: rows that
 * have one of a few ids can be read in order until enough match, by the shares of the other criteria; those of many
 * ids must all be read.
 */
function cheapest(criteria: Criteria, estimate: Estimate, wanted: number): Source {
  if (criteria.tillstand !== undefined) return { by: 'tillstand', inOrder: false }
  if (criteria.personRef !== undefined) return { by: 'person_ref', inOrder: false }
  if (criteria.arenden !== undefined) return { by: 'arende', inOrder: false }
  const total = Math.max(estimate.total, UNKNOWN)
  const used = (['profile', 'shown', 'actor'] as const).filter(
    (by) => by === 'profile' || criteria[by === 'shown' ? 'mangder' : 'actors'] !== undefined,
  )
  // Values that the statistics do not know have about one row in ten thousand together.
  const share = (by: (typeof used)[number]) => Math.max(estimate[by].rows / total, 1e-4)
  const matching = used.reduce((product, by) => product * share(by), 1)
  const inTime: [number, Source] = [Math.min(total, wanted / matching), { by: 'time', inOrder: true }]
  const costs = used.map((by): [number, Source] => {
    const { ids } = estimate[by]
    const rows = share(by) * total
    const inOrder = ids <= FEW
    const read = inOrder ? Math.min(rows, (ids * wanted * share(by)) / matching) : rows
    return [read + DESCENT * ids, { by, inOrder }]
  })
  return [...costs, inTime].reduce((least, one) => (one[0] < least[0] ? one : least))[1]
}

/** A facet without a value has none. */
const withoutNull = (facets: Read['facets']): Counted['facets'] =>
  Object.fromEntries(FACETS.map((name) => [name, facets?.[name] ?? []])) as Record<Facet, readonly FacetValue[]>
