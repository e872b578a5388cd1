import type pg from 'pg'
import type { Profile, Shown } from '../../atkomstlogg/access-index.ts'

export interface FacetValue {
  readonly value: string
  readonly count: number
}

/** What a profile has of each facet, and is found by. */
export const OF_PROFILE = {
  logs: ({ logg }: StoredProfile) => [logg],
  events: ({ event }: StoredProfile) => [event],
  outcomes: ({ outcome }: StoredProfile) => [outcome],
  causes: ({ cause }: StoredProfile) => [cause],
  purposes: ({ purpose }: StoredProfile) => (purpose === null ? [] : [purpose]),
  klienter: ({ klient }: StoredProfile) => (klient === null ? [] : [klient]),
  roller: ({ roller }: StoredProfile) => roller,
  flags: ({ flags }: StoredProfile) => flags,
} as const
export type Facets = Readonly<Record<keyof typeof OF_PROFILE | 'mangder', readonly FacetValue[]>>

export type StoredProfile = Omit<Profile, 'protected'>

/** How many of the rows have this id. */
export type Group = readonly [id: number, count: number]

/** Counted here and not in the database, which would read, group and sort the same few thousand rows for each facet anew. */
export function facetsOf(
  profiles: readonly (readonly [StoredProfile, number])[],
  sets: readonly (readonly [Shown, number])[],
): Facets {
  const ofProfile = Object.entries(OF_PROFILE).map(([name, values]) => [name, counted(profiles, values)])
  return { ...Object.fromEntries(ofProfile), mangder: counted(sets, ({ mangder }) => mangder) } as Facets
}

/** Most first. */
function counted<T>(
  groups: readonly (readonly [T, number])[],
  values: (one: T) => readonly string[],
): readonly FacetValue[] {
  const counts = new Map<string, number>()
  for (const [one, count] of groups)
    for (const value of values(one)) counts.set(value, (counts.get(value) ?? 0) + count)
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
}

const REMEMBERED = 20_000

/**
 * What profiles and sets of kinds contain, each read once: an id is a hash of the content, so that neither ever changes. They name
 * no person. End users do, and are never kept.
 */
export function createContents(pool: Pick<pg.Pool, 'query'>) {
  const read =
    <T>(statement: string) =>
    async (ids: readonly number[]) =>
      (await pool.query<T & pg.QueryResultRow>(statement, [ids])).rows as readonly T[]
  return {
    profiles: remembering(
      read<StoredProfile>(
        `select id, logg, event, outcome, cause, purpose, klient, roller, flags from access_profile where id = any ($1::bigint[])`,
      ),
    ),
    sets: remembering(read<Shown>('select id, mangder from access_shown where id = any ($1::bigint[])')),
  }
}
export type Contents = ReturnType<typeof createContents>

function remembering<T extends { readonly id: number }>(read: (ids: readonly number[]) => Promise<readonly T[]>) {
  const known = new Map<number, T>()
  return async (ids: readonly number[]): Promise<ReadonlyMap<number, T>> => {
    const found = ids.flatMap((id) => known.get(id) ?? [])
    const missing = ids.filter((id) => !known.has(id))
    const rows = missing.length === 0 ? [] : await read(missing)
    if (known.size + rows.length > REMEMBERED) known.clear()
    for (const row of rows) known.set(row.id, row)
    return new Map([...found, ...rows].map((one) => [one.id, one]))
  }
}
