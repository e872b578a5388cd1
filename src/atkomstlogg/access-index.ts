import { hash } from 'node:crypto'
import type { Access } from './access.ts'
import { showsProtection } from './protection.ts'
import { isObject } from './record.ts'

/** What a search finds records by, as far as many records have it in common (migrations/0013). */
export interface Profile {
  readonly id: number
  readonly logg: string
  readonly event: string
  readonly outcome: string
  readonly cause: string
  readonly purpose: string | null
  readonly klient: string | null
  readonly roller: readonly string[]
  readonly flags: readonly string[]
  readonly protected: boolean
}

/** The kinds that were shown. */
export interface Shown {
  readonly id: number
  readonly mangder: readonly string[]
}

export interface Actor {
  readonly id: number
  readonly utfardare: string | null
  readonly slutanvandare: string
}

interface Placed {
  readonly place: { readonly logg: string; readonly nummer: number }
  readonly access: Access
}

/** The form of a purpose's code. What officers and operators give as purpose is mostly a text of their own. */
export const PURPOSE_FORM = '^[a-z]+(-[a-z]+)*$'
const PURPOSE = new RegExp(PURPOSE_FORM)
const LONGEST_PURPOSE = 60
/** Refused calls of clients that no contract knows: their names can be made up, and are no criterion. */
const UNKNOWN_CLIENT = 'klient-okand'
const REMEMBERED = 100_000
const REMEMBERED_TEXTS = 10_000
/** No name that the hub knows is longer. */
const LONGEST = 200

export function profileOf(log: string, access: Access): Profile {
  const { handelse, utfall, orsak, andamal, klient, flaggor } = access
  const content = {
    logg: log,
    event: handelse,
    outcome: utfall,
    cause: storable(orsak),
    purpose: andamal !== null && andamal.length <= LONGEST_PURPOSE && PURPOSE.test(andamal) ? andamal : null,
    klient: orsak === UNKNOWN_CLIENT || klient === null ? null : storable(klient),
    roller: rolesOf(access),
    flags: sorted(flaggor),
    protected: showsProtection({ logg: log, atkomst: access }),
  }
  return { id: idOf(content), ...content }
}

/** Of a refused request all that the caller has stand in the record, with spaces between. */
export const rolesOf = ({ orsak, roll }: Pick<Access, 'orsak' | 'roll'>): readonly string[] =>
  orsak === UNKNOWN_CLIENT || roll === null ? [] : sorted(roll.split(' '))

export function shownOf({ visat }: Access): Shown | undefined {
  const mangder = sorted(visat.map(({ mangd }) => mangd))
  return mangder.length === 0 ? undefined : { id: idOf(mangder), mangder }
}

export function actorOf({ utfardare, slutanvandare }: Access): Actor | undefined {
  if (slutanvandare === null) return undefined
  const content = {
    utfardare: utfardare === null ? null : storable(utfardare),
    slutanvandare: storable(slutanvandare),
  }
  return { id: idOf(content), ...content }
}

const sorted = (values: readonly string[]): readonly string[] => [...new Set(values.map(storable))].sort()

/** What a text column and its index take, whatever a record has: no text may keep the record from being written. */
const storable = (text: string): string => text.slice(0, LONGEST).replace(/[\p{Cc}\p{Cs}]/gu, '')

/** 52 bits, which a number holds: two of ten thousand profiles are alike by chance once in ninety million installations. */
const idOf = (content: unknown): number => Number.parseInt(hash('sha256', JSON.stringify(content)).slice(0, 13), 16)

/** The arguments of index_access_records for one batch. */
export type IndexArguments = readonly [
  log: string[],
  number: number[],
  time: string[],
  personRef: (string | null)[],
  profile: number[],
  shown: (number | null)[],
  actor: (number | null)[],
  arende: (string | null)[],
  tillstand: (string | null)[],
  profiles: string | null,
  sets: string | null,
  actors: string | null,
]

/**
 * Makes rows of the index. Profiles, sets and actors are sent once by each process: `stored` is called when the batch that sent
 * them has been committed.
 */
export function createIndexRows(): {
  of(records: readonly Placed[]): { readonly values: IndexArguments; readonly stored: () => void }
} {
  const known = new Set<number>()
  // The records of a day are of few profiles, and making one takes several hashes and texts.
  const [profileFor, shownFor, actorFor] = [
    remembering<Profile>(),
    remembering<Shown | undefined>(),
    remembering<Actor | undefined>(),
  ]
  return {
    of(records) {
      const profiles = records.map(({ place, access }) =>
        profileFor(profileKey(place.logg, access), () => profileOf(place.logg, access)),
      )
      const sets = records.map(({ access }) =>
        shownFor(access.visat.map(({ mangd }) => mangd).join(), () => shownOf(access)),
      )
      const actors = records.map(({ access }) =>
        actorFor(JSON.stringify([access.utfardare, access.slutanvandare]), () => actorOf(access)),
      )
      const added = [missing(known, profiles), missing(known, sets), missing(known, actors)] as const
      const values: IndexArguments = [
        records.map(({ place }) => place.logg),
        records.map(({ place }) => place.nummer),
        records.map(({ access }) => access.tid),
        records.map(({ access }) => access.personRef),
        profiles.map(({ id }) => id),
        sets.map((one) => one?.id ?? null),
        actors.map((one) => one?.id ?? null),
        records.map(({ access }) => access.arende && storable(access.arende)),
        records.map(({ access }) => access.tillstand && storable(access.tillstand)),
        asJson(added[0]),
        asJson(added[1]),
        asJson(added[2]),
      ]
      const stored = () => {
        if (known.size > REMEMBERED) known.clear()
        for (const { id } of added.flat()) known.add(id)
      }
      return { values, stored }
    },
  }
}

/** All that a profile is made of. */
const profileKey = (log: string, access: Access): string => {
  const { handelse, utfall, orsak, andamal, klient, roll, flaggor, detaljer } = access
  return JSON.stringify([log, handelse, utfall, orsak, andamal, klient, roll, flaggor, detaljer?.skyddade === true])
}

function remembering<T>(): (key: string, make: () => T) => T {
  const made = new Map<string, T>()
  return (key, make) => {
    const one = made.get(key)
    if (one !== undefined) return one
    if (made.size >= REMEMBERED_TEXTS) made.clear()
    const fresh = make()
    made.set(key, fresh)
    return fresh
  }
}

/** Each once, in the order of the ids. */
function missing<T extends { readonly id: number }>(
  known: ReadonlySet<number>,
  all: readonly (T | undefined)[],
): readonly T[] {
  const fresh = all.filter((one) => one !== undefined && !known.has(one.id)) as readonly T[]
  return [...new Map(fresh.map((one) => [one.id, one])).values()].sort((a, b) => a.id - b.id)
}

const asJson = (rows: readonly unknown[]): string | null => (rows.length === 0 ? null : JSON.stringify(rows))

/** The access of a stored record, with fields that records from before them lack; undefined for what is no record of an access. */
export function readAccess(record: string): Access | undefined {
  try {
    const { atkomst: access } = JSON.parse(record) as { readonly atkomst?: Access }
    if (!isObject(access)) return undefined
    return { ...(access as Access), flaggor: (access as Partial<Access>).flaggor ?? [] }
  } catch {
    return undefined
  }
}
