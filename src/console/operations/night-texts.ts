import type { UpcomingRun } from '../../operations/nights.ts'
import { count, momentText, quoted, spanText, wholeNumber } from '../frame/format.ts'

export const KEY_FIGURES = {
  next: 'Nästa körning',
  nothingPlanned: 'Inget är planerat',
  none: 'ingen',
  last: 'Senaste natten',
  read: 'Lästa uppgifter',
  changed: (number: number) => `${wholeNumber(number)} nya eller ändrade`,
  quarantined: 'I karantän',
  worst: 'Sämsta källa',
  allRead: 'Alla är lästa',
  worstSource: (source: string, nights: number) => `${source}, ${count(nights, 'natt', 'nätter')} utan hel läsning`,
  left: (number: number) => `${wholeNumber(number)} utelämnas`,
  notRun: 'inte körd',
  running: 'pågår',
  notEnded: 'inte avslutad',
  duration: (duration: number, median: number) => `${spanText(duration)}, medianen är ${spanText(median)}`,
  same: 'lika många som natten före',
  growth: (growth: number) => `${wholeNumber(Math.abs(growth))} ${growth > 0 ? 'fler' : 'färre'} än natten före`,
} as const

export const NEEDS = {
  nothing: 'Ingenting behöver en människa nu',
  heading: (number: number) => `Behöver en människa nu: ${String(number)}`,
  allWell: 'Varken nätterna, leveranserna, karantänen, avtalen eller certifikaten kräver något av dig.',
  since: (since: string) => ` Sedan ${since}.`,
} as const

export const NIGHT = {
  title: (night: string) => `Natten ${night}`,
  heading: (night: string, chosenBy: string | undefined, outcome: string) =>
    `Natten ${night}${chosenBy === undefined ? '' : `, ${chosenBy}`}: ${outcome}`,
  whole: 'Hela natten',
  allNights: 'Alla nätter',
  runNow: 'Kör nu…',
  caption: (night: string) => `Läsningarna natten ${night}, de som behöver ses över först`,
  allThrough: 'allt gick igenom',
  notThrough: (wrong: number, all: number) =>
    `${String(wrong)} av ${count(all, 'läsning', 'läsningar')} gick inte helt igenom`,
} as const

export const GRID = {
  stadsdelar: 'Stadsdelar',
  sources: 'Källor',
  legend: 'Teckenförklaring',
  caption: (heading: string, first: string, last: string) =>
    `Läsningen per ${heading.toLowerCase()} och natt, ${first} till ${last}. Varje ruta leder till körningen.`,
  nights: (number: number) => `${String(number)} nätter`,
  allRead: (heading: string, last: string) => `${heading}: allt lästes ${last}`,
  notAllRead: (heading: string, wrong: number, all: number, last: string) =>
    `${heading}: ${String(wrong)} av ${String(all)} läsningar ${last} gick inte helt igenom`,
} as const

export const START_PAGE = {
  allDeliveries: 'Visa alla leveranser',
  upcoming: 'Kommande',
  twoWeeks: 'Visa två veckor',
  nothingPlanned: 'Inget är planerat de närmaste två dygnen.',
  needs: 'Behöver en människa',
  nights: 'Nätter',
  running: 'Pågår',
  outbox: 'Utkorg',
  deliveries: 'Leveranser',
  title: 'Drift',
  follows: (seconds: number) => ` · uppdateras var ${String(seconds)}:e sekund · `,
  pause: 'Pausa',
  paused: ' · uppdateringen är pausad · ',
  goOn: 'Fortsätt',
  refresh: 'Uppdatera',
} as const

export const UPCOMING_PAGE = {
  title: 'Kommande körningar',
  nothing: 'Kommande: inget är planerat',
  heading: (next: string) => `Kommande: nästa ${next}`,
  about: (blackouts: readonly string[]) =>
    `Två veckor framåt. ${blackouts.length === 0 ? 'Inga uppehåll.' : `Uppehåll ${count(blackouts.length, 'dag', 'dagar')}: ${blackouts.join(', ')}.`} Tider och uppehåll står i inställningarna.`,
  pauseDialog: 'Pausa läsningen…',
  noPause: 'Ingen läsning är pausad',
  pauses: (number: number) => `Pausat: ${String(number)}`,
  allRead: 'Allt som är planerat läses.',
  pausesCaption: 'Pausade läsningar',
  resumeDialog: 'Återuppta…',
  twoWeeks: 'Två veckor framåt',
  noSchedule: 'Inställningarna har inget schema, eller så gäller inget avtal.',
  pause: 'Pausa läsningen',
  pauseAbout:
    'Inget schemalagt läses förrän någon återupptar läsningen. En läsning som pågår går klart, och ”Kör nu” fungerar.',
  paused: 'Läsningen är pausad.',
  resume: (what: string) => `Återuppta: ${what}`,
  resumeAbout: (at: Date, by: string, reason: string) =>
    `Pausat ${momentText(at)} av ${by}: ${quoted(reason)}. Nästa schemalagda läsning blir av.`,
  resumed: 'Läsningen är återupptagen.',
} as const

export const UPCOMING_TABLE = {
  caption: 'Kommande körningar',
  everything: 'allt',
  nothing: 'ingenting',
  left: (what: string, why: UpcomingRun['left'][number]['why'], reason: string) =>
    `Inte ${what}: ${why === 'pausad' ? 'pausad' : 'uppehåll'}, ${quoted(reason)}`,
} as const
