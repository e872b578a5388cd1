import { dateText, momentText, wholeNumber } from '../frame/format.ts'
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
  listWaiting: (number: number) => `Utdrag: ${String(number)} väntar på beslut`,
  preparedBy: 'Förberett av',
  removedAt: 'Tas bort',
  newer: 'Nyare',
  older: 'Äldre',
  unnamed: (at: Date) => `utan beteckning, ${momentText(at)}`,
  reference: 'Beteckning',
  prepared: 'Förberett',
  preparedAtBy: (at: Date, by: string | undefined) => `${momentText(at)} av ${by ?? 'dig'}`,
  decision: 'Beslut',
  noDecision: 'inget än',
  all: 'Alla utdrag',
  decided: (released: boolean, at: Date, by: string, comment: string) =>
    `${released ? 'utlämnat' : 'avvisat'} ${momentText(at)} av ${by}: ${comment}`,
  toExtract: 'Till utdraget',
  noReference: 'ingen',
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
  until: 'Kan hämtas till',
  listReady: (ready: number, all: number) => `Dina exporter: ${String(ready)} av ${String(all)} klara`,
  file: 'Fil',
  size: 'Storlek',
  choice: 'Urval',
  pruned: 'Gallrat',
  all: 'Alla exporter',
  prunedBefore: (log: string, day: Date) => `${log} före ${dateText(day)}`,
  bytes: (number: number) => `${wholeNumber(number)} byte`,
} as const

export const FORM = {
  wrong: (rule: string) => `Det som står här ${rule}.`,
} as const

export const PREVIEW = {
  wholeTime: 'hela den tid som loggarna sparas',
  andamal: (andamal: string) => `Ändamål: ${andamal}`,
  arende: (arende: string) => `Ärende: ${arende}`,
  uppgifter: (names: readonly string[]) => `Uppgifter: ${names.join('; ')}`,
  openPerson: 'Öppen person',
  heading: (accesses: number, logs: number, period: string) =>
    `${accesses === 1 ? 'En åtkomst' : `${String(accesses)} åtkomster`} i ${logs === 1 ? 'en logg' : `${String(logs)} loggar`}, ${period}.`,
  period: (from: string | null, to: string | null) => `${from ?? 'från början'} – ${to ?? 'nu'}`,
} as const

/** What a search can be limited to and an export not. */
export const NOT_LIMITED: Readonly<Record<string, string>> = {
  ...{ orsak: 'orsak', andamal: 'ändamål', klient: 'flera system', roll: 'roll', flagga: 'flagga' },
  ...{ arende: 'ärende', person: 'en person' },
}

export const EXPORT_CHOICES = {
  'alla-poster': 'alla poster',
  'utan-poster-som-visar-skydd': 'utan poster som visar att någon har skyddade personuppgifter',
} as const

export const STAFF_TEXTS = {
  ingen: 'De anställda nämns inte.',
  roll: 'De anställdas roller nämns.',
  namn: 'De anställdas namn nämns.',
} as const
