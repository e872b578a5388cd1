import type { Informationsmangd, SourceName } from '../../informationsmangd.ts'
import { clockText, count } from '../frame/format.ts'

export type PanelId =
  'beslut' | 'avgift' | 'utforare' | 'handlaggare' | 'ko' | 'rakningsmottagare' | 'fakturor' | 'forskola'

export interface PanelKind {
  readonly id: PanelId
  /** Of the shortcut and the tab. */
  readonly letter: string
  readonly name: string
  readonly source: SourceName
  readonly mangder: readonly [Informationsmangd, ...Informationsmangd[]]
  /** `Inga beslut`. */
  readonly none: string
  /** When the source did not answer. */
  readonly say: string
}

/** In their fixed places. The last stands there only where the request opens it: it is another desk's work. */
export const PANELS: readonly PanelKind[] = [
  {
    ...{ id: 'beslut', letter: 'B', name: 'Beslut', source: 'paraplyet', mangder: ['beslut'], none: 'Inga beslut' },
    say: '”Jag kan inte se dina beslut just nu. De gäller fortfarande.”',
  },
  {
    ...{ id: 'avgift', letter: 'A', name: 'Avgift', source: 'paraplyet', mangder: ['avgift'], none: 'Ingen avgift' },
    say: '”Jag kan inte se avgiften just nu. Den ändras inte av det.”',
  },
  {
    ...{ id: 'utforare', letter: 'U', name: 'Utförare', source: 'paraplyet', mangder: ['utforare'] },
    none: 'Inga utförare',
    say: '”Jag kan inte se vem som utför dina insatser just nu. Insatserna fortsätter som vanligt.”',
  },
  {
    ...{ id: 'handlaggare', letter: 'H', name: 'Handläggare', source: 'paraplyet', mangder: ['handlaggare'] },
    none: 'Ingen handläggare',
    say: '”Jag kan inte se vem som är din handläggare just nu. Du har kvar din handläggare.”',
  },
  {
    ...{ id: 'ko', letter: 'K', name: 'Kö', source: 'paraplyet', mangder: ['kostatus'], none: 'Ingen plats i kö' },
    say: '”Jag kan inte se kön just nu. Det betyder inte att du saknar plats.”',
  },
  {
    ...{ id: 'rakningsmottagare', letter: 'R', name: 'Räkningsmottagare', source: 'paraplyet' },
    mangder: ['rakningsmottagare'],
    none: 'Ingen annan räkningsmottagare',
    say: '”Jag kan inte se vem som får räkningen just nu.”',
  },
  {
    ...{
      id: 'fakturor',
      letter: 'F',
      name: 'Fakturor',
      source: 'agresso',
      mangder: ['faktura'],
      none: 'Inga fakturor',
    },
    say: '”Jag kan inte se dina fakturor just nu. Betala det som står på fakturan du har fått.”',
  },
  {
    ...{ id: 'forskola', letter: 'S', name: 'Förskola', source: 'ber', mangder: ['forskoleplacering', 'forskoleko'] },
    none: 'Ingen placering och ingen plats i kö',
    say: '”Jag kan inte se förskoleplatsen just nu. Det betyder inte att barnet saknar plats.”',
  },
]

/** Words of the sources, as staff read them; any other word is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ pagaende: 'Pågående', avslutat: 'Avslutat', avslag: 'Avslag', vilande: 'Vilande', kommande: 'Kommande' },
  ...{ avslutad: 'Avslutad', kommunal: 'Kommunal', privat: 'Privat', vantar: 'Väntar', erbjuden: 'Erbjuden' },
  ...{ 'tackat-nej': 'Tackat nej', placerad: 'Placerad', dagverksamhet: 'Dagverksamhet', servicehus: 'Servicehus' },
  ...{ 'vard-och-omsorgsboende': 'Vård- och omsorgsboende', anhorig: 'Anhörig', 'god-man': 'God man' },
  ...{ forvaltare: 'Förvaltare', fullmakt: 'Fullmakt' },
}

export const wordText = (word: string | undefined): string | undefined =>
  word === undefined ? undefined : Object.hasOwn(WORDS, word) ? WORDS[word] : word

export const AGE = {
  now: (read: Date) => `nu ${clockText(read)}`,
  yesterday: (read: Date) => `i går ${clockText(read)}`,
  dayBefore: 'i förrgår',
  days: (days: number) => `för ${String(days)}\u00a0dygn sedan`,
  notIncluded: 'ingår ej',
  silent: 'svarade inte',
  tonight: (read: Date) => `i natt ${clockText(read)}`,
  today: (read: Date) => `i dag ${clockText(read)}`,
  /** The word of an age that is next to none begins so. */
  justNow: 'nu ',
} as const

export const FACTS = {
  state: 'Läge',
  amount: 'Belopp',
  left: 'Kvar att betala',
  invoiceDate: 'Fakturadatum',
  due: 'Förfallodag',
  stadsdel: 'Stadsdel',
  readAt: 'Läst',
  chapter: (chapter: number) => `${String(chapter)} kap.`,
  beslut: 'Beslut',
  extent: 'Omfattning',
  period: 'Gäller',
  lawAndDate: 'Lagrum och beslutsdatum',
  decidedAt: 'Beslutat',
  law: 'Lagrum',
  reference: 'Beteckning',
  ofPeriod: (period: string) => `för ${period}`,
  maxtaxa: 'Maxtaxa',
  forbehallsbelopp: 'Förbehållsbelopp',
  income: 'Inkomst',
  utforare: 'Utförare',
  insats: 'Insats',
  telephone: 'Telefon',
  unit: 'Enhet',
  handlaggare: 'Handläggare',
  area: 'Ansvar',
  telephoneHours: 'Telefontid',
  queue: 'Köplats',
  place: 'Plats',
  since: 'Sedan',
  wish: 'Önskar',
  rakningsmottagare: 'Räkningsmottagare',
  from: 'Från',
  placement: 'Placering',
  department: 'Avdelning',
  preschoolQueue: 'Kö till förskola',
  ocr: 'OCR-nummer',
  forever: 'tills vidare',
} as const

export const INVOICES = {
  caption: 'Fakturor, den senaste först',
  invoice: 'Faktura',
  date: 'Datum',
  leftToPay: 'kvar att betala',
  overdue: (amount: string) => `, varav ${amount} är förfallet.`,
  unnamed: 'utan nummer',
  part: (part: number) => `del ${String(part)}`,
  lines: (number: number) => count(number, 'rad', 'rader'),
  ofInvoice: (name: string) => `i faktura ${name}`,
  open: 'Öppna fakturan',
  copy: (number: string) => `Kopiera OCR-nummer ${number}`,
  copied: 'OCR-numret är kopierat',
  linesCaption: (name: string) => `Rader i faktura ${name}`,
  dueToday: 'Förfaller i dag',
  dueTomorrow: 'Förfaller i morgon',
  dueIn: (days: number) => `Förfaller om ${String(days)} dagar`,
  dueYesterday: 'Förföll i går',
  paid: 'Betald',
  paidAt: (at: string) => `Betald ${at}`,
  tooMuch: 'För mycket betalt',
  credit: 'Kreditfaktura',
  cancelled: 'Makulerad',
  collection: (reminders: string) => `Lämnad till inkasso${reminders}`,
  noDue: 'Ingen förfallodag',
  unknown: 'Okänt läge',
  unknownDue: (day: string) => `Okänt läge, förfallodag ${day}`,
  reminders: (number: number) => ` · ${count(number, 'påminnelse', 'påminnelser')}`,
  instalment: 'Delbetalning. ',
  partlyPaid: 'Delvis betald. ',
  dueSince: (days: number) => `Förfallen sedan ${String(days)} dagar`,
} as const
