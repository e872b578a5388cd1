import type { Avtal, Klient, Policy, Roll, Stadsdel, Undantag } from './policy.ts'

export const REGISTER = ['stadsdelar', 'avtal', 'klienter', 'roller', 'undantag'] as const

/** Something that begins (`fore` is null), ends (`efter` is null) or changes in one of the lists beside the fields. */
export interface Registerskillnad {
  readonly register: (typeof REGISTER)[number]
  readonly vad: string
  readonly egenskap: string
  readonly fore: string | null
  readonly efter: string | null
  /** Whether somebody may do what was refused before. What that shows of persons stands among the fields. */
  readonly vidgar: boolean
}

/** One thing that is told about an entry, and whether the second text allows more than the first. */
interface Egenskap<T> {
  readonly namn: string
  readonly text: (en: T) => string | null
  readonly vidgar?: (fore: T | undefined, efter: T | undefined) => boolean
}

export function registerskillnader(fore: Policy, efter: Policy): readonly Registerskillnad[] {
  const stadsdelar = (policy: Policy) => Object.fromEntries(policy.stadsdelar.map((en) => [en.kod, en]))
  return [
    ...jamfor('stadsdelar', stadsdelar(fore), stadsdelar(efter), STADSDEL),
    ...jamfor('avtal', avtalen(fore), avtalen(efter), AVTAL),
    ...jamfor('klienter', fore.klienter, efter.klienter, KLIENT),
    ...jamfor('roller', fore.roller, efter.roller, ROLL),
    ...jamfor('undantag', fore.undantag, efter.undantag, UNDANTAG),
  ]
}

/** By board and diarienummer; one that was renewed under the same number in the order of its periods. */
function avtalen({ avtal, stadsdelar }: Policy): Readonly<Record<string, Avtal>> {
  const namngivna = new Map<string, Avtal>()
  for (const ett of [...avtal].sort((a, b) => (a.giltigFran < b.giltigFran ? -1 : 1))) {
    const namn = `${stadsdelar.find(({ kod }) => kod === ett.stadsdel)?.namn ?? ett.stadsdel}, ${ett.diarienummer}`
    const tidigare = [...namngivna.keys()].filter((annat) => annat === namn || annat.startsWith(`${namn} (`)).length
    namngivna.set(tidigare === 0 ? namn : `${namn} (${String(tidigare + 1)})`, ett)
  }
  return Object.fromEntries(namngivna)
}

function jamfor<T>(
  register: Registerskillnad['register'],
  fore: Readonly<Record<string, T>>,
  efter: Readonly<Record<string, T>>,
  egenskaper: readonly Egenskap<T>[],
): Registerskillnad[] {
  return [...new Set([...Object.keys(fore), ...Object.keys(efter)])].flatMap((vad) => {
    const da = Object.hasOwn(fore, vad) ? fore[vad] : undefined
    const nu = Object.hasOwn(efter, vad) ? efter[vad] : undefined
    return egenskaper.flatMap(({ namn, text, vidgar }) => {
      const [forut, sedan] = [da === undefined ? null : text(da), nu === undefined ? null : text(nu)]
      return forut === sedan
        ? []
        : [{ register, vad, egenskap: namn, fore: forut, efter: sedan, vidgar: vidgar?.(da, nu) ?? false }]
    })
  })
}

const lista = (delar: readonly string[] | undefined): string | null =>
  delar === undefined || delar.length === 0 ? null : [...delar].sort().join(', ')

const fler = (fore: readonly string[] = [], efter: readonly string[] = []): boolean =>
  efter.some((en) => !fore.includes(en))

const period = ({ giltigFran, giltigTill }: Avtal | Stadsdel): string =>
  `${giltigFran} – ${giltigTill ?? 'tills vidare'}`

const STADSDEL: readonly Egenskap<Stadsdel>[] = [
  { namn: 'giltighet', text: period },
  { namn: 'efterföljare', text: ({ efterfoljare }) => efterfoljare ?? null },
]

const AVTAL: readonly Egenskap<Avtal>[] = [
  { namn: 'giltighet', text: period },
  { namn: 'informationsmängder', text: ({ mangder }) => lista(mangder) },
  { namn: 'ändamål', text: ({ andamal }) => lista(andamal) },
  { namn: 'loggens bevarandetid', text: ({ loggAr }) => `${String(loggAr)} år` },
]

const KLIENT: readonly Egenskap<Klient>[] = [
  { namn: 'roller', text: ({ roller }) => lista(roller), vidgar: (fore, efter) => fler(fore?.roller, efter?.roller) },
  {
    namn: 'slutanvändaren kommer från',
    text: ({ slutanvandare }) => (slutanvandare === 'token' ? 'token' : 'klientens egen uppgift'),
    vidgar: (fore, efter) => fore !== undefined && efter?.slutanvandare === 'uppgiven',
  },
  {
    namn: 'anrop per minut (klient, slutanvändare)',
    text: ({ takt }) => `${String(takt.klient)}, ${String(takt.slutanvandare)}`,
  },
]

const ROLL: readonly Egenskap<Roll>[] = [
  {
    namn: 'rättigheter',
    text: ({ ratter }) => lista(ratter),
    vidgar: (fore, efter) => fler(fore?.ratter, efter?.ratter),
  },
  {
    namn: 'skyddade personer',
    text: ({ skyddade }) => (skyddade === true ? 'med godkänt enkelttillstånd' : null),
    vidgar: (_, efter) => efter?.skyddade === true,
  },
]

const UNDANTAG: readonly Egenskap<Undantag>[] = [
  {
    namn: 'högsta längd',
    text: ({ hogstMinuter }) => `${String(hogstMinuter)} minuter`,
    vidgar: (fore, efter) => (efter?.hogstMinuter ?? 0) > (fore?.hogstMinuter ?? 0),
  },
  {
    namn: 'godkännande',
    text: ({ godkannande }) => (godkannande ? 'av någon annan' : 'behövs inte'),
    vidgar: (fore, efter) => fore?.godkannande === true && efter?.godkannande === false,
  },
]
