import fc from 'fast-check'
import { INFORMATIONSMANGDER, type Informationsmangd } from '../../src/informationsmangd.ts'
import {
  IDENTIFIERINGAR,
  UNDANTAGSREGLER,
  type Andamal,
  type Avtal,
  type Identifiering,
  type Mangdregler,
  type Policy,
  type Roll,
} from '../../src/policy/policy.ts'

/** Few names, so that a random request often fits a random policy. */
export const ROLLER = ['ra', 'rb', 'arendesystem'] as const
export const ANDAMAL = ['pa', 'pb', 'spegling'] as const
/** `gamla` ended, and `nord` took over. */
export const STADSDELAR = ['nord', 'syd', 'gamla'] as const
export const LISTADE: Policy['listade'] = {
  ...(Object.fromEntries(INFORMATIONSMANGDER.map((mangd) => [mangd, ['a', 'b']])) as Record<
    Informationsmangd,
    string[]
  >),
  faktura: ['betalstatus', 'forfallodatum', 'rader.text'],
}

export interface Tidpunkt {
  readonly tid: string
  readonly datum: string
  readonly minut: number
  readonly veckodag: string
  readonly helgdag: boolean
}

/** Moments with what the clock in Stockholm says, worked out by hand. */
export const TIDER: readonly Tidpunkt[] = [
  { tid: '2026-03-02T06:59:59Z', datum: '2026-03-02', minut: 479, veckodag: 'mandag', helgdag: false },
  { tid: '2026-03-02T07:00:00Z', datum: '2026-03-02', minut: 480, veckodag: 'mandag', helgdag: false },
  { tid: '2026-06-30T14:30:00Z', datum: '2026-06-30', minut: 990, veckodag: 'tisdag', helgdag: false },
  { tid: '2026-06-30T21:59:00Z', datum: '2026-06-30', minut: 1439, veckodag: 'tisdag', helgdag: false },
  { tid: '2026-06-30T22:00:00Z', datum: '2026-07-01', minut: 0, veckodag: 'onsdag', helgdag: false },
  { tid: '2026-07-01T10:00:00Z', datum: '2026-07-01', minut: 720, veckodag: 'onsdag', helgdag: false },
  { tid: '2026-04-03T10:00:00Z', datum: '2026-04-03', minut: 720, veckodag: 'fredag', helgdag: true },
  { tid: '2026-10-25T01:30:00Z', datum: '2026-10-25', minut: 150, veckodag: 'sondag', helgdag: false },
]

/** Mostly enough for anything. */
export const identifiering: fc.Arbitrary<Identifiering> = fc.constantFrom(
  'bankid',
  'bankid',
  'bankid',
  ...IDENTIFIERINGAR,
)
const krav: fc.Arbitrary<Identifiering> = fc.constantFrom(...IDENTIFIERINGAR)
export const tidpunkt = fc.constantFrom<Tidpunkt>(...TIDER)
const mangder = fc.subarray([...INFORMATIONSMANGDER], { minLength: 4 })

/** Anything for each of some of the names. */
function nagra<K extends string, V>(namn: readonly K[], varde: (namn: K) => fc.Arbitrary<V>, minst = 0) {
  return fc
    .subarray([...namn], { minLength: minst })
    .chain((valda) => fc.tuple(...valda.map((ett) => varde(ett).map((sitt) => [ett, sitt] as const))))
    .map((par) => Object.fromEntries(par) as string extends K ? Record<string, V> : { [N in K]?: V })
}

const faltlista = (mangd: Informationsmangd) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant('*' as const) }, fc.subarray([...LISTADE[mangd]]))
const mangdregler: fc.Arbitrary<Mangdregler> = nagra(INFORMATIONSMANGDER, faltlista, 6)

export const OPPETTIDER: Policy['oppettider'] = {
  dag: { namn: 'Dag', veckan: { mandag: '08:00-16:30', fredag: '08:00-16:30' }, helgdagar: ['langfredagen'] },
  natt: { namn: 'Natt', utanfor: 'dag' },
}

const roll: fc.Arbitrary<Roll> = fc.record(
  {
    namn: fc.constant('Roll'),
    mangder: mangdregler,
    oppettid: fc.constantFrom('dag', 'natt'),
    skyddade: fc.constant(true as const),
  },
  { requiredKeys: ['namn', 'mangder'] },
)

const andamal: fc.Arbitrary<Andamal> = fc.record(
  {
    namn: fc.constant('Ändamål'),
    mangder: mangdregler,
    kraverArende: fc.oneof(fc.boolean(), fc.subarray([...INFORMATIONSMANGDER])),
    identifiering: krav,
    hogreKrav: nagra(INFORMATIONSMANGDER, (mangd) =>
      fc.oneof(
        krav,
        nagra(LISTADE[mangd], () => krav),
      ),
    ),
  },
  { requiredKeys: ['namn', 'mangder', 'kraverArende', 'identifiering'] },
)

/** Agreements that follow on each other, with days between them or not. */
function avtalen(stadsdel: string): fc.Arbitrary<Avtal[]> {
  const perioder = [
    { giltigFran: '2026-01-01', giltigTill: '2026-03-01' },
    { giltigFran: '2026-03-02', giltigTill: '2026-06-30' },
    { giltigFran: '2026-07-01' },
  ]
  return fc.subarray(perioder, { minLength: 2 }).chain((valda) =>
    fc.tuple(
      ...valda.map((period) =>
        fc.record({ mangder, andamal: fc.subarray([...ANDAMAL], { minLength: 2 }) }).map((val) => ({
          fil: `avtal/${stadsdel}-${period.giltigFran}.yaml`,
          stadsdel,
          diarienummer: `${stadsdel} ${period.giltigFran}`,
          ...period,
          ...val,
          loggAr: 5,
        })),
      ),
    ),
  )
}

export const policyer: fc.Arbitrary<Policy> = fc
  .record({
    roller: nagra(ROLLER, () => roll, 2),
    andamal: nagra(ANDAMAL, () => andamal, 2),
    avtal: fc.tuple(...STADSDELAR.map(avtalen)).map((alla) => alla.flat()),
    undantag: nagra(UNDANTAGSREGLER, () => fc.constant({ hogstMinuter: 30, godkannande: true })),
  })
  .map((delar) => ({
    version: 'v',
    stadsdelar: [
      { kod: 'nord', namn: 'Nord', giltigFran: '2020-01-01' },
      { kod: 'syd', namn: 'Syd', giltigFran: '2020-01-01' },
      { kod: 'gamla', namn: 'Gamla', giltigFran: '2020-01-01', giltigTill: '2026-06-30', efterfoljare: 'nord' },
    ],
    oppettider: OPPETTIDER,
    klienter: {},
    listade: LISTADE,
    ...delar,
  }))

/** The same policy with one rule more, or one that lets through less. */
export function stramare(policy: Policy): fc.Arbitrary<Policy> {
  const andra = <T>(register: Readonly<Record<string, T>>, andring: (en: T) => T) =>
    fc.constantFrom(...Object.keys(register)).map((kod) => {
      const en = register[kod]
      return en === undefined ? register : { ...register, [kod]: andring(en) }
    })
  const smalnad = fc
    .constantFrom(...INFORMATIONSMANGDER)
    .chain((mangd) =>
      fc.constantFrom(undefined, ...LISTADE[mangd].map((falt) => [falt])).map((falten) => ({ mangd, falten })),
    )
  const smalna = (
    regler: Mangdregler,
    { mangd, falten }: { mangd: Informationsmangd; falten?: string[] | undefined },
  ) => {
    const { [mangd]: forut, ...ovriga } = regler
    if (falten === undefined || forut === undefined) return ovriga
    return { ...ovriga, [mangd]: falten.filter((falt) => forut === '*' || forut.includes(falt)) }
  }
  const roller = (andring: (roll: Roll) => Roll) =>
    andra(policy.roller, andring).map((nya) => ({ ...policy, roller: nya }))
  const andamalen = (andring: (ett: Andamal) => Andamal) =>
    andra(policy.andamal, andring).map((nya) => ({ ...policy, andamal: nya }))
  const avtal = (andring: (ett: Avtal) => Avtal | undefined) =>
    fc.nat({ max: policy.avtal.length - 1 }).map((plats) => ({
      ...policy,
      avtal: policy.avtal.flatMap((ett, i) => (i === plats ? (andring(ett) ?? []) : [ett])),
    }))
  return fc.oneof(
    smalnad.chain((mindre) => roller((en) => ({ ...en, mangder: smalna(en.mangder, mindre) }))),
    smalnad.chain((mindre) => andamalen((ett) => ({ ...ett, mangder: smalna(ett.mangder, mindre) }))),
    fc.constantFrom('dag', 'natt').chain((oppettid) => roller((en) => ({ oppettid, ...en }))),
    andamalen((ett) => ({ ...ett, identifiering: 'bankid' })),
    andamalen((ett) => ({ ...ett, kraverArende: true })),
    smalnad.chain(({ mangd }) => andamalen((ett) => ({ ...ett, hogreKrav: { ...ett.hogreKrav, [mangd]: 'bankid' } }))),
    smalnad.chain(({ mangd }) => avtal((ett) => ({ ...ett, mangder: ett.mangder.filter((en) => en !== mangd) }))),
    avtal((ett) => ({ ...ett, andamal: ett.andamal.slice(1) })),
    avtal((ett) => ({ ...ett, giltigTill: ett.giltigFran })),
    avtal(() => undefined),
    fc.constant({ ...policy, undantag: {} }),
  )
}
