import { clockText, momentText, quoted, spanText, wholeNumber } from '../frame/format.ts'
import { COUNTS } from './texts.ts'

export const HELD = {
  volume: (share: string, limit: string) => `${share}, gränsen är ${limit}`,
  heading: (state: string, what: string) => `${state}: ${what}`,
  since: (since: string) => `Hålls sedan ${since}`,
  wasHeld: (since: string) => `Hölls ${since}`,
  ifApproved: (touched: number) =>
    `Om borttagningen godkänns tas något bort ur ${COUNTS.uppgifter(touched)} vid nästa fullständiga läsning.`,
  ifApprovedAfterAll: (touched: number) =>
    `Om borttagningen ändå godkänns tas något bort ur ${COUNTS.uppgifter(touched)} vid nästa fullständiga läsning.`,
  over: 'En senare läsning har gjorts, och det är den som gäller. Här finns ingenting kvar att ta ställning till.',
  caption: 'Vad som skulle tas bort, per informationsmängd',
  whole: 'hela uppgifter',
  items: 'poster i uppgifter som finns kvar',
  approved: (by: string, at: Date, most: number, reason: string) =>
    `Godkänd av ${by} ${momentText(at)} för högst ${COUNTS.uppgifter(most)}: ${quoted(reason)}. Gäller nästa fullständiga läsning.`,
  rejected: (by: string, at: Date, reason: string) =>
    `Avvisad av ${by} ${momentText(at)}: ${quoted(reason)}. Ingenting tas bort.`,
  afterRejected: 'Rätta källan och kör om läsningen. Säger den samma sak kommer frågan tillbaka.',
  approve: 'Godkänn borttagningen…',
  reject: 'Avvisa borttagningen…',
} as const

export const HELD_STATES = {
  undecided: 'borttagning hålls',
  approved: 'borttagning godkänd',
  rejected: 'borttagning avvisad',
  over: 'borttagning hölls',
} as const

export const RUN_ACTS = {
  abort: (place: string) => `Stoppa läsningen: ${place}`,
  abortSubmit: 'Stoppa läsningen',
  abortAbout:
    'Läsningen avslutas inom några sekunder. Ingenting tas bort ur spegeln, och nästa läsning börjar från början.',
  aborted: 'Läsningen stoppas. Det tar några sekunder.',
  approve: (place: string) => `Godkänn borttagningen: ${place}`,
  approveSubmit: 'Godkänn',
  approveAbout: (touched: number) =>
    `Nästa fullständiga läsning får ta bort något ur högst så många uppgifter som du anger. Just nu gäller det ${wholeNumber(touched)}. Det går inte att ångra när läsningen har gjorts.`,
  most: 'Högst antal uppgifter',
  readNow: 'Läs nu, i stället för i natt',
  wholeNumber: 'Skriv ett helt tal som är minst 1.',
  tooFew: (touched: number) =>
    `Borttagningen gäller ${COUNTS.uppgifter(touched)}. Ett lägre tal släpper inte igenom den.`,
  approved: (most: number, runNow: boolean) =>
    `Godkänt för högst ${COUNTS.uppgifter(most)}. ${runNow ? 'Läsningen är beställd.' : 'Gäller nästa fullständiga läsning.'}`,
  reject: (place: string) => `Avvisa borttagningen: ${place}`,
  rejectSubmit: 'Avvisa',
  rejectAbout:
    'Ingenting tas bort. Om nästa fullständiga läsning säger samma sak kommer frågan tillbaka. Rätta källan under tiden.',
  rejected: 'Borttagningen är avvisad. Ingenting har tagits bort.',
} as const

export const FINDINGS = {
  nothing: 'Karantän: ingenting',
  quarantined: (number: number) => `Karantän: ${COUNTS.rows(number)}`,
  open: 'Öppna karantänen',
  allReadable: 'Alla rader som lästes gick att förstå.',
  caption: 'Rader i karantän efter orsak',
  theRow: 'Raden',
  fresh: 'nytt',
  sameFields: 'Källans fält: som förra gången',
  fieldsDiffer: (fresh: number, gone: number) => `Källans fält: ${String(fresh)} nya, ${String(gone)} borta`,
  allKnown: 'Källan skickade bara fält som tittbehörigheten känner till.',
  unknown: 'Fälten står inte i tittbehörigheten och har inte lästs. Ändra tittbehörigheten om de behövs.',
  gone: 'Fanns förra gången men inte nu: ',
} as const

export const RUN_NOW_FORM = {
  noSuchScope: 'Den källan läses inte i den stadsdelen.',
  unknownTime: 'Hur lång tid det tar går inte att säga: här har inte lästs förut.',
  forecast: (read: number, milliseconds: number) => `Ungefär ${COUNTS.uppgifter(read)}, ${spanText(milliseconds)}.`,
  busy: (places: string) => `${places} läses redan nu och läses inte en gång till samtidigt.`,
  countAgain: 'Räkna om',
  ordered: (what: string) => `Beställt: ${what}. Läsningen börjar inom några sekunder och syns under Pågår.`,
} as const

export const RUN = {
  night: (night: string) => `natten ${night}`,
  allNights: 'alla nätter',
  abortDialog: 'Stoppa…',
  runAgainDialog: 'Kör om…',
  message: 'Felmeddelandet',
  abortedBy: (by: string) => `Stoppad av ${by}`,
  abortedAbout: (reason: string) => `Orsak: ${quoted(reason)}. Ingenting togs bort ur spegeln.`,
  counts: (read: number, changed: number) => `In och ut: ${wholeNumber(read)} lästa, ${wholeNumber(changed)} ändrade`,
  read: 'Lästa uppgifter',
  added: 'Nya',
  changed: 'Ändrade',
  unchanged: 'Oförändrade',
  removed: 'Borttagna',
  nothingRemoved: 'ingenting togs bort',
  quarantined: 'I karantän',
  noTimeYet: 'Tid: pågår',
  time: (duration: number) => `Tid: ${spanText(duration)}`,
  slower: 'långsammare än vanligt',
  faster: 'snabbare än vanligt',
  asUsual: 'som vanligt',
  timeAnd: (duration: number, word: string) => `Tid: ${spanText(duration)}, ${word}`,
  dueAt: 'Skulle börja',
  notPlanned: 'inte planerad',
  begun: 'Började',
  ended: 'Slutade',
  runs: 'pågår',
  took: 'Tog',
  median: 'Medianen',
  noMedian: 'finns inte än',
  medianOf: (median: number) => `${spanText(median)}, av de senaste lyckade`,
  ordered: 'Beställd',
  orderedBy: (at: Date, by: string, reason: string) => `${clockText(at)} av ${by}: ${quoted(reason)}`,
  others: (source: string, stadsdel: string) => `${source} i ${stadsdel}: de senaste läsningarna`,
  othersCaption: 'De senaste läsningarna av samma källa och stadsdel',
  thisOne: ', den här',
} as const

export const PROGRESS = {
  read: (progress: string) => `Läst: ${progress}`,
  left: (milliseconds: number) => ` · klar om ungefär ${spanText(milliseconds)}`,
  aborting: (by: string, reason: string) => `Stoppas på begäran av ${by}: ${quoted(reason)}. Det tar några sekunder.`,
} as const

export const RUNNING = {
  nothing: 'Inget läses just nu.',
  reason: (reason: string) => `Orsak: ${quoted(reason)}`,
  aborting: (by: string) => ` · stoppas, på begäran av ${by}`,
  abortDialog: 'Stoppa…',
  waiting: 'väntar',
  ordered: (at: Date, by: string, reason: string) => `Beställd ${clockText(at)} av ${by}. Orsak: ${quoted(reason)}`,
  done: 'Beställda körningar som är klara',
  orderedBy: (what: string, by: string) => `${what}, beställd av ${by}`,
  ended: (when: string) => `klar ${when}`,
  failed: (number: number) => `${wholeNumber(number)} gick inte igenom`,
  headingNone: 'Pågår: ingenting',
  headingOne: (place: string) => `Pågår: ${place}`,
  heading: (number: number) => `Pågår: ${String(number)} läsningar`,
  progress: (read: number, expected: number) => `${wholeNumber(read)} av ungefär ${wholeNumber(expected)}`,
  by: (by: string) => `av ${by}`,
  started: (when: string, by: string) => `Startad ${when} ${by}`,
} as const
