import type { RuleKind } from '../../review/follow-up/rules-file.ts'
import type { Judgement } from '../../review/follow-up/sample-store.ts'

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

/** Of the record, as far as the pages say more than the codes. */
export const OUTCOME_NAMES: Readonly<Record<string, string>> = {
  visat: 'Visat',
  tomt: 'Inget visades',
  nekat: 'Nekat',
  fel: 'Misslyckades',
}

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
    'Hubben undertecknar ett dokument med metod, frö, underlag, regler, bedömningar och vilka som granskade. Det säger inget om dem som slogs upp. Efter det ändras ingenting.',
  signed: 'Protokollet är undertecknat',
  pdf: 'Hämta protokollet (PDF)',
  document: 'Hämta det undertecknade dokumentet (JSON)',
  check:
    'Vem som helst kontrollerar dokumentet utan hubben, med nyckeln här. Jämför nyckeln med den som nämnden har fått på annat sätt.',
  redraw: 'Ur en export av loggen dras samma urval igen, så att det syns att ingen har valt posterna.',
  copyCommand: 'Kopiera kommandot',
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
} as const

export const RULES_PAGE = {
  title: 'Regler i bruk',
  about: 'Vilka uppslag en granskare ombeds titta på. En flagga är en fråga, inte en dom.',
  off: 'Inte i bruk.',
  measured: { klockslag: 'klockslag', antal: 'antal', median: 'median', grans: 'gräns' } as Readonly<
    Record<string, string>
  >,
} as const

export const EXTRACT_STATES = {
  forberett: 'Förberett, väntar på att någon annan ser det och lämnar ut det',
  utlamnat: 'Utlämnat, får hämtas',
  avvisat: 'Avvisat, lämnas inte ut',
} as const

export const EXTRACTS = {
  title: 'Loggutdrag',
  about:
    'Svar till den som frågar vem som har läst om hen. Två granskare behövs: en förbereder, en annan ser och lämnar ut.',
  prepare: 'Förbered ett utdrag',
  number: 'Personnummer',
  numberHint: 'Den som har begärt utdraget om sig själv. Tio eller tolv siffror.',
  numberWrong: 'Skriv ett giltigt personnummer med tio eller tolv siffror.',
  request: 'Beteckning på begäran',
  requestHint: 'Till exempel DNR-2026-114. Får lämnas tom.',
  from: 'Från och med',
  to: 'Till och med',
  dayHint: 'ÅÅÅÅ-MM-DD. Tomt: utan gräns.',
  dayWrong: 'Skriv dagen som ÅÅÅÅ-MM-DD.',
  logs: 'Loggar',
  logsHint: 'Utan val: alla loggar som du granskar.',
  act: 'Förbered',
  list: 'Utdrag',
  none: 'Inget utdrag är förberett. De tas bort efter trettio dagar.',
  ownRule: 'Den som har förberett ett utdrag kan inte lämna ut det.',
  own: 'Du förberedde det här utdraget. Den som har förberett kan inte lämna ut: en annan granskare gör det.',
  preview: 'Förhandsgranska',
  previewOf: 'Förhandsgranskning',
  previewAbout: 'Visar precis det som skulle lämnas ut. Den som lämnar ut måste ha sett det. Loggas.',
  previewFile: 'Förhandsgranska som PDF',
  decide: 'Lämna ut eller avvisa',
  comment: 'Kommentar',
  commentHint: 'Varför, minst fem tecken. Inget personnummer.',
  commentMissing: 'Skriv varför, minst fem tecken.',
  release: 'Lämna ut',
  refuse: 'Avvisa',
  fetch: 'Hämta',
  fetchPdf: 'Hämta utdraget (PDF)',
  fetchJson: 'Hämta med bevis (JSON)',
  fetchAbout: 'Personen kontrollerar JSON-filen själv med insyn utdrag verifiera.',
  gone: 'Förhandsgranskningen är stängd. Öppna den igen från utdraget; det loggas.',
  emptyLog: 'Inget står om personen i den här loggen.',
  protectedNote:
    'Ett tomt utdrag kan ha flera orsaker. Den som har skyddade personuppgifter kan behöva få svar på annat sätt.',
} as const

export const EXPORT_STATES = {
  vantar: 'Väntar på sin tur',
  pagar: 'Görs i ordning',
  klar: 'Klar att hämta',
  misslyckad: 'Misslyckades. Beställ den på nytt; driften ser varför',
} as const

export const FORMAT_LABELS = {
  csv: 'CSV för Excel',
  jsonl: 'JSON Lines med manifest',
  cef: 'CEF',
  ocsf: 'OCSF (API Activity)',
  ecs: 'ECS',
  fhir: 'FHIR R4 AuditEvent',
  storelog: 'StoreLog (Inera)',
} as const

export const EXPORTS = {
  title: 'Export',
  about: 'Poster ur loggar som du granskar, i ett format som nämndens system läser.',
  order: 'Beställ en export',
  format: 'Format',
  formatMissing: 'Välj ett format.',
  logs: 'Loggar',
  dayHint: 'ÅÅÅÅ-MM-DD',
  act: 'Beställ',
  list: 'Dina exporter',
  none: 'Du har inga exporter. De kan hämtas i sju dagar.',
  fetch: 'Hämta filen',
  refresh: 'Uppdatera',
  resume: 'Du kan lämna sidan. Exporten fortsätter, och finns i listan under Export i sju dagar.',
  digest: 'Kontrollsumma (SHA-256)',
  limited: 'Från sökningen: bara poster med detta tas med.',
  notLimited: (what: string) =>
    `En export kan inte begränsas till det här som sökningen gällde: ${what}. Alla poster som stämmer i övrigt tas med.`,
  unlimited: 'Ta bort begränsningen',
} as const

export const AVTAL = {
  title: 'Avtal',
  about: 'Avtalen med de nämnder vars loggar du granskar, och kvitton på det som har upphört.',
  soon: 'Upphör inom 60 dagar',
  endings: 'Upphörda avtal och kvitton',
  noEndings: 'Inget avtal har upphört.',
  receipt: 'Hämta kvittot',
  register: 'Register över behandling (artikel 30.2)',
  forever: 'tills vidare',
} as const

export const MATRIX = {
  title: 'Tittbehörighet',
  about: 'Vilka fält varje roll får se hos en nämnd, för vilket ändamål, och vad som krävs av den som ringer.',
  board: 'Nämnd',
  day: 'Dag',
  show: 'Visa',
  file: 'Hämta för underskrift (PDF)',
  history: 'Vad varje policy öppnade och stängde',
  noAvtal: 'Inget avtal gäller den dagen: ingenting visas.',
} as const
