import type { Event } from '../../atkomstlogg/access.ts'
import { stockholmTime, swedishDate, type Weekday, weekdayFor } from '../../platform/stockholm-time.ts'
import type { Document, Part } from '../pdf/document.ts'
import { contactText, organisationOf, type Processor } from '../processor/processor.ts'
import type { Entry, ExtractContent, LogPart } from './extract-schema.ts'

const MONTHS = [
  ...['januari', 'februari', 'mars', 'april', 'maj', 'juni', 'juli'],
  ...['augusti', 'september', 'oktober', 'november', 'december'],
]
const DAYS: Readonly<Record<Weekday, string>> = {
  mandag: 'måndag',
  tisdag: 'tisdag',
  onsdag: 'onsdag',
  torsdag: 'torsdag',
  fredag: 'fredag',
  lordag: 'lördag',
  sondag: 'söndag',
}

/** `12 mars 2026`. */
export function dayText(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return `${String(Number(day))} ${MONTHS[Number(month) - 1] ?? month} ${year}`
}

function clockText(time: Date): string {
  const { minute } = stockholmTime(time)
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}.${String(minute % 60).padStart(2, '0')}`
}

const numberText = (personnummer: string): string => `${personnummer.slice(0, 8)}-${personnummer.slice(8)}`

/**
 * The extract to read and to print: short sentences and words of everyday, for a person who has never heard of a log. It holds
 * what the JSON holds, without the proofs.
 */
export function extractDocument(extract: ExtractContent, processor: Processor, preview: boolean): Document {
  const made = new Date(extract.skapat)
  return {
    title: 'Vem har läst uppgifter om dig?',
    author: processor.bitrade.namn,
    at: made,
    foot: `Utdrag ${extract.utdragId}`,
    parts: partsOf(extract, processor, preview),
  }
}

const paragraph = (text: string): Part => ({ kind: 'paragraph', text })
const heading = (level: 1 | 2 | 3, text: string): Part => ({ kind: 'heading', level, text })

function* partsOf(extract: ExtractContent, processor: Processor, preview: boolean): Generator<Part> {
  const { delar, period, personnummer, arende, utdragId, skapat } = extract
  if (preview) yield paragraph('FÖRHANDSGRANSKNING. Det här utdraget är inte utlämnat.')
  yield heading(1, 'Vem har läst uppgifter om dig?')
  yield paragraph(
    'Du har bett att få veta vem som har läst uppgifter om dig. Här är svaret. Du har rätt att få det enligt artikel 15 i dataskyddsförordningen. Det kostar ingenting.',
  )
  yield {
    kind: 'list',
    items: [
      `Utdraget gäller personnummer ${numberText(personnummer)}.`,
      `Det gjordes den ${dayText(swedishDate(new Date(skapat)))}.`,
      `${periodText(period)}`,
      ...(arende === null ? [] : [`Din begäran har beteckningen ${arende}.`]),
      `Utdragets nummer är ${utdragId}.`,
    ],
  }
  yield heading(2, 'Kort svar')
  yield* summary(delar)
  for (const part of delar) yield* logParts(part, processor)
  yield* closing(extract, processor)
}

function periodText({ fran, till }: ExtractContent['period']): string {
  if (fran !== null && till !== null) return `Det gäller tiden från ${dayText(fran)} till och med ${dayText(till)}.`
  if (fran !== null) return `Det gäller tiden från ${dayText(fran)} och fram tills utdraget gjordes.`
  return `Det gäller tiden fram ${till === null ? 'tills utdraget gjordes' : `till och med ${dayText(till)}`}.`
}

/** Done by systems, without anybody who asks. */
const AUTOMATIC: ReadonlySet<string> = new Set<Event>([
  ...(['arende', 'spegling', 'rensning', 'borttagning', 'berikning'] as const),
  ...(['avtalsslut', 'buss', 'avstamning', 'gallring'] as const),
])

const counted = (count: number, never: string, sentence: (times: string) => string): string =>
  count === 0 ? never : sentence(count === 1 ? '1 gång' : `${String(count)} gånger`)

function* summary(parts: readonly LogPart[]): Generator<Part> {
  const all = parts.flatMap(({ poster }) => poster)
  const byPersons = all.filter(({ handelse }) => !AUTOMATIC.has(handelse))
  const count = (result: Entry['resultat']) => byPersons.filter(({ resultat }) => resultat === result).length
  if (all.length === 0) {
    yield paragraph('Det finns inget att visa i det här utdraget.')
    yield paragraph(
      'Har du skyddade personuppgifter? Då kan svaret behöva lämnas på ett annat sätt. Fråga dataskyddsombudet. Kontaktuppgifterna står längst ner.',
    )
    return
  }
  yield {
    kind: 'list',
    items: [
      counted(
        count('visat'),
        'Ingen har fått se uppgifter om dig.',
        (times) => `Någon har fått se uppgifter om dig ${times}.`,
      ),
      counted(
        count('inget-visat'),
        'Ingen har sökt på dig utan att få se något.',
        (times) => `Någon har sökt på dig utan att få se något ${times}.`,
      ),
      counted(
        all.length - byPersons.length,
        'Inget datorsystem har gjort något av sig självt.',
        (times) => `Ett datorsystem har gjort något av sig självt ${times}.`,
      ),
      counted(
        count('atgard'),
        'Ingenting annat har hänt.',
        (times) => `Annat har hänt ${times}, till exempel att någon har granskat vem som har läst om dig.`,
      ),
    ],
  }
  yield paragraph(
    'Samma samtal kan stå flera gånger. Det beror på att varje nämnd har en egen lista över vad som har visats.',
  )
}

function* logParts(part: LogPart, processor: Processor): Generator<Part> {
  const { logg, personuppgiftsansvarig, poster, personal } = part
  yield heading(2, personuppgiftsansvarig)
  yield paragraph(
    logg in processor.ansvariga
      ? 'Nämnden svarar för uppgifterna om dig här, och för listan över vem som har läst dem.'
      : 'Här står frågor som inte ledde till någon nämnds uppgifter. Den som driver systemet svarar för den listan.',
  )
  if (poster.length === 0) {
    yield paragraph('Ingenting att visa.')
    return
  }
  const staff = personal !== 'ingen'
  const days = new Map<string, Entry[]>()
  for (const entry of poster) {
    const day = swedishDate(new Date(entry.tid))
    const entries = days.get(day)
    if (entries === undefined) days.set(day, [entry])
    else entries.push(entry)
  }
  const columns = [
    { title: 'Tid', share: 1 },
    { title: 'Vad som hände', share: 3 },
    { title: 'Vem', share: 3 },
    { title: 'Varför', share: 2.5 },
    { title: 'Vilka uppgifter', share: 3.5 },
  ]
  for (const [day, entries] of days) {
    yield heading(3, `${capital(DAYS[weekdayFor(day)])} den ${dayText(day)}`)
    yield { kind: 'table', columns, rows: entries.map((entry) => rowOf(entry, staff)) }
  }
}

function rowOf({ tid, vad, verksamhet, andamal, arende, uppgifter, personal }: Entry, staff: boolean): string[] {
  const who = [verksamhet, ...(staff ? [personal?.roll, personal?.namn] : [])].filter((one) => one !== undefined)
  const why = [andamal, arende === null ? null : `Ärende ${arende}`].filter((one) => one !== null)
  return [
    clockText(new Date(tid)),
    vad,
    who.join(', '),
    why.length === 0 ? 'Inget angivet' : why.join('. '),
    uppgifter.length === 0 ? 'Inga' : uppgifter.map(({ namn }) => namn).join('. '),
  ]
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function* closing({ delar }: ExtractContent, processor: Processor): Generator<Part> {
  const { bitrade } = processor
  yield heading(2, 'Vad betyder orden?')
  yield {
    kind: 'list',
    items: [
      'Vad som hände: om någon ställde en fråga om dig, eller om ett datorsystem gjorde något av sig självt.',
      'Vem: verksamheten som gjorde det. Inom parentes står vilket datorsystem de använde.',
      'Varför: ändamålet, det vill säga vad frågan handlade om. Ärendet är numret på ditt samtal eller din fråga.',
      'Vilka uppgifter: vilken sorts uppgifter som visades. Vad som stod i dem sparas inte här.',
      'Automatiskt: ett datorsystem gjorde det utan att någon människa läste.',
      'Inget visades: någon sökte på dig, men fick inte se något. Sökningen sparas ändå, för att du ska kunna få veta det.',
    ],
  }
  if (delar.some(({ personal }) => personal === 'ingen'))
    yield paragraph(
      'Vad de anställda heter står inte här. De arbetar för nämnden, och du har rätt att få veta när och varför uppgifterna lästes. Behöver du veta vem det var för att kunna ta till vara din rätt? Säg det till nämnden, så prövar den frågan.',
    )
  yield heading(2, 'Ser något konstigt ut?')
  yield paragraph(
    'Fråga den nämnd som svarar för uppgifterna. Säg vilken dag och vilket klockslag det gäller. Nämnden kan se vem det var och undersöka om det var rätt.',
  )
  yield {
    kind: 'list',
    items: [
      ...delar.map(({ logg }) => {
        const { namn, kontakt, dataskyddsombud } = organisationOf(processor, logg)
        return `${namn}: ${contactText(kontakt)}. Dataskyddsombud: ${contactText(dataskyddsombud)}.`
      }),
      ...(delar.some(({ logg }) => organisationOf(processor, logg) === bitrade)
        ? []
        : [`Den som driver systemet är ${bitrade.namn}: ${contactText(bitrade.kontakt)}.`]),
    ],
  }
  yield heading(2, 'Vill du klaga?')
  yield paragraph(
    'Du kan klaga hos Integritetsskyddsmyndigheten, IMY. Det är myndigheten som ser till att personuppgifter behandlas rätt. Webbplats: imy.se. E-post: imy@imy.se. Telefon: 08-657 61 00. Adress: Box 8114, 104 20 Stockholm.',
  )
  yield heading(2, 'Hur vet du att utdraget stämmer?')
  yield paragraph(
    'Du kan också få utdraget som en datafil. I den finns bevis för varje rad. Med dem kan den som är kunnig kontrollera att raden står i nämndens lista och att ingen har ändrat den efteråt. Beviset visar inte att listan har med allt. För det svarar nämnden.',
  )
}
