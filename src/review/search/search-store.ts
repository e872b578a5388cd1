import type pg from 'pg'
import type { LogPosition } from '../../atkomstlogg/access.ts'
import type { Criteria, Position } from './criteria.ts'
import { createContents, type Facets, facetsOf, type FacetValue, type Group } from './facets.ts'
import { cheapest, createEstimates } from './search-source.ts'
import { type Order, planOf, searchStatement, type Source, type Wanted } from './search-statement.ts'

export interface Found extends Position {
  readonly logg: string
}

export interface Counted {
  /** At most COUNTED; the facets are those of the newest so many. */
  readonly count: number
  readonly more: boolean
  readonly facets: Facets
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

export function postgresSearch(pool: pg.Pool): SearchStore {
  const contents = createContents(pool)
  const estimateOf = createEstimates(pool)

  async function read(criteria: Criteria, wanted: Wanted, { after, order = 'desc' }: PageFrom): Promise<Read> {
    const plan = planOf(criteria, order, after)
    const run = async (source: Source) =>
      (await pool.query<Read>(searchStatement(plan, source, wanted))).rows[0] ?? NOTHING
    const { since, ...source } = cheapest(
      { criteria, wanted: wanted.wanted, order, after },
      await estimateOf(criteria, plan),
    )
    if (since !== undefined) {
      const found = await run({ ...source, since })
      if (found.found === wanted.wanted) return found
    }
    return run(source)
  }

  async function placesOf(read: Read): Promise<readonly Found[]> {
    const places = read.places ?? []
    const profiles = await contents.profiles([...new Set(places.map(([, profile]) => profile))])
    return places.flatMap(([number, profile, time]) => {
      const log = profiles.get(profile)?.logg
      return log === undefined ? [] : [{ logg: log, nummer: number, profile, time }]
    })
  }

  return {
    async page(criteria, limit, from) {
      return placesOf(await read(criteria, { wanted: limit, shown: limit, counted: undefined }, from))
    },
    async first(criteria, limit) {
      const found = await read(criteria, { wanted: COUNTED + 1, shown: limit, counted: COUNTED }, {})
      const count = Math.min(found.found, COUNTED)
      const [ofProfiles, ofSets] = [found.profileCounts ?? [], found.shownCounts ?? []]
      const profiles = withContent(ofProfiles, await contents.profiles(ofProfiles.map(([id]) => id)))
      const sets = withContent(ofSets, await contents.sets(ofSets.map(([id]) => id)))
      return {
        ...{ places: await placesOf(found), count, more: found.found > count },
        ...{ facets: facetsOf(profiles, sets), actors: found.actors ?? [] },
      }
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
  readonly places: readonly (readonly [inLog: number, profile: number, time: number])[] | null
  readonly profileCounts?: readonly Group[] | null
  readonly shownCounts?: readonly Group[] | null
  readonly actors?: Counted['actors'] | null
}
const NOTHING: Read = { found: 0, places: null }

const withContent = <T>(
  groups: readonly Group[],
  contents: ReadonlyMap<number, T>,
): readonly (readonly [T, number])[] =>
  groups.flatMap(([id, count]) => {
    const content = contents.get(id)
    return content === undefined ? [] : [[content, count] as const]
  })
