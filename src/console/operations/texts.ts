import type { DeliveryTarget, OutboxState } from '../../operations/night-flow.ts'
import type { HeldDeletion, NightState, NotRun, OrderKind, WorkKind } from '../../operations/night-runs.ts'
import type { Place } from '../../operations/nights.ts'
import type { Side } from '../../operations/reconciliation/report.ts'
import { daysAfter, stockholmTime, weekdayFor } from '../../platform/stockholm-time.ts'
import type { RunKind } from '../../sync/run-record.ts'
import { clockText, count, dateText, percent, wholeNumber } from '../frame/format.ts'
import { STATES } from '../frame/texts.ts'

/** Words of the pages of operations that stand in more than one place, and those of codes. */
export const NIGHT_STATES: Readonly<Record<NightState, string>> = {
  klar: STATES.ok,
  'klar-med-karantan': STATES.warning,
  misslyckad: STATES.failed,
  hallen: STATES.held,
  'ej-kord': STATES.none,
  pagar: STATES.running,
}

/** Of one run: there is no run that was not run, but it may have been stopped. */
export const RUN_STATES: typeof NIGHT_STATES = { ...NIGHT_STATES, 'ej-kord': 'stoppad' }

export const NOT_RUN: Readonly<Record<NotRun, string>> = {
  avbruten: 'körningen stoppades',
  pausad: 'läsningen var pausad',
  uppehall: 'uppehåll enligt inställningarna',
  'inget-avtal': 'inget avtal gällde',
  'inte-planerad': 'ingen läsning var planerad',
}

export const WORK: Readonly<Record<WorkKind | OrderKind, string>> = {
  fullstandig: 'Fullständig läsning',
  andrade: 'Läsning av ändringar',
  betalstatus: 'Läsning av betalstatus',
  avstamning: 'Avstämning',
  reparation: 'Avstämning med rättning',
  gallring: 'Gallring',
}

export const KIND_CHOICES: readonly { readonly value: RunKind; readonly label: string }[] = [
  { value: 'fullstandig', label: 'Fullständig läsning' },
  { value: 'andrade', label: 'Bara ändringar' },
  { value: 'betalstatus', label: 'Bara betalstatus (Agresso)' },
]

export const TRIGGERS: Readonly<Record<string, string>> = {
  schema: 'enligt schemat',
  manuell: 'beställd av en person',
  start: 'vid start av Insyn',
  avtal: 'för att ett avtal började gälla',
  karantan: 'för att läsa om karantänen',
  avstamning: 'för att rätta efter en avstämning',
}

export const DELIVERY_STATES: Readonly<Record<DeliveryTarget['state'], string>> = {
  levererar: 'levererar',
  vilar: 'inget att leverera',
  pausad: 'pausad',
  'slapar-efter': 'släpar efter',
  'star-stilla': 'står stilla',
}

export const TARGETS: Readonly<Record<DeliveryTarget['target'], string>> = {
  arendesystem: 'Ärendesystemet',
  buss: 'Kafka',
  rensning: 'Rensning av avslutade ärenden',
}

export const TRENDS: Readonly<Record<OutboxState['trend'], string>> = {
  minskar: 'minskar',
  okar: 'ökar',
  oforandrad: 'oförändrat',
}

export const SIDES: Readonly<Record<Side, string>> = { kalla: 'Källan', amne: 'Ämnet i Kafka', arende: 'Öppna ärenden' }

export const HELD_BECAUSE: Readonly<Record<HeldDeletion['reason'], string>> = {
  'tom-lasning': 'Läsningen var tom',
  'herrelosa-rader': 'Rader utan person',
  'tyst-del': 'En del av källan var tyst',
  'for-manga-borta': 'För många uppgifter är borta',
}

/** Of the button that leads to where something can be done. */
export const PLACES: Readonly<Record<Place['page'], string>> = {
  korning: 'Visa körningen',
  hallen: 'Granska borttagningen',
  karantan: 'Öppna karantänen',
  natter: 'Visa nätterna',
  dodbrev: 'Visa döda brev',
  leveranser: 'Visa leveranserna',
  avstamning: 'Visa avstämningen',
  kommande: 'Visa kommande körningar',
  certifikat: 'Visa certifikatet',
  avtal: 'Visa avtalet',
  kontrollpunkter: 'Kontrollera Insyn',
}

export const MENU = {
  label: 'Drift',
  start: 'Översikt',
  upcoming: 'Kommande',
  quarantine: 'Karantän',
  deliveries: 'Leveranser',
  reconciliation: 'Avstämning',
  ending: 'Avtal och certifikat',
  doctor: 'Kontroll',
} as const

export const ALL = { source: 'Alla källor', stadsdel: 'Alla stadsdelar' } as const

export const REASON = {
  label: 'Orsak',
  hint: 'Krävs. Sparas i åtkomstloggen med ditt namn. Skriv inga personnummer.',
  empty: 'Skriv varför. Orsaken sparas i åtkomstloggen.',
  long: 'Orsaken är för lång. Skriv högst 500 tecken.',
  characters: 'Orsaken innehåller tecken som inte kan sparas. Skriv den för hand.',
  personnummer: 'Orsaken innehåller något som kan vara ett personnummer. Ta bort det.',
} as const

/** What stood in the way of an act. Nothing was done. */
export const REFUSED = {
  BEGARAN_OGILTIG: 'Insyn tog inte emot begäran: något i den stämmer inte med hur det är nu. Ingenting är gjort.',
  KONFLIKT: 'Det är redan gjort, av dig eller någon annan. Ingenting mer är gjort.',
  FINNS_EJ: 'Det finns inte längre. Ingenting är gjort.',
  LOGG_OTILLGANGLIG: 'Åtkomstloggen går inte att skriva just nu, och utan den görs ingenting. Försök igen om en stund.',
} as const

export const ACT = {
  back: 'Gå tillbaka',
  cancel: 'Avbryt',
} as const

export const COLUMNS = {
  what: 'Vad',
  state: 'Läge',
  found: 'Fynd',
  stadsdel: 'Stadsdel',
  diarienummer: 'Diarienummer',
  lastDay: 'Sista dag',
  then: 'Därefter',
  certificate: 'Certifikat',
  validTo: 'Gäller till',
  place: 'Stadsdel och källa',
  happened: 'Vad som hände',
  readAt: 'Senast läst',
  run: 'Körning',
  source: 'Källa',
  since: 'Sedan',
  by: 'Av',
  reason: 'Orsak',
  act: 'Gör',
  day: 'Dag',
  clock: 'Klockan',
  work: 'Arbete',
  extent: 'Omfattar',
  takes: 'Tar ungefär',
  mangd: 'Informationsmängd',
  deliveries: 'Leveranser',
  oldest: 'Äldsta',
  messages: 'Meddelanden',
  waited: 'Väntade',
  oldestWait: 'Äldst',
  uppgiftField: 'Uppgift och fält',
  sourceFirst: 'Källa och stadsdel',
  rows: 'Rader',
  redrive: 'Omkörning',
  side: 'Jämfört med',
  differs: 'Skiljer',
  onTheWay: 'På väg',
  compared: 'Jämfört',
  target: 'Mål',
  today: 'I dag',
  waiting: 'Väntar',
  oldestWaiting: 'Äldsta väntande',
  parked: 'Parkerade',
  deliveredAt: 'Senast levererat',
  concerns: 'Gäller',
  gone: 'Borta',
  outOf: 'Av',
  share: 'Andel',
  limit: 'Gräns',
  remedy: 'Gör så här',
  begun: 'Började',
  kind: 'Läsning',
  took: 'Tog',
  read: 'Lästa',
  quarantined: 'I karantän',
} as const

export const ACTS = {
  show: 'Visa',
  showRun: (place: string) => ` körningen ${place}`,
  runNow: 'Kör nu',
  runNowDialog: 'Kör nu…',
  pause: 'Pausa',
  resume: 'Återuppta',
  retry: 'Kör om',
  resend: 'Skicka om',
} as const

export const FIELDS = {
  source: 'Källa',
  stadsdel: 'Stadsdel',
  noSuchScope: 'Den källan läses inte i den stadsdelen. Välj en annan.',
  mangd: 'Informationsmängd',
  allMangder: 'Alla',
  kind: 'Läsning',
} as const

/** `412 färre av 3 184 (12,9 %)`. */
export const shareText = (gone: number, known: number): string =>
  `${wholeNumber(gone)} färre av ${wholeNumber(known)}${known === 0 ? '' : ` (${percent(gone / known)})`}`

const NIGHT_ENDS = 6 * 60

/** `i natt 02:14`, `i dag 10:04`, `i går 23:10`, `i morgon 13:00`, `2026-10-20 01:00`. */
export function nearText(time: Date, now: Date): string {
  const today = dateText(now)
  const date = dateText(time)
  const clock = clockText(time)
  const atNight = stockholmTime(time).minute < NIGHT_ENDS
  if (date === today) return `${atNight ? 'i natt' : 'i dag'} ${clock}`
  if (date === daysAfter(today, 1))
    return `${atNight && stockholmTime(now).minute >= NIGHT_ENDS ? 'i natt' : 'i morgon'} ${clock}`
  return date === daysAfter(today, -1) ? `i går ${clock}` : `${date} ${clock}`
}

/** `to`, of a `YYYY-MM-DD`. */
export const weekdayText = (date: string): string => WEEKDAY_TEXTS[weekdayFor(date)]

const WEEKDAY_TEXTS = {
  ...{ mandag: 'må', tisdag: 'ti', onsdag: 'on', torsdag: 'to', fredag: 'fr', lordag: 'lö', sondag: 'sö' },
} as const

export const COUNTS = {
  rows: (number: number) => count(number, 'rad', 'rader'),
  reads: (number: number) => count(number, 'läsning', 'läsningar'),
  uppgifter: (number: number) => count(number, 'uppgift', 'uppgifter'),
  reasons: (number: number) => count(number, 'orsak', 'orsaker'),
  stadsdelar: (number: number) => count(number, 'stadsdel', 'stadsdelar'),
  times: (number: number) => count(number, 'gång', 'gånger'),
} as const
