import { type Static, Type } from 'typebox'
import { LogId, LogIds } from '../../access/log-ids.ts'
import { ANSWERED_AT, GATE } from '../../access/request-schema.ts'
import { LogName, Reason } from '../officers.ts'
import { VERDICTS } from './sample-store.ts'
import { CLOSED, Closed, Count, Items, Month, OrNull, SampleId, SampleKind, Text } from './schema-words.ts'

const Instant = (description: string) => Type.String({ format: 'date-time', description: `${description}, i UTC.` })
const Person = (description: string) =>
  Type.Object(
    {
      utfardare: Text('Utfärdaren av personens token: tillsammans med slutanvandare en person.'),
      slutanvandare: Text('Personen, så som utfärdaren kallar den.'),
    },
    { ...CLOSED, description },
  )
const PersonOrNull = (description: string) => Type.Union([Person(description), Type.Null()], { description })
const Verdict = Type.Enum([...VERDICTS], {
  description:
    'Granskarens mening om uppslaget: `befogad`, `behover-utredas` eller `obefogad`. En ny bedömning ersätter den förra, som ' +
    'står kvar i loggen.',
})
const OF_PROTECTED =
  'Gäller de poster som visar att någon har skyddade personuppgifter. De hålls isär i allt och finns bara för granskare med ' +
  'rätten granska-skyddade.'

const SampleFields = {
  urvalId: SampleId,
  logg: LogName,
  manad: Month,
  slag: SampleKind,
  skyddade: Type.Boolean({ description: OF_PROTECTED }),
  draget: Instant('När det drogs'),
  klartSenast: Instant('När det bör vara granskat'),
  avslutat: Closed,
  poster: Items,
  kvar: Count('Hur många poster som ingen har bedömt än.'),
} as const

export const Urvalsbegaran = Type.Object(
  {
    skal: Reason,
    logg: LogName,
    manad: Type.Optional(Type.String({ ...Month, description: 'Månaden som urvalet dras ur; utan den den förra.' })),
    skyddade: Type.Optional(Type.Boolean({ description: OF_PROTECTED, default: false })),
  },
  { ...CLOSED, description: 'En begäran om att dra ett urval.' },
)
export type Urvalsbegaran = Static<typeof Urvalsbegaran>

export const Urvalssvar = Type.Object(
  { ...SampleFields, loggId: LogIds },
  { ...CLOSED, description: 'Ett urval som har dragits.' },
)
export type Urvalssvar = Static<typeof Urvalssvar>

export const SampleQuery = Type.Object(
  {
    manad: Type.Optional(Month),
    oppna: Type.Optional(Type.Boolean({ description: 'Bara de som inte är avslutade.', examples: [true] })),
  },
  CLOSED,
)
export type SampleQuery = Static<typeof SampleQuery>

export const Urvalslista = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    urval: Type.Array(Type.Object(SampleFields, { ...CLOSED, description: 'Ett urval.' }), {
      description: 'Urvalen i dina loggar, senaste månaden först.',
    }),
  },
  { ...CLOSED, description: 'Urval att granska, och de som är avslutade.' },
)
export type Urvalslista = Static<typeof Urvalslista>

export const SamplePath = Type.Object({ urvalId: SampleId })

const Lookup = Type.Object(
  {
    tid: Instant('När uppslaget gjordes'),
    handelse: Text('Vad som gjordes: uppslag eller faktura.'),
    enhet: Text('Enheten, enligt reglerna för uppföljning.'),
    roll: OrNull('Rollen; null när ingen anges.'),
    slutanvandare: OrNull('Den som slog upp.'),
    utfardare: OrNull('Utfärdaren av den personens token.'),
    klient: OrNull('Systemet som det gjordes genom.'),
    andamal: OrNull('Ändamålet.'),
    arende: OrNull('Ärendet; null när inget angavs.'),
    relation: OrNull('Relationen mellan den som frågade och personen.'),
    identifiering: OrNull('Hur den som frågade hade identifierats.'),
    visat: Type.Array(
      Type.Object(
        {
          mangd: Text('Informationsmängden.'),
          falt: Type.Array(Type.String(), { description: 'Fältens namn, aldrig deras innehåll.' }),
        },
        CLOSED,
      ),
      { description: 'Vad som visades.' },
    ),
    utfall: Text('Utfallet.'),
    orsak: Text('Orsaken.'),
    flaggor: Type.Array(Type.String(), { description: 'Loggpostens egna flaggor.' }),
    tillstand: OrNull('Enkelttillståndet som användes.'),
  },
  { ...CLOSED, description: 'Uppslaget, så som det står i loggen.' },
)

export const Urvalspost = Type.Object(
  {
    post: Type.Integer({ minimum: 1, description: 'Postens plats i urvalet.' }),
    grunder: Type.Array(
      Type.Object(
        { regel: Text('`slump`, eller regelns id.'), forklaring: Text('I ord, med regelns gränser.') },
        { ...CLOSED, description: 'Varför posten är med. Det är en fråga, aldrig ett omdöme.' },
      ),
      { description: 'Varför posten är med i urvalet.' },
    ),
    loggpost: LogId,
    uppslag: Type.Union([Lookup, Type.Null()], { description: 'Uppslaget; null när loggposten har gallrats.' }),
    granskare: PersonOrNull('Den som posten är tilldelad; null: den som får granska loggen.'),
    egetUppslag: Type.Boolean({ description: 'Om uppslaget är ditt eget. Då bedömer någon annan det.' }),
    bedomningar: Type.Array(
      Type.Object(
        {
          utfall: Verdict,
          kommentar: Text('Granskarens kommentar; tom när ingen gavs.'),
          av: Person('Den som bedömde.'),
          tid: Instant('När'),
        },
        { ...CLOSED, description: 'En bedömning.' },
      ),
      { description: 'Bedömningarna, äldst först; den sista gäller.' },
    ),
  },
  { ...CLOSED, description: 'En post i ett urval.' },
)
export type Urvalspost = Static<typeof Urvalspost>

export const Urvalsinnehall = Type.Object(
  {
    ...SampleFields,
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    underlag: Count('Hur många uppslag urvalet drogs ur.'),
    rot: Text('Loggens rot när det drogs (base64).'),
    fro: Text('Fröet som urvalet följer av (hexadecimalt).'),
    regelversion: Text('Reglernas version.'),
    nyckel: Text('Nyckeln som avslutet kontrolleras med.'),
    innehall: Type.Array(Urvalspost, { description: 'Posterna, i urvalets ordning.' }),
  },
  { ...CLOSED, description: 'Ett urval med sina poster och bedömningar.' },
)
export type Urvalsinnehall = Static<typeof Urvalsinnehall>

export const Bedomningsbegaran = Type.Object(
  {
    skal: Reason,
    post: Type.Integer({ minimum: 1, maximum: 100_000, description: 'Postens plats i urvalet.', examples: [7] }),
    utfall: Verdict,
    kommentar: Type.Optional(
      Type.String({
        minLength: 2,
        maxLength: 2000,
        [GATE]: 'lines',
        description: 'Varför; krävs om utfallet inte är `befogad`. Får inte innehålla något personnummer. Förseglas.',
        examples: ['Ärendet gällde personen, och samtalet finns i telefonins logg.'],
      }),
    ),
  },
  { ...CLOSED, description: 'En bedömning av en post i ett urval.' },
)
export type Bedomningsbegaran = Static<typeof Bedomningsbegaran>

export const Bedomningssvar = Type.Object(
  {
    urvalId: SampleId,
    post: Type.Integer({ description: 'Postens plats i urvalet.' }),
    utfall: Verdict,
    kvar: SampleFields.kvar,
    loggId: LogIds,
  },
  { ...CLOSED, description: 'En bedömning som står i loggen.' },
)
export type Bedomningssvar = Static<typeof Bedomningssvar>

export const Avslutsbegaran = Type.Object(
  { skal: Reason },
  { ...CLOSED, description: 'En begäran om att avsluta ett urval där allt är bedömt.' },
)
export type Avslutsbegaran = Static<typeof Avslutsbegaran>

export const Avslutssvar = Type.Object(
  {
    urvalId: SampleId,
    avslutat: Instant('När det avslutades'),
    dokument: Text('Avslutet, undertecknat av hubben (C2SP signed note): spara det så som det är.'),
    nyckel: Text('Nyckeln som dokumentet kontrolleras med (`insyn logg urval --verifiera`).'),
    loggId: LogIds,
  },
  { ...CLOSED, description: 'Ett avslutat urval.' },
)
export type Avslutssvar = Static<typeof Avslutssvar>

export const ReportQuery = Type.Object(
  {
    form: Type.Optional(
      Type.Enum(['pdf', 'dokument'], {
        default: 'pdf',
        description: '`pdf`: att läsa och arkivera. `dokument`: det undertecknade dokumentet.',
      }),
    ),
  },
  CLOSED,
)
export type ReportQuery = Static<typeof ReportQuery>
