import { clockText, count, quoted, spanText, wholeNumber } from '../frame/format.ts'
import { COUNTS } from './texts.ts'

export const DELIVERIES_PAGE = {
  title: 'Leveranser',
  targets: 'Mål',
  pause: 'Pausa…',
  resume: 'Återuppta…',
  nothingParked: 'Parkerat: ingenting',
  parked: (number: number) => `Parkerat: ${count(number, 'leverans', 'leveranser')}`,
  noneRefused: 'Ärendesystemet har tagit emot allt som det har fått.',
  parkedAbout: 'Ärendesystemet nekade leveranserna. De prövas igen när uppgiften ändras, eller när du kör om dem.',
  parkedCaption: 'Parkerade leveranser efter orsak',
  oldestCounted: (number: number) => `Tabellen räknar de ${wholeNumber(number)} äldsta.`,
  retry: (number: number) => `Kör om ${count(number, 'parkerad leverans', 'parkerade leveranser')}…`,
  noDeadLetters: 'Döda brev: inga',
  deadLetters: (number: number) => `Döda brev: ${count(number, 'meddelande', 'meddelanden')}`,
  allAccepted: 'Kafka har tagit emot allt som det har fått.',
  deadCaption: 'Meddelanden som Kafka har nekat',
  resend: 'Skicka om…',
  resendAll: (number: number) => `Skicka om alla, ${count(number, 'meddelande', 'meddelanden')}…`,
} as const

export const DELIVERY_ACTS = {
  pause: (target: string) => `Pausa leveranserna: ${target}`,
  pauseAbout: 'Inget nytt levereras förrän någon återupptar leveranserna. Det som ska tas bort tas bort ändå.',
  paused: (target: string) => `Leveranserna är pausade: ${target}.`,
  resume: (target: string) => `Återuppta leveranserna: ${target}`,
  resumeAbout: 'Det som har väntat levereras, och det som målet har nekat prövas igen.',
  resumed: (target: string) => `Leveranserna är återupptagna: ${target}.`,
  retry: (number: number) => `Kör om ${count(number, 'parkerad leverans', 'parkerade leveranser')}`,
  retryAbout: 'De prövas genast. Det som ärendesystemet nekar igen parkeras igen.',
  retried: (number: number) => `${count(number, 'leverans', 'leveranser')} prövas igen.`,
  resend: (number: number) => `Skicka om ${count(number, 'meddelande', 'meddelanden')}`,
  resendAbout: 'Insyn skickar det som spegeln har nu. Det som Kafka nekar igen läggs tillbaka här.',
  resent: (number: number) => `${count(number, 'meddelande', 'meddelanden')} skickas om.`,
} as const

export const OUTBOX = {
  empty: 'Utkorg: tom',
  waiting: (number: number, trend: string) => `Utkorg: ${wholeNumber(number)} väntar, ${trend}`,
  allSent: 'Allt är skickat',
  oldest: (milliseconds: number) => `Äldst: ${spanText(milliseconds)}`,
  noCurve: 'Kurvan för det senaste dygnet visas när Insyn har varit igång i tio minuter.',
  asTable: 'Visa som tabell',
  caption: 'Meddelanden som väntade i utkorgen, varje timme',
  yesterday: (at: Date) => `i går ${clockText(at)}`,
  waitingCurve: 'Väntande meddelanden i utkorgen',
  ageCurve: 'Så länge har det äldsta väntat',
  curve: (caption: string, from: string, to: string, most: string, mostAt: string, now: string) =>
    `${caption}, från ${from} till ${to}: som mest ${most} klockan ${mostAt}, nu ${now}.`,
} as const

export const QUARANTINE_PAGE = {
  title: 'Karantän',
  nothing: 'Karantän: ingenting',
  heading: (number: number) => `Karantän: ${COUNTS.rows(number)}`,
  about: 'Rader som inte gick att förstå. De visas inte i uppslag förrän de är rättade i källan och lästa igen.',
  selection: 'Urval',
  show: 'Visa',
  showAll: 'Visa allt',
  nothingHere: 'Ingenting i karantän',
  selected: (number: number) => `${COUNTS.rows(number)} i urvalet`,
  nothingSelected: 'Ingenting i karantän stämmer med urvalet.',
  allReadable: 'Alla rader som lästes gick att förstå.',
  redriveChosen: 'Kör om de valda…',
  redriveAll: (number: number) => `Kör om alla i urvalet, ${COUNTS.rows(number)}…`,
  caption: 'Rader i karantän efter orsak',
  redriving: (at: Date, by: string) => `körs om, beställd ${clockText(at)} av ${by}`,
  redriven: (at: Date) => `omkörd ${clockText(at)}, gick inte att läsa`,
  redriveOne: 'Kör om…',
} as const

export const REDRIVE_ACT = {
  title: (number: number) => `Kör om ${COUNTS.rows(number)} ur karantänen`,
  submit: (number: number) => `Kör om ${COUNTS.rows(number)}`,
  about: (reads: number, milliseconds: number | null) =>
    `Det görs genom ${count(reads, 'fullständig läsning', 'fullständiga läsningar')}${milliseconds === null ? '' : `, ungefär ${spanText(milliseconds)}`}. Rader som fortfarande inte går att förstå hamnar i karantän igen.`,
  nothing: 'Inget är valt, eller så finns det inte kvar i karantänen. Gå tillbaka och välj.',
  ordered: (number: number) => `Omkörning av ${COUNTS.rows(number)} är beställd.`,
} as const

export const RECONCILIATION_PAGE = {
  title: 'Avstämning',
  never: 'Avstämning: aldrig gjord',
  equal: 'Avstämning: allt stämmer',
  differs: (number: number) => `Avstämning: ${COUNTS.uppgifter(number)} skiljer`,
  about: 'Jämför spegeln med källorna, ämnena i Kafka och de öppna ärendena.',
  lastCompared: (when: string) =>
    `Senast jämfört ${when}. Jämför spegeln med källorna, ämnena i Kafka och de öppna ärendena.`,
  reconcileDialog: 'Stäm av nu…',
  repairDialog: 'Stäm av och rätta…',
  waiting: 'väntar på att börja',
  running: 'pågår',
  ordered: (at: Date, by: string, reason: string) => `Beställd ${clockText(at)} av ${by}: ${quoted(reason)}.`,
  noDifference: 'Inga skillnader',
  places: (number: number) => `Skiljer på ${count(number, 'ställe', 'ställen')}`,
  none: 'Ingen avstämning har gjorts än.',
  caption: 'Den senaste avstämningen, skillnader först',
  same: 'stämmer',
  different: 'skiljer',
  repair: 'Stäm av och rätta',
  reconcileNow: 'Stäm av nu',
  reconcile: 'Stäm av',
  repairAbout:
    'Alla källor läses och jämförs. Det som skiljer i ämnen och ärenden skickas om efter spegeln, och det som skiljer mot en källa läses om.',
  reconcileAbout: 'Alla källor läses och jämförs. Ingenting ändras.',
  begins: 'Avstämningen är beställd och börjar inom några sekunder.',
} as const

export const TARGETS_TABLE = {
  allWell: 'Leveranser: allt går fram',
  troubled: (number: number) => `Leveranser: ${count(number, 'mål', 'mål')} behöver ses över`,
  caption: 'Leveranser per mål',
  paused: (since: string, by: string, reason: string) => `Sedan ${since}, av ${by}: ${quoted(reason)}`,
  parked: (number: number) => `, men ${count(number, 'leverans är parkerad', 'leveranser är parkerade')}`,
  notCounted: 'räknas inte',
} as const

export const DOCTOR_PAGE = {
  title: 'Kontroll',
  heading: 'Kontrollera Insyn',
  allWell: 'Kontroll: allt är som det ska',
  wrong: (wrong: number, all: number) => `Kontroll: ${String(wrong)} av ${String(all)} behöver ses över`,
  about: 'Ansluter till databasen, Kafka, ärendesystemet och varje källa. Läser ingen person och ändrar ingenting.',
  checkedAt: (at: string) => `Kontrollerat ${at}`,
  checkNow: 'Kontrollera nu',
  checkAgain: 'Kontrollera igen',
  howLong: 'Kontrollen tar upp till en minut: varje källa får 30 sekunder på sig att svara.',
  noFaults: 'Inga brister',
  faults: (wrong: number) => `Brister: ${String(wrong)}`,
  caption: 'Vad kontrollen fann, brister först',
  faulty: 'brister',
  waitsForYou: 'väntar på dig',
  good: 'bra',
  details: (lines: number) => `Tekniska detaljer på engelska: ${String(lines)}`,
} as const

export const ENDING_PAGE = {
  title: 'Avtal och certifikat',
  nothing: (days: number) => `Inget tar slut inom ${String(days)} dagar`,
  soon: (days: number, ending: number, expiring: number) =>
    `Tar slut inom ${String(days)} dagar: ${[ending === 0 ? [] : [count(ending, 'avtal', 'avtal')], expiring === 0 ? [] : [count(expiring, 'certifikat', 'certifikat')]].flat().join(' och ')}`,
  noAvtalEnds: 'Avtal: inget har en slutdag',
  avtalEnds: (number: number) => `Avtal med slutdag: ${String(number)}`,
  noAvtal: 'Inget avtal som gäller nu har en sista dag.',
  avtalCaption: 'Avtal som gäller nu och har en sista dag',
  continued: 'Ett nytt avtal tar över.',
  erased: 'Uppgifterna raderas och går inte att läsa. Teckna ett nytt avtal.',
  noCertificates: 'Certifikat: inga i inställningarna',
  allValid: 'Certifikat: alla gäller',
  expiring: (number: number) => `Certifikat: ${String(number)} går ut snart`,
  which:
    'Här står certifikat som finns i inställningarna. Certifikat som andra system visar upp när Insyn ansluter syns inte här.',
  certificatesCaption: 'Certifikat i inställningarna',
  expired: 'har gått ut',
  lastDay: 'sista dagen',
  left: (days: number) => `${count(days, 'dag', 'dagar')} kvar`,
} as const
