import fc from 'fast-check'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../../src/informationsmangd.ts'
import {
  type Andamal,
  type Avtal,
  EXCEPTION_RULES,
  type Identifiering,
  IDENTIFIERINGAR,
  type MangdRules,
  type Policy,
  type Roll,
} from '../../src/policy/policy.ts'

/** Few names, so that a random request often fits a random policy. */
export const ROLLER = ['ra', 'rb', 'arendesystem'] as const
export const ANDAMAL = ['pa', 'pb', 'spegling'] as const
/** `gamla` ended, and `nord` took over. */
export const STADSDELAR = ['nord', 'syd', 'gamla'] as const
export const LISTED: Policy['listed'] = {
  ...(Object.fromEntries(INFORMATIONSMANGDER.map((mangd) => [mangd, ['a', 'b']])) as Record<
    Informationsmangd,
    string[]
  >),
  faktura: ['betalstatus', 'forfallodatum', 'rader.text'],
}

export interface Instant {
  readonly tid: string
  readonly date: string
  readonly minute: number
  readonly weekday: string
  readonly holiday: boolean
}

/** Moments with what the clock in Stockholm says, worked out by hand. */
export const TIMES: readonly Instant[] = [
  { tid: '2026-03-02T06:59:59Z', date: '2026-03-02', minute: 479, weekday: 'mandag', holiday: false },
  { tid: '2026-03-02T07:00:00Z', date: '2026-03-02', minute: 480, weekday: 'mandag', holiday: false },
  { tid: '2026-06-30T14:30:00Z', date: '2026-06-30', minute: 990, weekday: 'tisdag', holiday: false },
  { tid: '2026-06-30T21:59:00Z', date: '2026-06-30', minute: 1439, weekday: 'tisdag', holiday: false },
  { tid: '2026-06-30T22:00:00Z', date: '2026-07-01', minute: 0, weekday: 'onsdag', holiday: false },
  { tid: '2026-07-01T10:00:00Z', date: '2026-07-01', minute: 720, weekday: 'onsdag', holiday: false },
  { tid: '2026-04-03T10:00:00Z', date: '2026-04-03', minute: 720, weekday: 'fredag', holiday: true },
  { tid: '2026-10-25T01:30:00Z', date: '2026-10-25', minute: 150, weekday: 'sondag', holiday: false },
]

/** Mostly enough for anything. */
export const identifiering: fc.Arbitrary<Identifiering> = fc.constantFrom(
  'bankid',
  'bankid',
  'bankid',
  ...IDENTIFIERINGAR,
)
const requirement: fc.Arbitrary<Identifiering> = fc.constantFrom(...IDENTIFIERINGAR)
export const instant = fc.constantFrom<Instant>(...TIMES)
const mangder = fc.subarray([...INFORMATIONSMANGDER], { minLength: 4 })

/** Anything for each of some of the names. */
function some<K extends string, V>(name: readonly K[], value: (name: K) => fc.Arbitrary<V>, min = 0) {
  return fc
    .subarray([...name], { minLength: min })
    .chain((chosen) => fc.tuple(...chosen.map((one) => value(one).map((its) => [one, its] as const))))
    .map((par) => Object.fromEntries(par) as string extends K ? Record<string, V> : { [N in K]?: V })
}

const fieldList = (mangd: Informationsmangd) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant('*' as const) }, fc.subarray([...LISTED[mangd]]))
const mangdRules: fc.Arbitrary<MangdRules> = some(INFORMATIONSMANGDER, fieldList, 6)

export const OPPETTIDER: Policy['oppettider'] = {
  day: { namn: 'Dag', veckan: { mandag: '08:00-16:30', fredag: '08:00-16:30' }, helgdagar: ['langfredagen'] },
  night: { namn: 'Natt', utanfor: 'day' },
}

const roll: fc.Arbitrary<Roll> = fc.record(
  {
    namn: fc.constant('Roll'),
    mangder: mangdRules,
    oppettid: fc.constantFrom('day', 'night'),
    skyddade: fc.constant(true as const),
  },
  { requiredKeys: ['namn', 'mangder'] },
)

const andamal: fc.Arbitrary<Andamal> = fc.record(
  {
    namn: fc.constant('Ändamål'),
    mangder: mangdRules,
    kraverArende: fc.oneof(fc.boolean(), fc.subarray([...INFORMATIONSMANGDER])),
    identifiering: requirement,
    hogreKrav: some(INFORMATIONSMANGDER, (mangd) =>
      fc.oneof(
        requirement,
        some(LISTED[mangd], () => requirement),
      ),
    ),
    hanvisning: fc.subarray([...INFORMATIONSMANGDER]),
  },
  { requiredKeys: ['namn', 'mangder', 'kraverArende', 'identifiering'] },
)

/** Agreements that follow on each other, with days between them or not. */
function avtalen(stadsdel: string): fc.Arbitrary<Avtal[]> {
  const periods = [
    { giltigFran: '2026-01-01', giltigTill: '2026-03-01' },
    { giltigFran: '2026-03-02', giltigTill: '2026-06-30' },
    { giltigFran: '2026-07-01' },
  ]
  return fc.subarray(periods, { minLength: 2 }).chain((chosen) =>
    fc.tuple(
      ...chosen.map((period) =>
        fc.record({ mangder, andamal: fc.subarray([...ANDAMAL], { minLength: 2 }) }).map((options) => ({
          file: `avtal/${stadsdel}-${period.giltigFran}.yaml`,
          stadsdel,
          diarienummer: `${stadsdel} ${period.giltigFran}`,
          ...period,
          ...options,
          loggAr: 5,
        })),
      ),
    ),
  )
}

export const policies: fc.Arbitrary<Policy> = fc
  .record({
    roller: some(ROLLER, () => roll, 2),
    andamal: some(ANDAMAL, () => andamal, 2),
    avtal: fc.tuple(...STADSDELAR.map(avtalen)).map((all) => all.flat()),
    undantag: some(EXCEPTION_RULES, () => fc.constant({ hogstMinuter: 30, godkannande: true })),
  })
  .map((parts) => ({
    version: 'v',
    stadsdelar: [
      { kod: 'nord', namn: 'Nord', giltigFran: '2020-01-01' },
      { kod: 'syd', namn: 'Syd', giltigFran: '2020-01-01' },
      { kod: 'gamla', namn: 'Gamla', giltigFran: '2020-01-01', giltigTill: '2026-06-30', efterfoljare: 'nord' },
    ],
    oppettider: OPPETTIDER,
    klienter: {},
    granskare: [],
    listed: LISTED,
    ...parts,
  }))

/** The same policy with one rule more, or one that lets through less. */
export function tighter(policy: Policy): fc.Arbitrary<Policy> {
  const others = <T>(register: Readonly<Record<string, T>>, change: (one: T) => T) =>
    fc.constantFrom(...Object.keys(register)).map((code) => {
      const one = register[code]
      return one === undefined ? register : { ...register, [code]: change(one) }
    })
  const narrowed = fc
    .constantFrom(...INFORMATIONSMANGDER)
    .chain((mangd) =>
      fc
        .constantFrom(undefined, ...LISTED[mangd].map((field) => [field]))
        .map((fieldNames) => ({ mangd, falten: fieldNames })),
    )
  const narrow = (
    rules: MangdRules,
    { mangd, falten }: { mangd: Informationsmangd; falten?: string[] | undefined },
  ) => {
    const { [mangd]: before, ...others } = rules
    if (falten === undefined || before === undefined) return others
    return { ...others, [mangd]: falten.filter((field) => before === '*' || before.includes(field)) }
  }
  const roller = (change: (roll: Roll) => Roll) =>
    others(policy.roller, change).map((added) => ({ ...policy, roller: added }))
  const andamalen = (change: (one: Andamal) => Andamal) =>
    others(policy.andamal, change).map((added) => ({ ...policy, andamal: added }))
  const avtal = (change: (one: Avtal) => Avtal | undefined) =>
    fc.nat({ max: policy.avtal.length - 1 }).map((place) => ({
      ...policy,
      avtal: policy.avtal.flatMap((one, i) => (i === place ? (change(one) ?? []) : [one])),
    }))
  return fc.oneof(
    narrowed.chain((smaller) => roller((one) => ({ ...one, mangder: narrow(one.mangder, smaller) }))),
    narrowed.chain((smaller) => andamalen((one) => ({ ...one, mangder: narrow(one.mangder, smaller) }))),
    fc.constantFrom('day', 'night').chain((oppettid) => roller((one) => ({ oppettid, ...one }))),
    andamalen((one) => ({ ...one, identifiering: 'bankid' })),
    andamalen((one) => ({ ...one, kraverArende: true })),
    narrowed.chain(({ mangd }) => andamalen((one) => ({ ...one, hogreKrav: { ...one.hogreKrav, [mangd]: 'bankid' } }))),
    narrowed.chain(({ mangd }) => andamalen((one) => ({ ...one, hanvisning: [...(one.hanvisning ?? []), mangd] }))),
    narrowed.chain(({ mangd }) => avtal((one) => ({ ...one, mangder: one.mangder.filter((one) => one !== mangd) }))),
    avtal((one) => ({ ...one, andamal: one.andamal.slice(1) })),
    avtal((one) => ({ ...one, giltigTill: one.giltigFran })),
    avtal(() => undefined),
    fc.constant({ ...policy, undantag: {} }),
  )
}
