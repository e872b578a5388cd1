import type { RuleKind } from '../../review/follow-up/rules-file.ts'
import type { Judgement } from '../../review/follow-up/sample-store.ts'
import type { StateName } from '../frame/components.tsx'
import { dateText, momentText, percent, wholeNumber } from '../frame/format.ts'

/** The words of the pages of follow-up, extracts, exports, agreements and tittbehörighet. */
export const VERDICT_NAMES: Readonly<Record<Judgement, string>> = {
  befogad: 'Befogad',
  'behover-utredas': 'Behöver utredas',
  obefogad: 'Obefogad',
}

/** What a rule asks about, in a few words; the rule itself says the rest. */
export const RULE_NAMES: Readonly<Record<RuleKind, string>> = {
  'utan-arende': 'Utan ärende',
  'annans-arende': 'Någon annans ärende',
  'utanfor-arbetstid': 'Utanför arbetstid',
  'manga-pa-kort-tid': 'Många uppslag på kort tid',
  'en-person-av-manga': 'Samma person av många',
  'eget-nummer': 'Eget nummer',
  skyddad: 'Skyddade personuppgifter',
  undantag: 'Enkelttillstånd',
  'efter-stangt-arende': 'Efter att ärendet stängts',
  'sjalv-alder': 'Personen själv, med ovanlig ålder',
  'utan-traff': 'Många sökningar utan träff',
}
export const BY_CHANCE_NAME = 'Draget av slumpen'

export const MONTHS_PAGE = {
  title: 'Uppföljning',
  about: 'Stickprov och flaggade uppslag, månad för månad. Allt du gör här loggas också.',
  tryRules: 'Prova reglerna',
  statistics: 'Nämndens statistik',
  rules: 'Regler i bruk',
  draw: 'Dra ett urval',
  grid: 'Urval per nämnd och månad',
  table: 'Tabell över månaderna',
  now: 'Att granska nu',
  nothingNow: 'Inget urval väntar. Månadens urval dras av sig självt natten till den första.',
  closed: 'Undertecknade',
  nothingClosed: 'Inget urval är undertecknat än.',
  protectedPart: 'skyddade personuppgifter',
  extra: 'extra urval',
  notDrawn: 'inget urval',
  nowLeft: (left: number, samples: number) => `Att granska nu: ${String(left)} poster i ${String(samples)} urval`,
  late: (head: string, late: number) => `${head}, ${String(late)} försenade`,
  judged: (judged: number, all: number) => `${String(judged)} av ${String(all)} granskade`,
  signed: (at: Date) => `undertecknat ${dateText(at)}`,
  lateSample: (judged: string) => `försenat: ${judged}`,
  allJudged: 'alla granskade, inte undertecknat',
  drawn: (judged: string) => `draget: ${judged}`,
  dueAt: 'Klart senast',
  leftOf: (left: number, all: number) => `${String(left)} av ${String(all)}`,
  signedAt: 'Undertecknat',
  protocol: 'Protokoll',
  pdf: 'PDF',
  pdfOf: (name: string, month: string) => ` för ${name} ${month}`,
} as const

export const SAMPLE = {
  rule: 'Urvalsregel',
  all: 'Alla poster i urvalet',
  comment: 'Kommentar',
  commentHint: 'Krävs om du inte väljer Befogad. Skriv inget personnummer.',
  commentMissing: 'Skriv varför, med några ord.',
  verdict: 'Bedömning',
  question:
    'En flagga är en fråga, inte en dom. Bedömningen loggas med ditt namn. En ny ersätter den förra, som står kvar i loggen.',
  own: 'Uppslaget är ditt eget. Ingen granskar sig själv: någon annan bedömer det.',
  ownRule: 'Dina egna uppslag bedöms alltid av någon annan.',
  previous: 'Föregående',
  skip: 'Hoppa över',
  pruned: 'Posten är gallrad ur loggen. Bara att den fanns går att säga.',
  number: 'Öppna posten och personens nummer',
  logged: '(loggas)',
  noCase: 'Saknas',
  noPurpose: 'Inget angavs',
  nothingShown: 'Inget',
  assigned: 'Granskas av',
  anybody: 'den som får',
  you: 'dig',
  allOthers: 'Det som är kvar är dina egna uppslag, som någon annan bedömer.',
  sign: 'Underteckna protokollet',
  signAbout:
    'Insyn undertecknar ett dokument med metod, frö, underlag, regler, bedömningar och vilka som granskade. Det säger inget om dem som slogs upp. Efter det ändras ingenting.',
  signed: 'Protokollet är undertecknat',
  pdf: 'Hämta protokollet (PDF)',
  document: 'Hämta det undertecknade dokumentet (JSON)',
  check:
    'Vem som helst kontrollerar dokumentet utan Insyn, med nyckeln här. Jämför nyckeln med den som nämnden har fått på annat sätt.',
  redraw: 'Ur en export av loggen dras samma urval igen, så att det syns att ingen har valt posterna.',
  copyCommand: 'Kopiera kommandot',
  allJudged: (number: number) => `Alla ${String(number)} är granskade: underteckna`,
  verifyCommand: (key: string | null) => `insyn logg urval --verifiera avslut.txt --nyckel '${key ?? ''}'`,
  redrawCommand: (log: string) => `insyn logg urval --prova ${log}.jsonl --mot avslut.txt`,
  howToCheck: 'Så kontrolleras det',
  item: (number: number) => `Nummer ${String(number)}`,
  yours: 'ditt eget',
  leftToJudge: 'kvar',
  heading: (month: string, log: string, kind: string, judged: string) =>
    `Stickprov ${month}, ${log}${kind === '' ? '' : ` (${kind})`}: ${judged}`,
  drawnFrom: (at: Date, number: number) => `Draget ${dateText(at)} ur ${wholeNumber(number)} uppslag · slumpfrö`,
  signedAt: (at: Date) => `Undertecknat ${momentText(at)}.`,
  left: (left: number, all: number, own: number, due: Date) =>
    `${String(left)} kvar av ${String(all)}${own === 0 ? '' : own === 1 ? ', 1 av dem är ditt eget' : `, ${String(own)} av dem är dina egna`}. Klart senast ${dateText(due)}.`,
  progress: (judged: number, all: number, open: number | undefined) =>
    `${String(judged)} av ${String(all)} granskade${open === undefined ? '' : `, nummer ${String(open)} är öppen`}`,
  sealed: 'Numret är förseglat.',
  shown: 'Visades',
  tillstand: 'Enkelttillstånd',
  therefore: 'Varför den är med',
  unknown: 'okänd',
  verdicts: 'Bedömningar',
  replaced: ' (ersatt)',
  pageTitle: 'Månadens logguppföljning',
  title: (month: string) => `Stickprov ${month}`,
  itemOf: (number: number, all: number) => `Nummer ${String(number)} av ${String(all)}`,
  judged: (number: number) => `Nummer ${String(number)} är bedömd:`,
  leftOf: (left: number, all: number) => `${String(left)} kvar av ${String(all)}.`,
  byAt: (who: string, at: Date) => `av ${who} ${momentText(at)}`,
  onThePhone: 'I telefonen',
  prunedOne: 'gallrad',
} as const

export const DRAW = {
  title: 'Dra ett urval',
  about:
    'Månadens urval dras av sig självt. Här drar du det som saknas, eller ett extra. Två poster i loggen utlyser det innan det dras.',
  log: 'Logg',
  month: 'Månad',
  monthHint: 'ÅÅÅÅ-MM',
  monthWrong: 'Skriv månaden som ÅÅÅÅ-MM, till exempel 2026-10.',
  protectedPart: 'Ur poster som visar skyddade personuppgifter',
  protectedHint: 'De hålls isär i allt, och finns bara för granskare med den rätten.',
  act: 'Dra urvalet',
  method: 'Så dras det',
  none: 'Inget uppslag',
  portion: (share: number, least: number, most: number) =>
    `${percent(share)} av uppslagen, minst ${String(least)} och högst ${String(most)}`,
  byChance: 'Av slumpen',
  ofEachRule: 'Av varje regel',
  mostFlagged: (number: number) => `högst ${String(number)} flaggade uppslag`,
  protectedOnes: 'Skyddade',
  reviewedWithin: 'Granskas inom',
  days: (number: number) => `${String(number)} dygn`,
  howDrawn:
    'Ingen kan välja posterna. Först skrivs i loggen vilken månad det gäller och kontrollsumman av ett slumptal som Insyn just har gjort. Sedan skrivs loggens rot, slumptalet och fröet som följer av dem, hur många uppslag månaden har och vad varje regel flaggar. Urvalet följer av det, och vem som helst kan dra det igen ur en export.',
  logMissing: 'Välj en logg.',
} as const

export const REASON = {
  label: 'Skäl',
  hint: 'Står i klartext i loggen. Inget personnummer.',
  missing: 'Skriv varför, till exempel ett diarienummer.',
} as const

export const DRY_RUN = {
  title: 'Prova reglerna',
  about: 'Hur många uppslag skulle flaggas? Ingenting sparas. Antal under fem anges inte.',
  act: 'Prova',
  logs: 'Loggar',
  all: 'Alla dina loggar',
  again: 'Prova en annan månad',
  heading: (name: string, month: string, number: string) => `${name} ${month}: ${number} uppslag`,
  version: 'regler av version',
  caption: (name: string) => `Vad reglerna skulle flagga i ${name}`,
  flags: 'Flaggar',
  users: 'Användare',
  fewUsers: 'färre än 5',
} as const

export const STATISTICS = {
  title: 'Nämndens statistik',
  about:
    'Uppslag och uppföljning per månad. Antal under fem anges inte, och inte det som de kunde räknas ut från. Poster som visar skyddade personuppgifter räknas aldrig in.',
  show: 'Visa',
  from: 'Från och med månad',
  to: 'Till och med månad',
  perMonth: 'Uppslag per månad',
  notCounted: 'inte räknad',
  noBars: 'Inga antal anges för månaderna.',
  bars: (months: readonly { readonly manad: string; readonly antal: number | null }[]) =>
    `Uppslag per månad: ${months.map(({ manad, antal }) => `${manad} ${String(antal ?? 0)}`).join(', ')}.`,
  followUp: 'Uppföljning',
  extra: ', extra urval',
  signed: ', undertecknat',
  month: (month: string, number: string) => `${month}: ${number} uppslag`,
  byUnit: (month: string) => `Uppslag ${month} per enhet, ändamål och utfall`,
  unit: 'Enhet',
  flaggedOf: (month: string) => `Flaggade uppslag ${month}`,
  flagged: 'Flaggade',
  share: 'Andel',
  notGiven: 'anges inte',
} as const

export const RULES_PAGE = {
  title: 'Regler i bruk',
  about: 'Vilka uppslag en granskare ombeds titta på. En flagga är en fråga, inte en dom.',
  off: 'Inte i bruk.',
  measured: { klockslag: 'klockslag', antal: 'antal', median: 'median', grans: 'gräns' } as Readonly<
    Record<string, string>
  >,
  inUse: (number: number) => `${String(number)} regler är i bruk`,
  version: 'version',
  units: 'Enheter och arbetstider',
  namedUsers: 'namngivna användare',
  noHours: 'ingen arbetstid',
  exempt: (andamal: readonly string[]) => `Gäller inte: ${andamal.join(', ')}`,
} as const

export const COLUMNS = {
  board: 'Nämnd',
  avtal: 'Avtal',
  validity: 'Gäller',
  state: 'Läge',
  uppgifter: 'Uppgifter',
  andamal: 'Ändamål',
  logs: 'Loggar',
  days: 'Dagar',
  records: 'Poster',
  extract: 'Utdrag',
  number: 'Nummer',
  when: 'När',
  who: 'Vem',
  ground: 'Grund',
  verdict: 'Bedömning',
  rule: 'Regel',
  sample: 'Urval',
  left: 'Kvar',
  person: 'Person',
  arende: 'Ärende',
  outcome: 'Utfall',
  month: 'Månad',
  uppslag: 'Uppslag',
  count: 'Antal',
} as const

/** What the glyphs of the months' grid mean. */
export const MONTH_LEGEND: readonly (readonly [StateName, string])[] = [
  ['ok', 'undertecknat'],
  ['warning', 'granskat, inte undertecknat'],
  ['held', 'draget'],
  ['running', 'granskas'],
  ['failed', 'försenat'],
  ['none', 'inget urval'],
]
