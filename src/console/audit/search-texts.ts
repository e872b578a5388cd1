import { count, wholeNumber } from '../frame/format.ts'
import type { ListName, PeriodName } from './filter.ts'

export const SEARCH = {
  chosen: (number: number) => `${String(number)} valda`,
  reasonHint: 'Skrivs i loggen vid varje sökning. Till exempel: Anmälan, dnr 2026-114.',
  personChosen: 'En person är vald.',
  quick: 'Snabbval',
  search: 'Sök',
  clear: 'Rensa',
  saveDialog: 'Spara filtret…',
  exportDialog: 'Exportera…',
  extract: 'Utdrag till en person…',
  remove: 'Ta bort',
  person: 'Person: vald',
  limits: 'Sökningen gäller bara',
  toNumber: 'Till personnummer',
  toHits: 'Till träffarna',
  title: 'Åtkomstlogg',
  none: 'Inga poster i dina loggar stämmer med sökningen. Ta bort något villkor, eller välj en längre period.',
  following: (number: number) => `Följande ${String(number)} poster`,
  moreThan: (number: number) => `Fler än ${wholeNumber(number)} poster`,
  records: (number: number) => count(number, 'post', 'poster'),
  wholeLogs: 'hela loggarna',
  period: (from: string | undefined, to: string | undefined) => `${from ?? 'början'} – ${to ?? 'nu'}`,
  newestFirst: (period: string) => `Nyaste först · ${period}`,
  counts: 'Antal per värde',
  caption: 'Sökresultat',
  missing: 'saknas',
  filterBy: ', filtrera på detta värde',
  ofRecord: (time: string) => `, posten ${time}`,
  closed: 'Sökningen har stängts, eftersom den gällde en person, en användare eller ett ärende. Sök igen.',
  nothingToSave: 'Välj först något att filtrera på.',
  mayBeNumber: 'Filtret innehåller något som kan vara ett personnummer.',
  tooMany: 'Du har redan 20 filter. Ta bort något först.',
} as const

export const SAVED = {
  today: 'Alla uppslag i dag',
  refused: 'Nekade, 7 dygn',
  ownNumber: 'Eget nummer, 30 dygn',
  exceptions: 'Undantag, 30 dygn',
  protectedShown: 'Skyddad person visad, 30 dygn',
  label: 'Sparade filter',
  remove: (name: string) => `Ta bort filtret ${name}`,
  name: 'Namn',
  nameHint: 'Till exempel: Utan ärende, 30 dygn.',
  forYou: 'Filtret sparas för dig.',
  personLeftOut: 'Person, användare och ärende sparas inte.',
  personNever: 'En person, en användare eller ett ärende sparas aldrig.',
  save: 'Spara',
  title: 'Spara filtret',
} as const

export const TIMELINE = {
  about: 'Allt som dina loggar har om en person, eller som en användare har gjort, dag för dag.',
  whose: 'Vems tidslinje?',
  personHint: 'En persons tidslinje',
  userHint: 'eller en användares',
  order: 'Ordning',
  newest: 'Nyast först',
  oldest: 'Äldst först',
  show: 'Visa tidslinjen',
  ofPerson: 'En persons tidslinje',
  ofUser: 'En användares tidslinje',
  whoHidden: 'Vem det är visas inte här: numret öppnas från en post.',
  user: (user: string) => `Användaren är ${user}.`,
  onlyYours: (logs: readonly string[]) =>
    `Här visas bara loggar som du granskar: ${logs.join(', ')}. Poster i andra loggar visas inte.`,
  none: 'Dina loggar har inga poster.',
  noMore: 'Det finns inga fler poster.',
  events: (number: number) => count(number, 'händelse', 'händelser'),
  opened: 'öppnades',
  closedArende: 'stängdes',
  ofAlert: 'Visa posten som larmet gäller',
  by: (user: string) => ` av ${user}`,
  reason: (reason: string) => `skäl: ${reason}`,
  allLogs: 'Alla dina loggar',
  arende: (arende: string) => ` · ärende ${arende}`,
  closed: 'Tidslinjen har stängts. Välj den igen om du behöver den.',
  one: 'Ange ett personnummer eller en användare, inte båda.',
} as const

/** What a line of a timeline is. */
export const LINE_KINDS = {
  atkomst: 'Åtkomst',
  arende: 'Ärende',
  tillstand: 'Enkelttillstånd',
  granskning: 'Granskning',
  larm: 'Larm',
} as const

export const PERIOD_NAMES: ReadonlyMap<PeriodName, string> = new Map([
  ['idag', 'I dag'],
  ['7', '7 dygn'],
  ['30', '30 dygn'],
  ['manad', 'Förra månaden'],
])

export const LIST_NAMES: Readonly<Record<ListName, string>> = {
  logg: 'Logg',
  handelse: 'Händelse',
  utfall: 'Utfall',
  orsak: 'Orsak',
  andamal: 'Ändamål',
  klient: 'System',
  roll: 'Roll',
  flagga: 'Flagga',
  informationsmangd: 'Visades',
}

/** Short, for a cell. */
export const OUTCOME_NAMES: Readonly<Record<string, string>> = {
  visat: 'Visat',
  tomt: 'Inget visades',
  nekat: 'Nekat',
  fel: 'Misslyckades',
}
