import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Identifiering } from '../../policy/policy.ts'
import { IDENTIFIERING_NAMES } from '../../policy/rule-texts.ts'
import { count } from '../frame/format.ts'

/** What the pages of the lookup say. */
export const AREA = {
  menu: 'Uppslag',
  lookup: 'Slå upp',
  handlaggare: 'Handläggare',
  tillstand: 'Enkelttillstånd',
} as const

export const IDENTIFIERING_LABELS: Readonly<Record<Identifiering, string>> = {
  ingen: 'Inte identifierad',
  kontrollfragor: 'Kontrollfrågor',
  motringning: 'Motringning',
  bankid: 'BankID',
}

/** After who is on the line, on one row: `Personen själv, motringd`. */
export const IDENTIFIED_AS: Readonly<Record<Identifiering, string>> = {
  ingen: 'inte identifierad',
  kontrollfragor: 'kontrollfrågor',
  motringning: 'motringd',
  bankid: 'BankID',
}

export const RELATION_NAMES = {
  sjalv: 'Personen själv',
  anhorig: 'Anhörig',
  'god-man': 'God man',
  forvaltare: 'Förvaltare',
  personal: 'Personal',
  annan: 'Någon annan',
} as const

export const ERRORS = {
  numberMissing: 'Skriv ett personnummer, OCR-nummer eller fakturanummer.',
  number: 'Det går inte att läsa som personnummer, OCR-nummer eller fakturanummer.',
  personnummer: 'Kontrollsiffran eller datumet stämmer inte. Läs numret en gång till med den som ringer.',
  ambiguous: 'Numret kan vara två personers. Skriv alla tolv siffrorna, med århundradet.',
  nobody: 'Numret är ingen persons: det är ett organisationsnummer eller ett tillfälligt nummer.',
  ocr: 'Kontrollsiffran i OCR-numret stämmer inte. Läs numret en gång till.',
  digits: 'Kontrollsiffran stämmer inte. Är det ett fakturanummer? Välj det under ”Numret är”.',
  fakturanummer: 'Fakturanumret innehåller något som inte kan stå i ett fakturanummer.',
  andamal: 'Välj vad frågan gäller.',
  arende: 'Ändamålet kräver att du anger ärendet.',
  identifiering: 'Välj hur den som ringer har identifierats.',
  weak: (least: Identifiering) => `Ändamålet kräver minst ${IDENTIFIERING_NAMES[least]}.`,
  relation: 'Välj vem du talar med.',
  tillstand: 'Ett enkelttillstånds id har 32 siffror och bokstäver i fem grupper.',
  field: (rule: string) => `Det ${rule}.`,
} as const

export const LOOKUP = {
  title: 'Slå upp en person',
  about: 'Allt du slår upp loggas med ditt namn, ändamålet och ärendet.',
  number: 'Personnummer, OCR-nummer eller fakturanummer',
  numberHint: 'Med eller utan bindestreck. Tio siffror räcker när de bara kan vara en persons.',
  andamal: 'Ändamål',
  andamalNothing: 'Välj vad frågan gäller',
  arende: 'Ärende',
  arendeHint: 'Till exempel KC-2026-10017',
  identifiering: 'Den som ringer är identifierad genom',
  identifieringNothing: 'Välj',
  relation: 'Du talar med',
  relationNothing: 'Välj',
  more: 'Numret är ett annat än det ser ut att vara, eller du har ett enkelttillstånd',
  kind: 'Numret är',
  kinds: {
    auto: 'Det som det ser ut att vara',
    personnummer: 'Personnummer eller samordningsnummer',
    ocrNummer: 'OCR-nummer',
    fakturanummer: 'Fakturanummer',
  },
  tillstand: 'Enkelttillståndets id',
  submit: 'Slå upp',
  same: (number: string) => `Samma person som nyss, ${number}`,
  sameCall: 'Ändamål, ärende och identifiering står kvar från samma samtal.',
  newCall: 'Nytt samtal',
  requires: { arende: 'kräver ärende', identifiering: (least: string) => `minst ${least}` },
  fix: (count: number) => (count === 1 ? 'En uppgift behöver rättas.' : `${String(count)} uppgifter behöver rättas.`),
  refused: 'Uppslaget gjordes inte',
  faktura: (number: string) => `Faktura ${number}`,
} as const

export const VIEW = {
  title: 'Öppen person',
  band: 'Öppen person',
  nobody: 'Inga uppgifter',
  nothingHere: 'Inga uppgifter att visa.',
  unnamed: 'Namn visas inte',
  andamal: 'Ändamål',
  change: 'Byt',
  changeTitle: 'Byt ändamål',
  changeAbout: 'Samma person slås upp på nytt. Det loggas som ett nytt uppslag.',
  arende: 'Ärende',
  noArende: 'Inget angivet',
  line: 'I telefonen',
  closesIn: (minutes: number) => `Stängs om ${String(minutes)} min`,
  /** The script writes the minutes. */
  closesTemplate: 'Stängs om # min',
  timeLeft: 'Tid kvar innan vyn stängs',
  extend: 'Förläng',
  extended: 'Vyn är öppen i 10 minuter till',
  extendKey: 'Förläng vyn',
  close: 'Stäng',
  closeKey: 'Stäng vyn',
  copy: 'Kopiera OCR-nummer för den första obetalda fakturan',
  copyOne: 'Kopiera OCR-numret',
  panels: 'Paneler',
  newLookup: 'Nytt uppslag',
  closing: 'Vyn stängs om en minut',
  closingText: 'Förläng om du fortfarande arbetar med personen. Annars döljs uppgifterna.',
  about: 'Om uppslaget',
  andamalToo: 'ändamål',
  cancel: 'Avbryt',
} as const

export const CLOSED = {
  title: 'Vyn är stängd',
  text: 'Uppgifterna visas bara en kort stund, och bara för den som slog upp dem. Gör ett nytt uppslag om du behöver dem igen.',
  again: 'Nytt uppslag',
} as const

export const NEUTRAL = {
  heading: 'Insyn har inga uppgifter att visa',
  causes:
    'Svaret är detsamma om personen inte finns i källorna, har skyddade personuppgifter, ligger utanför avtal eller din behörighet, om numret är felskrivet eller om det är ditt eget. Dra ingen slutsats av det.',
  say: '”Jag kan inte se några uppgifter här. Jag kan hjälpa dig vidare till den som handlägger ditt ärende.”',
  next: 'Gör så här',
  steps: [
    'Kontrollera numret och ändamålet med den som ringer.',
    'Ta ett meddelande och lämna det enligt rutinen för uppslag utan uppgifter.',
    'Lämna aldrig ut, och fråga aldrig efter, adress eller stadsdel.',
  ],
  tillstand: 'Begär enkelttillstånd',
} as const

export const SAY = {
  caller: 'Säg till den som ringer',
  ring: 'Ring',
  asked: 'Fråga om något har ändrats sedan dess.',
  operators: 'Driften ser felet.',
  register: (stadsdel: string) => `Handläggare i ${stadsdel}`,
  handlaggare: 'Handläggare',
  anywhere: 'Sök i registret över handläggare',
} as const

export const FRESH = {
  title: 'Hur färskt är svaret?',
  live: 'Hämta nu',
  liveAbout: (seconds: number) =>
    `Läser i källorna nu och väntar högst ${String(seconds)} sekunder. Loggas som ett nytt uppslag.`,
  liveNeedsNumber: 'Hämta nu kräver ett personnummer: spegeln, där OCR- och fakturanummer söks, har inga nummer.',
  fetching: 'hämtas nu',
  fetchingSaid: 'Hämtar från källorna',
  none: 'Ingen källa ingår.',
  wasLive: 'Källorna lästes för det här uppslaget, som är loggat för sig.',
  rows: 'Läget i varje källa',
  silent: (number: number) => `${String(number)} svarade inte`,
  fresh: (number: number) => count(number, 'källa är aktuell', 'källor är aktuella'),
  old: (number: number) => count(number, 'är gammal', 'är gamla'),
} as const

export const REGISTRATION = {
  title: 'Registrera ärendet',
  about: 'Förslag. Ändra om samtalet handlade om något annat.',
  huvudkategori: 'Huvudkategori',
  arendetyp: 'Ärendetyp',
  arendeklass: 'Ärendeklass',
  save: (arende: string) => `Spara i ${arende}`,
  notOpen: (arende: string) =>
    `${arende} är inget öppet ärende hos Insyn. Kontrollera numret, eller välj kategorin i ärendesystemet.`,
  saved: (arende: string) =>
    `Sparat för ${arende}. Ärendesystemet får kategorin med det andra som ärendet registrerar.`,
  elsewhere: 'Förslag. Kategorin väljs i ärendesystemet.',
  copied: 'Ordet är kopierat',
  noArende: 'Uppslaget gjordes utan ärende. Byt ändamål eller ange ett ärende för att spara.',
  copyWord: (word: string) => `Kopiera ${word}`,
} as const

export const WHY = {
  title: 'Varför ser jag detta?',
  rules: 'Visa reglerna',
  rulesAbout: 'Visar vilka regler som gäller. Loggas.',
  role: 'Din roll',
  andamal: 'Ändamål',
  identifiering: 'Identifiering',
  avtal: 'Avtal',
  hidden: 'Visas inte',
  tillstand: 'Enkelttillstånd',
  logId: 'Logg-id',
  copyLogId: 'Kopiera logg-id',
  logIdCopied: 'Logg-id är kopierat',
  logIdAbout: 'Uppslaget står under logg-id i loggen, och i personens loggutdrag.',
  aboutPage: 'Reglerna som gällde för uppslaget, i var och en av dina roller. Ingen person är inblandad.',
  version: 'Reglernas version',
  shown: 'Visas',
  nothing: 'Ingenting',
  applies: 'Rollen som gäller',
  back: 'Tillbaka till personen (nytt uppslag)',
  time: 'Tid',
  uppgift: 'Uppgift',
} as const

export const FAKTURA = {
  title: 'Faktura',
  about: 'Fakturan är läst på nytt. Det är loggat för sig.',
  lines: 'Rader',
  noLines: 'Reskontran har inga rader för fakturan, eller så visas de inte för ändamålet.',
} as const

export const MANGD_NAMES: Readonly<Record<Informationsmangd, string>> = {
  ...{ person: 'Namn', beslut: 'Beslut', avgift: 'Avgift', utforare: 'Utförare', handlaggare: 'Handläggare' },
  ...{ kostatus: 'Kö', rakningsmottagare: 'Räkningsmottagare', faktura: 'Fakturor' },
  ...{ forskoleplacering: 'Förskoleplacering', forskoleko: 'Kö till förskola' },
}

export const REGISTER = {
  title: 'Register över handläggare',
  about: 'Så som senaste läsningen av varje stadsdels system har dem.',
  stadsdel: 'Stadsdel',
  all: 'Alla stadsdelar',
  area: 'Ansvar börjar på',
  search: 'Sök',
  error: 'Skriv bara bokstäver, till exempel Hemtjänst.',
  empty: 'Ingen handläggare stämmer in. En stadsdel utan avtal finns inte i registret.',
  count: (count: number) => (count === 1 ? 'En handläggare' : `${String(count)} handläggare`),
  columns: ['Namn', 'Ansvar', 'Enhet', 'Telefon', 'Telefontid', 'Stadsdel'],
  before: 'Föregående',
  after: 'Nästa',
} as const

export const PANEL_TEXTS = {
  notShown: (fields: string) => `${fields.charAt(0).toUpperCase()}${fields.slice(1)} visas inte.`,
  where: (stadsdelar: string) => ` i ${stadsdelar}`,
  nothing: (none: string, where: string, source: string, age: string) => `${none}${where}, enligt ${source} ${age}.`,
  source: 'källan',
  readNow: 'uppgifter lästa',
  readFrom: 'uppgifter från',
  silent: (source: string, stadsdelar: readonly string[]) =>
    `${source} har inte svarat för ${stadsdelar.length > 4 ? `${String(stadsdelar.length)} stadsdelar` : namesText(stadsdelar)}.`,
} as const

/** `Farsta, Hässelby och Skärholmen`. */
export const namesText = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} och ${names.at(-1) ?? ''}`
