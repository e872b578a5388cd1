import type pg from 'pg'
import type { Profile, Shown } from '../../atkomstlogg/access-index.ts'
import type { Criteria, Position } from './criteria.ts'
import { OF_PROFILE } from './facets.ts'
import type { Order, Plan, Source } from './search-statement.ts'

/** What the database knows of the index table: of the profiles and sets that have most rows; the others are known to be few. */
interface Statistics {
  readonly total: number
  /** Times in seconds since 1970 with equally many rows between each and the next; null before the first ANALYZE. */
  readonly bounds: readonly number[] | null
  /** How many there are. */
  readonly profiles: number
  readonly sets: number
  readonly profileShares: readonly (Profile & { readonly share: number })[]
  readonly shownShares: readonly (Shown & { readonly share: number })[]
}

/** About how many ids match, and which part of the rows has one of them. */
interface Share {
  readonly ids: number
  readonly part: number
}

/** What the statistics say of a search. */
export interface Estimate extends Pick<Statistics, 'total' | 'bounds'> {
  readonly profile: Share
  readonly shown: Share
  readonly actor: Share
}

const statisticsOf = (column: string) =>
  `pg_stats where schemaname = current_schema() and tablename = 'access_index' and attname = '${column}'`
const known = (column: string) =>
  `(select v.id, v.share from (select most_common_vals as ids, most_common_freqs as shares from ${statisticsOf(column)}) c,
      unnest(c.ids::text::bigint[], c.shares) as v (id, share))`
const STATISTICS = `
  select (select greatest(reltuples, 0)::float8 from pg_class where oid = 'access_index'::regclass) as total,
         (select json_agg(extract(epoch from b)::float8 order by b)
            from (select histogram_bounds from ${statisticsOf('tid')}) h,
                 unnest(h.histogram_bounds::text::timestamptz[]) b) as bounds,
         (select count(*) from access_profile) as profiles,
         (select count(*) from access_shown) as sets,
         (select coalesce(json_agg(to_jsonb(p) || jsonb_build_object('share', k.share)), '[]')
            from ${known('profile')} k join access_profile p on p.id = k.id) as "profileShares",
         (select coalesce(json_agg(to_jsonb(s) || jsonb_build_object('share', k.share)), '[]')
            from ${known('shown')} k join access_shown s on s.id = k.id) as "shownShares"`

const KEPT_MS = 60_000

/**
 * What searches are estimated by. Asked for once in a minute: it takes as long as a search. It names no person; what is known of
 * end users does, and is asked for by each search that names some.
 */
export function createEstimates(pool: Pick<pg.Pool, 'query'>) {
  let kept: { readonly statistics: Promise<Statistics>; readonly until: number } | undefined

  async function read(): Promise<Statistics> {
    const { rows } = await pool.query<Statistics>(STATISTICS)
    return rows[0] as Statistics
  }

  function statistics(): Promise<Statistics> {
    if (kept !== undefined && performance.now() < kept.until) return kept.statistics
    const reading = read()
    kept = { statistics: reading, until: performance.now() + KEPT_MS }
    reading.catch(() => (kept = undefined))
    return reading
  }

  async function actorShare({ actors, actorValues, values }: Plan): Promise<Share> {
    if (actors === undefined) return { ids: 0, part: 0 }
    const { rows } = await pool.query<Share>(
      `select count(*) as ids, coalesce(sum(k.share), 0)::float8 as part
         from (${actors}) m left join ${known('actor')} k on k.id = m.id`,
      values.slice(0, actorValues),
    )
    return rows[0] ?? { ids: 0, part: 0 }
  }

  return async (criteria: Criteria, plan: Plan): Promise<Estimate> => {
    const { total, bounds, profiles, sets, profileShares, shownShares } = await statistics()
    return {
      ...{ total, bounds },
      profile: shareOf(
        profileShares,
        (one) =>
          (criteria.mayProtected || !one.protected) &&
          Object.entries(OF_PROFILE).every(([name, values]) =>
            hasAny(values(one), criteria[name as keyof typeof OF_PROFILE]),
          ),
        profiles,
      ),
      shown: shareOf(shownShares, ({ mangder }) => hasAny(mangder, criteria.mangder), sets),
      actor: await actorShare(plan),
    }
  }
}

const hasAny = (values: readonly string[], wanted: readonly string[] | undefined): boolean =>
  wanted === undefined || values.some((value) => wanted.includes(value))

/** Of those that are not known as many match as of those that are. */
function shareOf<T extends { readonly share: number }>(
  known: readonly T[],
  matches: (one: T) => boolean,
  count: number,
): Share {
  const matching = known.filter(matches)
  return {
    ids: known.length === 0 ? count : Math.ceil((matching.length * Math.max(count, known.length)) / known.length),
    part: matching.reduce((sum, { share }) => sum + share, 0),
  }
}

/** The rows of so many ids are read in order, each up to what is wanted. */
const FEW = 8
/** Rows of a table of which the statistics know nothing yet, or little. */
const UNKNOWN = 10_000
/** A descent into an index costs about as much as the reading of so many rows of it. */
const DESCENT = 10
/** So much more of the time is read at first than the statistics say is enough. */
const MARGIN = 1.3

interface Asked {
  readonly criteria: Criteria
  readonly wanted: number
  readonly order: Order
  readonly after: Position | undefined
}

/**
 * Where the fewest rows have to be read. What names a person, a case or an enkelttillstånd has few. Of the others: rows that
 * have one of a few ids can be read in order until enough match, by the shares of the other criteria; those of many
 * ids must all be read, as far back as enough of them probably are.
 */
export function cheapest({ criteria, wanted, order, after }: Asked, estimate: Estimate): Source {
  if (criteria.tillstand !== undefined) return { by: 'tillstand', inOrder: false }
  if (criteria.personRef !== undefined) return { by: 'person_ref', inOrder: false }
  if (criteria.arenden !== undefined) return { by: 'arende', inOrder: false }
  const total = Math.max(estimate.total, UNKNOWN)
  const used = (['profile', 'shown', 'actor'] as const).filter(
    (by) => by === 'profile' || criteria[by === 'shown' ? 'mangder' : 'actors'] !== undefined,
  )
  // Values that the statistics do not know have about one row in ten thousand together.
  const share = (by: (typeof used)[number]) => Math.max(estimate[by].part, 1e-4)
  const matching = used.reduce((product, by) => product * share(by), 1)
  /** Of all rows, counted by time, this part is searched, and this much of it has as many as are wanted. */
  const [from, to] = periodOf(estimate.bounds, criteria, order === 'desc' ? after : undefined)
  const enough = wanted / (matching * total)
  const since = order === 'desc' ? timeAt(estimate.bounds, to - enough * MARGIN, from) : undefined
  const inTime: [number, Source] = [total * Math.min(to - from, enough), { by: 'time', inOrder: true }]
  const costs = used.map((by): [number, Source] => {
    const { ids } = estimate[by]
    const inOrder = ids <= FEW
    const stopped = inOrder ? (ids * wanted * share(by)) / matching : Infinity
    const read = share(by) * total * (since === undefined ? to - from : enough * MARGIN)
    // The rows of one id are read in order and no further than needed, without a guess.
    return [Math.min(read, stopped) + DESCENT * ids, { by, inOrder, ...(ids > 1 && since !== undefined && { since }) }]
  })
  return [...costs, inTime].reduce((least, one) => (one[0] < least[0] ? one : least))[1]
}

const DAY_SECONDS = 86_400

/** Which part of the rows, counted by time from 0 to 1, the days and the page before leave. */
function periodOf(bounds: Estimate['bounds'], { from, to }: Criteria, after: Position | undefined): [number, number] {
  const last = Math.min(
    to === undefined ? Infinity : Date.parse(to) / 1000 + DAY_SECONDS,
    after === undefined ? Infinity : after.time / 1e6,
  )
  return [from === undefined ? 0 : partBefore(bounds, Date.parse(from) / 1000), partBefore(bounds, last)]
}

function partBefore(bounds: Estimate['bounds'], time: number): number {
  if (bounds === null || bounds.length < 2) return time === Infinity ? 1 : 0
  const next = bounds.findIndex((bound) => bound > time)
  if (next <= 0) return next === 0 ? 0 : 1
  const [below = 0, above = 0] = [bounds[next - 1], bounds[next]]
  return (next - 1 + (time - below) / (above - below)) / (bounds.length - 1)
}

/** Undefined when that is before the period, or not known. */
function timeAt(bounds: Estimate['bounds'], part: number, from: number): Date | undefined {
  if (bounds === null || part <= from) return undefined
  const place = part * (bounds.length - 1)
  const [below, above] = [bounds[Math.floor(place)], bounds[Math.ceil(place)]]
  if (below === undefined || above === undefined) return undefined
  return new Date((below + (above - below) * (place % 1)) * 1000)
}
