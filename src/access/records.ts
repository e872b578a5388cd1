import { EGEN_LOGG, type Atkomst, type Loggplats, type Loggpost, type Utfall } from '../atkomstlogg/access.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import type { Atkomstgrund } from './grounds.ts'
import type { Rackvidd } from '../policy/reach.ts'
import { faltnamn } from '../mapping/limit-fields.ts'
import type { Policy } from '../policy/policy.ts'
import type { Urval, Visning } from '../mirror/selection.ts'

type Poster = readonly [Loggpost, ...Loggpost[]]
/** Causes that are nobody's refusal. */
const TOMMA: ReadonlySet<string> = new Set(['okand', 'inga-uppgifter', 'oppnat', 'kategoriserat', 'stangt'])

type Sigill = Pick<Nycklar, 'forseglaForLogg'>

/**
 * The records of an answered request: one per controller whose data is shown. When nothing is shown the answer looks
 * the same whatever the cause, down to its loggId, so the first record, whose place it carries, is always the
 * processor's own; boards that flagged the person get theirs beside it.
 */
export function utgangsposter(
  nycklar: Sigill,
  grund: Atkomstgrund,
  rackvidd: Rackvidd,
  { visningar, orsak }: Urval,
  skyddadAv: readonly string[],
): Poster {
  const loggar = perStadsdel(visningar)
  const [forsta, ...ovriga] = [...loggar].map(([stadsdel, visade]) =>
    enPost(nycklar, grund, stadsdel, {
      roll: rackvidd.roll,
      utfall: 'visat',
      orsak,
      avtal: avtalFor(rackvidd, visade),
      visat: visade.map(({ mangd, poster }) => ({ mangd, falt: faltnamn(poster) })),
    }),
  )
  if (forsta !== undefined) return [forsta, ...ovriga]
  const utfall: Utfall = TOMMA.has(orsak) ? 'tomt' : 'nekat'
  const inget = { roll: rackvidd.roll, utfall, orsak, avtal: null, visat: [] }
  return [
    enPost(nycklar, grund, EGEN_LOGG, inget),
    ...[...new Set(skyddadAv)].map((stadsdel) => enPost(nycklar, grund, stadsdel, inget)),
  ]
}

/**
 * Of the boards that flagged somebody those that have a log today: the record of a flag that outlived its district would
 * be an error that only a protected person can cause.
 */
export const kanda = ({ stadsdelar }: Pick<Policy, 'stadsdelar'>, koder: readonly string[]): readonly string[] =>
  koder.filter((kod) => stadsdelar.some((en) => en.kod === kod))

/** A request that is turned away or fails, whoever the person is. */
export const avvisningsposter = (
  nycklar: Sigill,
  grund: Atkomstgrund,
  utfall: 'nekat' | 'fel',
  orsak: string,
): Poster => [
  enPost(nycklar, grund, EGEN_LOGG, {
    roll: grund.anropare.roller.join(' ') || null,
    utfall,
    orsak,
    avtal: null,
    visat: [],
  }),
]

/** A step that shows nothing of a person: one record in the processor's own log. */
export const egenPost = (
  nycklar: Sigill,
  grund: Atkomstgrund,
  utgang: Pick<Atkomst, 'roll' | 'utfall' | 'orsak'>,
): Poster => [enPost(nycklar, grund, EGEN_LOGG, { ...utgang, avtal: null, visat: [] })]

/** The places that an answer may carry: for one with nothing in it, the processor's own record alone. */
export const loggIdn = (platser: readonly Loggplats[], { visningar }: Urval): string[] =>
  platsIdn(visningar.length > 0 ? platser : platser.slice(0, 1))

export const platsIdn = (platser: readonly Loggplats[]): string[] =>
  platser.map(({ logg, nummer }) => `${logg}/${String(nummer)}`)

function enPost(
  nycklar: Sigill,
  grund: Atkomstgrund,
  logg: string,
  utgang: Pick<Atkomst, 'roll' | 'utfall' | 'orsak' | 'avtal' | 'visat'>,
): Loggpost {
  const { anropare, tid, personnummer, ...resten } = grund
  return {
    logg,
    atkomst: {
      ...resten,
      ...utgang,
      tid: tid.toISOString(),
      slutanvandare: anropare.slutanvandare,
      identitet: anropare.identitet,
      klient: anropare.klient,
      personnummerForseglat:
        personnummer === null ? null : nycklar.forseglaForLogg(logg, grund.handelseId, personnummer),
    },
  }
}

function perStadsdel(visningar: readonly Visning[]): Map<string, Visning[]> {
  const loggar = new Map<string, Visning[]>()
  for (const visning of visningar) loggar.set(visning.stadsdel, [...(loggar.get(visning.stadsdel) ?? []), visning])
  return loggar
}

function avtalFor(rackvidd: Rackvidd, visade: readonly Visning[]): string | null {
  const [forsta] = visade
  return forsta === undefined ? null : (rackvidd.beslut(forsta.stadsdel, forsta.mangd).avtal ?? null)
}
