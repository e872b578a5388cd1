import { count, momentText, wholeNumber } from '../frame/format.ts'
/** The words of the officers' pages. */
export const AUDIT = {
  area: 'Åtkomstlogg',
  logged: 'Allt du gör här loggas också: vem, när, varför och vad som söktes.',
  menu: 'Åtkomstloggens sidor',
  reason: 'Skäl',
  change: 'Ändra',
  noReason: 'Inget skäl är angivet ännu.',
  giveReason: 'Ange skäl',
  ownLog: 'Insyns egen logg',
  noFlags: 'inga',
  itself: 'Insyn',
} as const

export const CHAIN = {
  label: 'Loggens kedja',
  whole: 'Kedjan är hel.',
  broken: 'Kedjan är bruten.',
  unchecked: 'Kedjan är inte kontrollerad i sin helhet.',
  running: 'Kontroll pågår.',
  checkNow: 'Kontrollera nu',
  fingerprint: 'Fingeravtryck',
  ring: 'Ring Insyns förvaltning genast. Sök inte vidare och ändra ingenting förrän de har svarat.',
  each: 'Varje logg för sig',
  progress: (share: number, logs: number) =>
    `${String(share)}\u00a0% av ${logs === 1 ? 'en logg' : `${String(logs)} loggar`} är genomläst. Du kan arbeta vidare under tiden.`,
  newRecords: 'Nya poster kontrolleras innan de signeras, varje minut.',
  checkedSince: (checked: number, at: Date, since: number) =>
    `${wholeNumber(checked)} poster kontrollerade ${momentText(at)}, ${wholeNumber(since)} har kommit till sedan dess.`,
  checkedAll: (at: Date) => `Alla poster kontrollerade ${momentText(at)}.`,
  brokenLog: 'loggen är inte vad som signerades.',
  brokenAt: (record: number) => `post ${wholeNumber(record)} är den första som inte är vad som signerades.`,
  brokenBetween: (first: number, last: number) =>
    `den första post som inte är vad som signerades är en av ${wholeNumber(first)}–${wholeNumber(last)}.`,
  logUnchecked: 'inte kontrollerad i sin helhet.',
  logWhole: (at: Date) => `hel ${momentText(at)}.`,
  logBroken: (at: Date) => `bruten, funnet ${momentText(at)}.`,
  noCheckpoint: 'Ingen kontrollpunkt ännu.',
  nowhere: 'Publiceras ingenstans utanför Insyn.',
  published: (place: string, at: Date) => `I ${place} ${momentText(at)}`,
  notPublished: (place: string) => `Inte publicerad i ${place} ännu`,
  behind: (published: string, since: Date) => `${published}; släpar sedan ${momentText(since)}.`,
  done: 'Kontrollen av kedjan är klar.',
} as const

export const PLACES = {
  katalog: 'mappen utanför Insyn',
  syslog: 'loggmottagaren (syslog)',
  kafka: 'meddelandebussen (Kafka)',
  tidsstampel: 'tidsstämplingstjänsten',
} as const

export const ALERTS = {
  title: 'Larm',
  about: 'Ett larm är en fråga, inte en dom. Det pekar ut en post och säger inget om vem den gäller.',
  done: 'Larmet är kvitterat. De andra granskarna av loggen ser din kommentar.',
  heading: {
    nytt: (number: number) => `${wholeNumber(number)} larm att ta hand om`,
    kvitterat: (number: number) => count(number, 'kvitterat larm', 'kvitterade larm'),
    alla: (number: number) => `${wholeNumber(number)} larm i allt`,
  },
  allRules: 'Alla regler för larm',
  none: 'Inga larm i dina loggar.',
  status: 'Läge',
  kind: 'Slag',
  allKinds: 'Alla slag',
  toDo: 'att ta hand om',
  acknowledgedOne: 'kvitterat',
  rule: 'Regel',
  ofAlert: (time: string) => ` för larmet ${time}`,
  acknowledgeDialog: 'Kvittera…',
  theAlert: (time: string) => ` larmet ${time}`,
  acknowledgeTitle: 'Kvittera larmet',
  comment: 'Kommentar',
  commentHint: 'Vad som framkom, utan personnummer. De andra granskarna av loggen ser den.',
  acknowledge: 'Kvittera',
  commentMissing: 'Skriv vad som framkom.',
  commentWrong: (rule: string) => `Kommentaren ${rule}.`,
} as const

export const ACTS = {
  previousPage: 'Föregående sida',
  nextPage: 'Nästa sida',
  show: 'Visa',
  showRecord: 'Visa posten',
  theRecord: (time: string) => ` posten ${time}`,
  cancel: 'Avbryt',
  personTimeline: 'Personens tidslinje',
} as const

export const FIELDS = {
  log: 'Logg',
  allYours: 'Alla dina',
  from: 'Från och med',
  to: 'Till och med',
  reason: 'Skäl',
  personnummer: 'Personnummer',
  user: 'Användare',
  arende: 'Ärende',
  all: 'Alla',
  dayHint: 'ÅÅÅÅ-MM-DD',
} as const

export const MENU = {
  search: 'Sök',
  timeline: 'Tidslinje',
  hours: 'Tider',
  alerts: 'Larm',
  followUp: 'Uppföljning',
  extracts: 'Utdrag',
  exports: 'Export',
  tillstand: 'Tillstånd',
  officers: 'Granskarna',
  avtal: 'Avtal',
  tittbehorighet: 'Tittbehörighet',
  statistics: 'Statistik',
} as const

export const ERRORS = {
  reasonMissing: 'Skriv varför du granskar, till exempel ett diarienummer.',
  reason: (rule: string) => `Skälet ${rule}.`,
  name: (rule: string) => `Namnet ${rule}.`,
  day: 'Skriv dagen som ÅÅÅÅ-MM-DD.',
  order: 'Första dagen är efter den sista.',
  number: 'Numret stämmer inte: kontrollera siffrorna.',
  text: (rule: string) => `Texten ${rule}.`,
} as const

export const HOURS = {
  title: 'Tider',
  heading: 'När på veckan enheterna slår upp personer',
  about: (first: string, last: string) =>
    `Poster om uppslag och fakturor ${first} – ${last}, efter klockan i Stockholm.`,
  few: 'Ett tal under fem anges inte, och inte heller tal som det skulle kunna räknas ut från: de står som ”få”. Poster som visar skyddade personuppgifter räknas aldrig.',
  none: 'Inga uppslag under perioden.',
  countedUntil: (time: Date) =>
    `Räknat fram till ${momentText(time)}. Senare uppslag är inte med här än. Är tiden densamma om en stund: säg till Insyns förvaltning.`,
  inAll: (number: string) => `Poster i allt: ${number}`,
  table: (unit: string) => `Tabell för ${unit}`,
  caption: (unit: string) => `Poster per timme och veckodag, ${unit}`,
  hour: 'Timme',
  fewCell: 'få',
  notGiven: ', anges inte',
  tooFew: 'Varje timme har för få poster för att anges.',
  most: (day: string, hours: string, number: string) => `Flest poster: ${day} ${hours}, ${number}.`,
  noneOutside: 'Inga poster före 07, efter 18 eller på helgen.',
  outside: (hours: number) =>
    `${hours === 1 ? 'En timme' : `${String(hours)} timmar`} före 07, efter 18 eller på helgen har poster.`,
} as const

export const OFFICERS = {
  logs: (number: number) => `${String(number)} loggar`,
  title: 'Granskarna',
  heading: 'Vad de andra granskarna har sökt',
  about: 'Granskningar, utdrag och exporter i dina loggar, med skälet som de uppgav. Dina egna står också här.',
  perOfficer: 'Poster per granskare:',
  you: (name: string) => `${name} (du)`,
  following: 'Följande poster',
  records: (number: number) => count(number, 'post', 'poster'),
  none: 'Ingen har granskat dina loggar under perioden.',
  caption: 'Vad granskarna har gjort',
  noReason: 'inget angivet',
  nobody: 'Ingen viss person',
  somebody: 'En person',
} as const

export const COLUMNS = {
  time: 'Tid',
  officer: 'Granskare',
  log: 'Logg',
  what: 'Vad',
  reason: 'Skäl',
  concerned: 'Gällde',
  outcome: 'Utfall',
  record: 'Post',
  flags: 'Flaggor',
  who: 'Vem',
  event: 'Händelse',
  andamal: 'Ändamål',
  arende: 'Ärende',
  stadsdel: 'Stadsdel',
  category: 'Kategori',
  arendetyp: 'Ärendetyp',
  number: 'Antal',
} as const

export const REASON_PAGE = {
  title: 'Skäl för granskningen',
  about:
    'Skälet skrivs i loggen vid allt du gör, och syns för de andra granskarna av samma loggar. Det gäller tills du ändrar det eller loggar ut.',
  hint: 'På en rad, utan personnummer. Till exempel: Anmälan, dnr 2026-114.',
  save: 'Spara skälet',
} as const

export const RECORD = {
  title: 'En post i loggen',
  pruned: 'Posten är gallrad: den har stått i loggen så länge som avtalet säger.',
  lost: 'Posten saknas efter en återställning av databasen.',
  person: 'Person',
  nobody: 'Posten gäller ingen person.',
  hidden: 'Vem posten gäller är dolt.',
  open: 'Öppna numret',
  openLogged: 'Att du öppnar numret skrivs i loggen innan det visas.',
  userTimeline: 'Användarens tidslinje',
  numberTitle: 'Numret i en post',
  numberHeading: 'Vem posten gäller',
  opened: (at: Date) =>
    `Öppnat ${momentText(at)}. Öppningen står i loggen med ditt skäl, och de andra granskarna ser den.`,
  back: 'Tillbaka till posten',
} as const

export const NUMBER_CLOSED = {
  title: 'Numret har stängts',
  text: 'Sidan var öppen för länge, eller hör till en annan inloggning. Öppna numret igen från posten om du behöver det.',
} as const

export const RULES = {
  title: 'Regler för larm och flaggor',
  about:
    'En flagga är en fråga, inte en dom. Reglerna ändras i Insyns inställningar, och varje ändring får en ny version.',
  alerts: 'Larm',
  flags: 'Flaggor i en post',
  followUp: 'Regler för uppföljningen',
} as const

export const STATISTICS = {
  title: 'Statistik',
  heading: 'Uppslag per vecka',
  about: (first: string, last: string) =>
    `Vecka ${first} – ${last}, räknat ur åtkomstloggen utan personer. Färre än fem anges inte.`,
  none: 'Inga uppslag under perioden.',
  week: (week: string) => `Vecka ${week}`,
  caption: (week: string) => `Uppslag vecka ${week}`,
  shownNothing: 'Visade inget',
} as const

export const ALERT_STATUSES = { nytt: 'Nya', kvitterat: 'Kvitterade', alla: 'Alla' } as const

/** Short: the whole rule stands behind the link. */
export const FLAG_NAMES: ReadonlyMap<string, string> = new Map([
  ['eget-nummer', 'Eget nummer'],
  ['skyddad-visad', 'Skyddad person visad'],
  ['undantag', 'Enkelttillstånd använt'],
  ['tillstand-galler-ej', 'Enkelttillstånd gällde inte'],
  ['upprepad', 'Skrevs på nytt'],
  ['ror-skyddad', 'Rör skyddad person'],
])
