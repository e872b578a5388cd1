import fc from 'fast-check'
import { anAccess } from '../../../../test/support/access-records.ts'
import type { Access, LogRecord } from '../../../atkomstlogg/access.ts'
import { actorOf, profileOf } from '../../../atkomstlogg/access-index.ts'
import { showsProtection } from '../../../atkomstlogg/protection.ts'
import type { Loggsokning } from '../search-schema.ts'

export const LOGS = ['insyn', 'bromma', 'jarva', 'farsta']
export const PERSONS = ['189001019802', '189001039800', '189001099804']
const PEOPLE = ['anna', 'bo', 'arendesystem']
const ISSUERS = ['inloggning', 'annan']
const TILLSTAND = ['5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30', '6f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e31']
const DAYS = ['2026-10-12', '2026-10-13', '2026-10-14']

const VALUES = {
  handelse: ['uppslag', 'faktura', 'arende', 'tillstand', 'granskning'],
  utfall: ['visat', 'tomt', 'nekat', 'fel'],
  orsak: ['traff', 'okand', 'skyddad', 'stangt', 'klient-okand'],
  andamal: ['samlad-fraga', 'fakturafraga', 'hitta'],
  klient: ['telefoni', 'konsol'],
  arende: ['KC-1', 'KC-2', 'KC-3'],
  roll: ['aldre-direkt', 'gruppledare'],
  flagga: ['undantag', 'skyddad-visad', 'upprepad'],
  informationsmangd: ['beslut', 'faktura', 'avgift'],
  tillstand: TILLSTAND,
} as const

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value)
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 })

/** Few values of everything, few moments: criteria meet, and records share their time. */
export const anyRecords = (refOf: (number: string) => string): fc.Arbitrary<readonly LogRecord[]> =>
  fc.array(
    fc
      .record({
        logg: fc.constantFrom(...LOGS),
        tid: fc
          .tuple(fc.constantFrom(...DAYS), fc.integer({ min: 0, max: 5 }))
          .map(([day, hour]) => `${day}T2${hour % 4}:00:0${hour}.000Z`),
        personRef: orNull(fc.constantFrom(...PERSONS.map(refOf))),
        slutanvandare: orNull(fc.constantFrom(...PEOPLE)),
        utfardare: orNull(fc.constantFrom(...ISSUERS)),
        handelse: fc.constantFrom(...VALUES.handelse),
        utfall: fc.constantFrom(...VALUES.utfall),
        orsak: fc.constantFrom(...VALUES.orsak),
        // Purposes, the words of an operator, and reasons of officers.
        andamal: orNull(fc.constantFrom(...VALUES.andamal, 'Anmälan, dnr 7')),
        klient: orNull(fc.constantFrom(...VALUES.klient)),
        arende: orNull(fc.constantFrom(...VALUES.arende)),
        roll: orNull(fc.constantFrom(...VALUES.roll, VALUES.roll.join(' '))),
        flaggor: fc.subarray([...VALUES.flagga]),
        tillstand: orNull(fc.constantFrom(...TILLSTAND)),
        visat: fc
          .subarray([...VALUES.informationsmangd])
          .map((all) => all.map((mangd) => ({ mangd, falt: ['belopp'] }))),
      })
      .map(({ logg, ...changed }) => ({ logg, access: anAccess(changed) })),
    { minLength: 1, maxLength: 60 },
  )

export const anySearch: fc.Arbitrary<Omit<Loggsokning, 'skal'>> = fc.record(
  {
    loggar: some(LOGS),
    personnummer: fc.constantFrom(...PERSONS),
    handlaggare: fc.array(
      fc.record(
        { slutanvandare: fc.constantFrom(...PEOPLE), utfardare: fc.constantFrom(...ISSUERS) },
        { requiredKeys: ['slutanvandare'] },
      ),
      { minLength: 1, maxLength: 2 },
    ),
    ...(Object.fromEntries(Object.entries(VALUES).map(([name, values]) => [name, some<string>(values)])) as Record<
      keyof typeof VALUES,
      fc.Arbitrary<never[]>
    >),
    franOchMed: fc.constantFrom(...DAYS),
    tillOchMed: fc.constantFrom(...DAYS),
    limit: fc.integer({ min: 1, max: 7 }),
  },
  { requiredKeys: [] },
)

export interface Written extends LogRecord {
  readonly nummer: number
}

/** What a search should find: a plain filter over the records, newest first. */
export function filtered(
  records: readonly Written[],
  { logs, mayProtected }: { readonly logs: readonly string[]; readonly mayProtected: boolean },
  asked: Omit<Loggsokning, 'skal'>,
  refOf: (number: string) => string,
): readonly Written[] {
  const has = (wanted: readonly string[] | undefined, ...values: readonly (string | null)[]) =>
    wanted === undefined || values.some((value) => value !== null && wanted.includes(value))
  const dayOf = (time: string) => new Date(time).toLocaleDateString('sv-SE', { timeZone: 'Europe/Stockholm' })
  const matches = ({ logg, access }: Written): boolean => {
    const { slutanvandare, utfardare, orsak } = access
    // The names of an unknown client are its own.
    const known = orsak !== 'klient-okand'
    return [
      logs.includes(logg) && (mayProtected || !showsProtection({ logg, atkomst: access })),
      has(asked.loggar, logg),
      asked.personnummer === undefined || access.personRef === refOf(asked.personnummer),
      asked.handlaggare === undefined ||
        asked.handlaggare.some(
          (one) => one.slutanvandare === slutanvandare && (one.utfardare ?? utfardare) === utfardare,
        ),
      has(asked.handelse, access.handelse) && has(asked.utfall, access.utfall) && has(asked.orsak, orsak),
      has(asked.andamal, access.andamal) && has(asked.arende, access.arende),
      has(asked.klient, known ? access.klient : null),
      has(asked.roll, ...(known ? (access.roll ?? '').split(' ') : [])),
      has(asked.flagga, ...access.flaggor) && has(asked.tillstand, access.tillstand),
      has(asked.informationsmangd, ...access.visat.map(({ mangd }) => mangd)),
      asked.franOchMed === undefined || dayOf(access.tid) >= asked.franOchMed,
      asked.tillOchMed === undefined || dayOf(access.tid) <= asked.tillOchMed,
    ].every(Boolean)
  }
  return records.filter(matches).sort(newestFirst)
}

function newestFirst(a: Written, b: Written): number {
  const profile = ({ logg, access }: Written) => profileOf(logg, access).id
  return Date.parse(b.access.tid) - Date.parse(a.access.tid) || b.nummer - a.nummer || profile(b) - profile(a)
}

/** The facets of these records, each value with its count, as sets. */
export function facetsOf(records: readonly Written[]): Readonly<Record<string, ReadonlyMap<string, number>>> {
  const count = (values: (one: Written) => readonly (string | null)[]) => {
    const counts = new Map<string, number>()
    for (const value of records.flatMap(values)) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
    return counts
  }
  const ofProfile = (pick: (profile: ReturnType<typeof profileOf>) => readonly (string | null)[]) =>
    count(({ logg, access }) => pick(profileOf(logg, access)))
  return {
    logg: count(({ logg }) => [logg]),
    handelse: count(({ access }) => [access.handelse]),
    utfall: count(({ access }) => [access.utfall]),
    orsak: count(({ access }) => [access.orsak]),
    andamal: ofProfile(({ purpose }) => [purpose]),
    klient: ofProfile(({ klient }) => [klient]),
    roll: ofProfile(({ roller }) => roller),
    flagga: count(({ access }) => access.flaggor),
    informationsmangd: count(({ access }) => access.visat.map(({ mangd }) => mangd)),
    handlaggare: count(({ access }) => [actorKey(access)]),
  }
}

export const actorKey = (access: Access): string | null => {
  const actor = actorOf(access)
  return actor === undefined ? null : JSON.stringify([actor.utfardare, actor.slutanvandare])
}
