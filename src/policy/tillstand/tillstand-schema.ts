import { type Static, Type } from 'typebox'
import { LogIds } from '../../access/log-ids.ts'
import { PageAnswer, PageQuery } from '../../access/paging.ts'
import { ArendeReference, GATE, Personnummer, TillstandId } from '../../access/request-schema.ts'
import { EXCEPTION_RULES } from '../policy.ts'
import { BESLUT, REVIEWS, TILLSTAND_STATUSES } from './tillstand.ts'

const CLOSED = { additionalProperties: false } as const
const Id = Type.String({
  format: 'uuid',
  description: 'Enkelttillståndets id.',
  examples: ['5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'],
})
const Instant = (what: string) => Type.String({ format: 'date-time', description: `${what}, i UTC.` })
const FreeText = (what: string) =>
  Type.String({
    minLength: 5,
    maxLength: 1000,
    [GATE]: 'lines',
    description: `${what}. Får inte innehålla något personnummer.`,
  })
const Text = (what: string) => Type.String({ description: `${what}.` })
const VALID_UNTIL = 'När det slutar gälla; innan det är godkänt, när begäran förfaller'
const RULE =
  'Regeln som ska ge vika. `oppettid`: rollens öppettid. `arende-saknas`: kravet på ärende. `skyddad`: skyddet av en person.'

export const Tillstandsbegaran = Type.Object(
  {
    regel: Type.Enum([...EXCEPTION_RULES], { description: RULE }),
    personnummer: Type.Optional(
      Type.String({
        ...Personnummer,
        description: 'Personen som det gäller. Krävs utom för oppettid, och anges inte där.',
      }),
    ),
    arende: Type.Optional(ArendeReference),
    minuter: Type.Integer({
      minimum: 1,
      maximum: 1440,
      description: 'Hur länge det ska gälla, i minuter. Konfigurationen säger hur många varje regel tillåter.',
    }),
    motivering: FreeText('Skälet'),
  },
  {
    ...CLOSED,
    description: 'En begäran om att en regel ska ge vika.',
    if: { properties: { regel: { const: 'oppettid' } }, required: ['regel'] },
    then: { properties: { personnummer: false } },
    else: { required: ['personnummer'] },
  },
)
export type Tillstandsbegaran = Static<typeof Tillstandsbegaran>

export const Tillstandssvar = Type.Object(
  {
    tillstandId: Id,
    status: Type.Enum(['beviljat', 'vantar-godkannande'], {
      description: '`beviljat`: gäller nu. `vantar-godkannande`: någon annan ska godkänna det först.',
    }),
    giltigTill: Instant(VALID_UNTIL),
    loggId: LogIds,
  },
  { ...CLOSED, description: 'Ett begärt enkelttillstånd.' },
)
export type Tillstandssvar = Static<typeof Tillstandssvar>

export const TillstandPath = Type.Object({ tillstandId: TillstandId })

export const Beslutsbegaran = Type.Object(
  { beslut: Type.Enum([...BESLUT], { description: 'Beslutet.' }), kommentar: FreeText('Varför') },
  { ...CLOSED, description: 'Ett beslut om ett enkelttillstånd.' },
)
export type Beslutsbegaran = Static<typeof Beslutsbegaran>

export const Beslutssvar = Type.Object(
  {
    tillstandId: Id,
    status: Type.Enum(['beviljat', 'avslaget'], { description: 'Vad det blev.' }),
    giltigTill: Instant('När det slutar gälla'),
    loggId: LogIds,
  },
  { ...CLOSED, description: 'Ett enkelttillstånd som det har beslutats om.' },
)
export type Beslutssvar = Static<typeof Beslutssvar>

const REVIEW = 'Granskarens mening. `behover-utredas` kan ersättas av en senare, de andra inte.'

export const Granskningsbegaran = Type.Object(
  { utfall: Type.Enum([...REVIEWS], { description: REVIEW }), kommentar: FreeText('Varför') },
  { ...CLOSED, description: 'En granskning av ett enkelttillstånd.' },
)
export type Granskningsbegaran = Static<typeof Granskningsbegaran>

export const Granskningssvar = Type.Object(
  { tillstandId: Id, granskning: Type.Enum([...REVIEWS], { description: REVIEW }), loggId: LogIds },
  { ...CLOSED, description: 'Ett enkelttillstånd som har granskats.' },
)
export type Granskningssvar = Static<typeof Granskningssvar>

const STATUS = '`forfallet`: inget beslut kom i tid. Ett beviljat som har slutat gälla är fortfarande `beviljat`.'

export const TillstandQuery = Type.Object(
  {
    status: Type.Optional(Type.Enum([...TILLSTAND_STATUSES], { description: `Bara de med detta läge. ${STATUS}` })),
    limit: PageQuery.limit,
    page: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, default: 1, description: 'Sidans nummer; den första är 1.' }),
    ),
  },
  CLOSED,
)
export type TillstandQuery = Static<typeof TillstandQuery>

const StandTaken = (verdict: readonly string[], description: string) =>
  Type.Union(
    [
      Type.Object(
        {
          utfall: Type.Enum([...verdict], { description: 'Vad det blev.' }),
          utfardare: Text('Utfärdaren av den personens token: tillsammans med av en person'),
          av: Text('Den som tog ställning, så som utfärdaren kallar personen'),
          kommentar: Text('Varför'),
          tid: Instant('När'),
        },
        CLOSED,
      ),
      Type.Null(),
    ],
    { description },
  )

/** Nothing of the person, not even a reference: reviewers judge the reason by its text. */
const TillstandRow = Type.Object(
  {
    tillstandId: Id,
    regel: Type.Enum([...EXCEPTION_RULES], { description: RULE }),
    status: Type.Enum([...TILLSTAND_STATUSES], { description: `Läget. ${STATUS}` }),
    utfardare: Text('Utfärdaren av den begärandes token: tillsammans med slutanvandare en person'),
    slutanvandare: Text('Den som begärde det, så som utfärdaren kallar personen'),
    klient: Text('Systemet som det begärdes genom'),
    arende: Type.Union([Type.String(), Type.Null()], { description: 'Ärendet som angavs; null när inget angavs.' }),
    motivering: Text('Skälet'),
    minuter: Type.Integer({ description: 'Hur länge det skulle gälla, i minuter.' }),
    begart: Instant('När det begärdes'),
    giltigTill: Instant(VALID_UNTIL),
    beslut: StandTaken(BESLUT, 'Någon annans beslut; null när inget har tagits eller behövs.'),
    granskning: StandTaken(REVIEWS, 'Den senaste granskningen; null när ingen har gjorts.'),
  },
  CLOSED,
)

export const Tillstandslista = Type.Object(
  {
    tillstand: Type.Array(TillstandRow, {
      description: 'Enkelttillstånden, nyast först. Ingenting säger vem de gäller.',
    }),
    page: PageAnswer.page,
    limit: PageAnswer.limit,
    fler: Type.Boolean({ description: 'Om det finns en sida till.' }),
    loggId: LogIds,
  },
  { ...CLOSED, description: 'En sida av enkelttillstånden.' },
)
export type Tillstandslista = Static<typeof Tillstandslista>
