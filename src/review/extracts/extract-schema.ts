import { type Static, Type } from 'typebox'
import { LogIds } from '../../access/log-ids.ts'
import { PageAnswer, PageQuery } from '../../access/paging.ts'
import { ArendeReference, GATE, Personnummer } from '../../access/request-schema.ts'
import { INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import { LogName, LogNames, Reason } from '../officers.ts'

/** `lamna-ut` by another officer than the one who asked, after having seen it; `avvisa` by anybody who may see it. */
export const DECISIONS = ['lamna-ut', 'avvisa'] as const
export type Decision = (typeof DECISIONS)[number]

export const EXTRACT_STATUSES = ['forberett', 'utlamnat', 'avvisat'] as const
export type ExtractStatus = (typeof EXTRACT_STATUSES)[number]

const CLOSED = { additionalProperties: false } as const
const Id = Type.String({
  format: 'uuid',
  [GATE]: 'line',
  description: 'Utdragets id.',
  examples: ['7c1e8a52-5f0c-4b4d-9b7e-2f6d1c9a8e31'],
})
const Instant = (what: string) => Type.String({ format: 'date-time', description: `${what}, i UTC.` })
const Day = (what: string) =>
  Type.String({ format: 'date', description: `${what}, i svensk tid.`, examples: ['2026-01-01'] })
const Text = (what: string) => Type.String({ description: `${what}.` })
const TextOrNull = (what: string) => Type.Union([Type.String(), Type.Null()], { description: `${what}.` })
const STATUS =
  '`forberett`: väntar på att någon annan granskar det. `utlamnat`: får hämtas. `avvisat`: ska inte lämnas ut.'
const VALID_TO = 'När utdraget tas bort'

export const Utdragsbegaran = Type.Object(
  {
    skal: Reason,
    personnummer: Type.String({ ...Personnummer, description: 'Den som har begärt utdraget om sig själv.' }),
    loggar: Type.Optional(LogNames),
    fran: Type.Optional(Day('Första dagen; utan den från början')),
    till: Type.Optional(Day('Sista dagen; utan den till nu')),
    arende: Type.Optional(ArendeReference),
  },
  {
    ...CLOSED,
    description:
      'En persons begäran om utdrag enligt artikel 15 i dataskyddsförordningen. `arende` är beteckningen på begäran.',
  },
)
export type Utdragsbegaran = Static<typeof Utdragsbegaran>

export const Utdragssvar = Type.Object(
  {
    utdragId: Id,
    status: Type.Enum([...EXTRACT_STATUSES], { description: STATUS }),
    loggar: Type.Array(LogName, { description: 'Loggarna som utdraget är ur.' }),
    giltigTill: Instant(VALID_TO),
    loggId: LogIds,
  },
  { ...CLOSED, description: 'Ett förberett utdrag. Vad som står i det säger förhandsgranskningen.' },
)
export type Utdragssvar = Static<typeof Utdragssvar>

export const ExtractPath = Type.Object({ utdragId: Id })

export const ExtractQuery = Type.Object(
  {
    status: Type.Optional(Type.Enum([...EXTRACT_STATUSES], { description: `Bara dessa. ${STATUS}` })),
    limit: PageQuery.limit,
    page: PageQuery.page,
  },
  CLOSED,
)
export type ExtractQuery = Static<typeof ExtractQuery>

const Row = Type.Object(
  {
    utdragId: Id,
    status: Type.Enum([...EXTRACT_STATUSES], { description: STATUS }),
    loggar: Type.Array(LogName, { description: 'Loggarna som utdraget är ur.' }),
    arende: TextOrNull('Beteckningen på begäran; null när ingen angavs'),
    utfardare: Text('Utfärdaren av den begärandes token: tillsammans med slutanvandare en person'),
    slutanvandare: Text('Granskaren som förberedde utdraget'),
    begart: Instant('När det förbereddes'),
    giltigTill: Instant(VALID_TO),
    beslut: Type.Union(
      [
        Type.Object(
          {
            utfall: Type.Enum([...DECISIONS], { description: 'Vad det blev.' }),
            utfardare: Text('Utfärdaren av den personens token'),
            av: Text('Den som beslutade'),
            kommentar: Text('Varför'),
            tid: Instant('När'),
          },
          CLOSED,
        ),
        Type.Null(),
      ],
      { description: 'Beslutet om utdraget; null när inget har tagits.' },
    ),
  },
  CLOSED,
)

export const Utdragslage = Type.Object(
  { utdrag: Type.Object(Row.properties, { ...CLOSED, description: 'Utdraget.' }), loggId: LogIds },
  { ...CLOSED, description: 'Ett utdrag och läget för det. Ingenting säger vem det gäller.' },
)
export type Utdragslage = Static<typeof Utdragslage>

export const Utdragslista = Type.Object(
  {
    utdrag: Type.Array(Row, { description: 'Utdragen, nyast först. Ingenting säger vem de gäller.' }),
    page: PageAnswer.page,
    limit: PageAnswer.limit,
    fler: Type.Boolean({ description: 'Om det finns en sida till.' }),
    loggId: LogIds,
  },
  { ...CLOSED, description: 'En sida av utdragen.' },
)
export type Utdragslista = Static<typeof Utdragslista>

export const EXTRACT_FORMATS = ['json', 'pdf'] as const

export const Utdragsfil = Type.Object(
  {
    skal: Reason,
    format: Type.Enum([...EXTRACT_FORMATS], {
      description: '`json`: med bevis, för den som vill kontrollera utdraget. `pdf`: att läsa och skriva ut.',
    }),
  },
  { ...CLOSED, description: 'Varför utdraget öppnas, och i vilken form.' },
)
export type Utdragsfil = Static<typeof Utdragsfil>

export const Utdragsbeslut = Type.Object(
  {
    skal: Reason,
    beslut: Type.Enum([...DECISIONS], {
      description: '`lamna-ut`: av någon annan än den som förberedde det, efter förhandsgranskning. `avvisa`: inte.',
    }),
    kommentar: Type.String({
      minLength: 5,
      maxLength: 1000,
      [GATE]: 'lines',
      description: 'Varför. Får inte innehålla något personnummer.',
    }),
  },
  { ...CLOSED, description: 'Ett beslut om ett utdrag.' },
)
export type Utdragsbeslut = Static<typeof Utdragsbeslut>

export const Utdragsbeslutssvar = Type.Object(
  {
    utdragId: Id,
    status: Type.Enum([...EXTRACT_STATUSES], { description: STATUS }),
    giltigTill: Instant(VALID_TO),
    loggId: LogIds,
  },
  { ...CLOSED, description: 'Ett utdrag som det har beslutats om.' },
)
export type Utdragsbeslutssvar = Static<typeof Utdragsbeslutssvar>

const Entry = Type.Object(
  {
    nummer: Type.Integer({ description: 'Postens nummer i loggen.' }),
    tid: Instant('När'),
    handelse: Text('Loggens ord för det som hände'),
    vad: Text('Det som hände, i klartext'),
    verksamhet: Text('Verksamheten eller systemet som gjorde det'),
    andamal: TextOrNull('Varför; null när inget ändamål angavs'),
    arende: TextOrNull('Ärendet som det gjordes i; null när inget angavs'),
    resultat: Type.Enum(['visat', 'inget-visat', 'atgard'], {
      description:
        '`visat`: uppgifter visades. `inget-visat`: inga uppgifter visades. `atgard`: något annat än en fråga.',
    }),
    uppgifter: Type.Array(
      Type.Object(
        {
          mangd: Type.Enum([...INFORMATIONSMANGDER], { description: 'Slag av uppgifter, som kod.' }),
          namn: Text('Slaget i klartext'),
          falt: Type.Array(Type.String(), { description: 'Namnen på fälten, aldrig vad som stod i dem.' }),
        },
        CLOSED,
      ),
      { description: 'Slagen av uppgifter som visades eller hanterades.' },
    ),
    personal: Type.Optional(
      Type.Object(
        { roll: Type.Optional(Text('Den anställdas roll')), namn: Type.Optional(Text('Den anställdas användarnamn')) },
        { ...CLOSED, description: 'Bara när nämnden har bestämt att det ska stå.' },
      ),
    ),
    lov: Text('Lövets kontrollsumma i loggens träd (RFC 9162), base64. Ur den går inget att läsa'),
    bevis: Type.Array(Type.String(), { description: 'Beviset för att lövet står i trädet (RFC 9162), base64.' }),
  },
  { ...CLOSED, description: 'En åtkomst.' },
)
export type Entry = Static<typeof Entry>

const LogPart = Type.Object(
  {
    logg: LogName,
    personuppgiftsansvarig: Text('Nämnden som svarar för uppgifterna och för loggen'),
    personal: Type.Enum(['ingen', 'roll', 'namn'], { description: 'Vad nämnden låter utdraget säga om de anställda.' }),
    checkpoint: TextOrNull('Kontrollpunkten som bevisen är mot; null när inget står i delen'),
    poster: Type.Array(Entry, { description: 'Åtkomsterna, äldst först.' }),
  },
  { ...CLOSED, description: 'Det som en nämnds logg säger om personen.' },
)
export type LogPart = Static<typeof LogPart>

/** What is kept sealed, previewed, released and handed over. */
export const ExtractContent = Type.Object(
  {
    utdragId: Id,
    skapat: Instant('När utdraget gjordes'),
    personnummer: Text('Personen som utdraget gäller, tolv siffror'),
    arende: TextOrNull('Beteckningen på begäran'),
    period: Type.Object(
      { fran: TextOrNull('Första dagen'), till: TextOrNull('Sista dagen') },
      { ...CLOSED, description: 'Dagarna som utdraget gäller; null där det inte är begränsat.' },
    ),
    delar: Type.Array(LogPart, { description: 'En del för varje logg.' }),
  },
  { ...CLOSED, description: 'Det som hubben skriver under.' },
)
export type ExtractContent = Static<typeof ExtractContent>

/** The file that the person gets, in canonical JSON (RFC 8785). */
export const ExtractFile = Type.Object(
  {
    format: Type.Literal('insyn-loggutdrag/1'),
    nyckel: Text('Nyckeltexten som underskriften prövas mot. Jämför den med den som nämnden har lämnat på annat sätt'),
    signatur: Text('Underskriften: en C2SP-not över kontrollsumman av `utdrag` i kanonisk form'),
    utdrag: ExtractContent,
  },
  { ...CLOSED, description: 'Ett utlämnat utdrag, som fil.' },
)
export type ExtractFile = Static<typeof ExtractFile>
