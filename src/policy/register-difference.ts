import {
  type Andamal,
  type Avtal,
  type Client,
  type Exception,
  type LogAssignment,
  type Policy,
  type Roll,
  type Stadsdel,
  STAFF_SHOWN,
} from './policy.ts'

export const REGISTERS = ['stadsdelar', 'avtal', 'klienter', 'roller', 'andamal', 'undantag', 'granskare'] as const

/** An entry that begins (`before` is null), ends (`after` is null) or changes in one of the policy's lists. */
export interface RegisterDifference {
  readonly register: (typeof REGISTERS)[number]
  readonly what: string
  readonly property: string
  readonly before: string | null
  readonly after: string | null
  /** Whether somebody may do what was refused before. Which data of persons becomes visible stands among the fields. */
  readonly widens: boolean
}

/** One compared property of an entry, and whether its change allows more. */
interface Property<T> {
  readonly name: string
  readonly text: (one: T) => string | null
  readonly widens?: (before: T | undefined, after: T | undefined) => boolean
}

export function registerDifferences(before: Policy, after: Policy): readonly RegisterDifference[] {
  const stadsdelar = (policy: Policy) => Object.fromEntries(policy.stadsdelar.map((one) => [one.kod, one]))
  return [
    ...compare('stadsdelar', stadsdelar(before), stadsdelar(after), STADSDEL),
    ...compare('avtal', avtalByName(before), avtalByName(after), AVTAL),
    ...compare('klienter', before.klienter, after.klienter, CLIENT),
    ...compare('roller', before.roller, after.roller, ROLL),
    // A purpose that is new or gone differs in its fields already.
    ...compare('andamal', shared(before.andamal, after.andamal), shared(after.andamal, before.andamal), ANDAMAL),
    ...compare('undantag', before.undantag, after.undantag, EXCEPTION),
    ...compare('granskare', officersByName(before), officersByName(after), OFFICER),
  ]
}

const officersByName = ({ granskare }: Policy): Readonly<Record<string, LogAssignment>> =>
  Object.fromEntries(granskare.map((one) => [`${one.slutanvandare} (${one.utfardare})`, one]))

const shared = <T>(register: Readonly<Record<string, T>>, another: object): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(register).filter(([code]) => Object.hasOwn(another, code)))

/** By board and diarienummer; avtal renewed under the same number are numbered in the order of their periods. */
function avtalByName({ avtal, stadsdelar }: Policy): Readonly<Record<string, Avtal>> {
  const named = new Map<string, Avtal>()
  for (const one of [...avtal].sort((a, b) => (a.giltigFran < b.giltigFran ? -1 : 1))) {
    const name = `${stadsdelar.find(({ kod }) => kod === one.stadsdel)?.namn ?? one.stadsdel}, ${one.diarienummer}`
    const earlier = [...named.keys()].filter((another) => another === name || another.startsWith(`${name} (`)).length
    named.set(earlier === 0 ? name : `${name} (${String(earlier + 1)})`, one)
  }
  return Object.fromEntries(named)
}

function compare<T>(
  register: RegisterDifference['register'],
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  properties: readonly Property<T>[],
): RegisterDifference[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((what) => {
    const oldEntry = Object.hasOwn(before, what) ? before[what] : undefined
    const newEntry = Object.hasOwn(after, what) ? after[what] : undefined
    return properties.flatMap(({ name, text, widens }) => {
      const oldText = oldEntry === undefined ? null : text(oldEntry)
      const newText = newEntry === undefined ? null : text(newEntry)
      return oldText === newText
        ? []
        : [
            {
              register,
              what,
              property: name,
              before: oldText,
              after: newText,
              widens: widens?.(oldEntry, newEntry) ?? false,
            },
          ]
    })
  })
}

const listText = (parts: readonly string[] | undefined): string | null =>
  parts === undefined || parts.length === 0 ? null : [...parts].sort().join(', ')

const adds = (before: readonly string[] = [], after: readonly string[] = []): boolean =>
  after.some((one) => !before.includes(one))

const period = ({ giltigFran, giltigTill }: Avtal | Stadsdel): string =>
  `${giltigFran} – ${giltigTill ?? 'until further notice'}`

const STADSDEL: readonly Property<Stadsdel>[] = [
  { name: 'in force', text: period },
  { name: 'successor', text: ({ efterfoljare }) => efterfoljare ?? null },
]

const AVTAL: readonly Property<Avtal>[] = [
  { name: 'in force', text: period },
  { name: 'informationsmangder', text: ({ mangder }) => listText(mangder) },
  { name: 'andamal', text: ({ andamal }) => listText(andamal) },
  { name: 'retention of the log', text: ({ loggAr }) => `${String(loggAr)} years` },
  {
    name: 'staff in extracts of the log',
    text: ({ utdrag }) => utdrag?.personal ?? 'ingen',
    widens: (before, after) => staffShown(after) > staffShown(before),
  },
]

const staffShown = (avtal: Avtal | undefined): number => STAFF_SHOWN.indexOf(avtal?.utdrag?.personal ?? 'ingen')

const CLIENT: readonly Property<Client>[] = [
  {
    name: 'roller',
    text: ({ roller }) => listText(roller),
    widens: (before, after) => adds(before?.roller, after?.roller),
  },
  {
    name: 'end user named by',
    text: ({ slutanvandare }) => (slutanvandare === 'token' ? 'token' : 'the client itself'),
    widens: (before, after) => before !== undefined && after?.slutanvandare === 'uppgiven',
  },
  {
    name: 'issuers',
    text: ({ utfardare }) => listText(utfardare),
    widens: (before, after) => before !== undefined && adds(before.utfardare, after?.utfardare),
  },
  {
    name: 'own number known by',
    text: ({ egetNummer }) => (egetNummer === 'token' ? 'token' : 'the client itself'),
    widens: (before, after) =>
      before !== undefined && before.egetNummer !== after?.egetNummer && after?.egetNummer === 'klient',
  },
  {
    name: 'cases beside its own',
    text: ({ arenden }) => (arenden === 'oprovade' ? 'any, unchecked' : listText(arenden)),
    widens: (before, after) => {
      if (before === undefined || before.arenden === 'oprovade') return false
      return after?.arenden === 'oprovade' || adds(before.arenden, after?.arenden)
    },
  },
  {
    name: 'calls a minute (client, end user)',
    text: ({ takt }) => `${String(takt.klient)}, ${String(takt.slutanvandare)}`,
  },
]

const ROLL: readonly Property<Roll>[] = [
  {
    name: 'rights',
    text: ({ ratter }) => listText(ratter),
    widens: (before, after) => adds(before?.ratter, after?.ratter),
  },
  {
    name: 'protected persons',
    text: ({ skyddade }) => (skyddade === true ? 'with an approved enkelttillstand' : null),
    widens: (_, after) => after?.skyddade === true,
  },
]

const ANDAMAL: readonly Property<Andamal>[] = [
  {
    name: 'by reference in cases',
    text: ({ hanvisning }) => listText(hanvisning) ?? 'nothing',
    widens: (before, after) => adds(after?.hanvisning, before?.hanvisning),
  },
]

const EXCEPTION: readonly Property<Exception>[] = [
  {
    name: 'longest duration',
    text: ({ hogstMinuter }) => `${String(hogstMinuter)} minutes`,
    widens: (before, after) => (after?.hogstMinuter ?? 0) > (before?.hogstMinuter ?? 0),
  },
  {
    name: 'approval',
    text: ({ godkannande }) => (godkannande ? 'by somebody else' : 'not needed'),
    widens: (before, after) => before?.godkannande === true && after?.godkannande === false,
  },
]

const OFFICER: readonly Property<LogAssignment>[] = [
  {
    name: 'reads the logs of',
    text: ({ loggar }) => listText(loggar),
    widens: (before, after) => adds(before?.loggar, after?.loggar),
  },
  {
    name: 'is assigned what tells protection',
    text: ({ skyddade = false }) => (skyddade ? 'yes' : 'no'),
    // The right is a role's.
    widens: () => false,
  },
]
