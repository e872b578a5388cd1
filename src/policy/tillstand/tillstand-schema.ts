import { Type, type Static } from 'typebox'
import { LogIds } from '../../access/log-ids.ts'
import { EXCEPTION_RULES } from '../policy.ts'
import { ArendeReference, GATE, Personnummer, TillstandId } from '../../access/request-schema.ts'
import { BESLUT, REVIEWS, TILLSTAND_STATUSES } from './tillstand.ts'

const CLOSED = { additionalProperties: false } as const
const Id = Type.String({ format: 'uuid', examples: ['5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'] })
const Instant = Type.String({ format: 'date-time' })
const FreeText = Type.String({ minLength: 5, maxLength: 1000, [GATE]: 'lines' })

export const Tillstandsbegaran = Type.Object(
  {
    regel: Type.Enum([...EXCEPTION_RULES]),
    personnummer: Type.Optional(Personnummer),
    arende: Type.Optional(ArendeReference),
    minuter: Type.Integer({ minimum: 1, maximum: 1440 }),
    motivering: FreeText,
  },
  {
    ...CLOSED,
    if: { properties: { regel: { const: 'oppettid' } }, required: ['regel'] },
    then: { properties: { personnummer: false } },
    else: { required: ['personnummer'] },
  },
)
export type Tillstandsbegaran = Static<typeof Tillstandsbegaran>

export const Tillstandssvar = Type.Object(
  {
    tillstandId: Id,
    status: Type.Enum(['beviljat', 'vantar-godkannande']),
    /** While it waits for approval: when it lapses. */
    giltigTill: Instant,
    loggId: LogIds,
  },
  CLOSED,
)
export type Tillstandssvar = Static<typeof Tillstandssvar>

export const TillstandPath = Type.Object({ tillstandId: TillstandId })

export const Beslutsbegaran = Type.Object({ beslut: Type.Enum([...BESLUT]), kommentar: FreeText }, CLOSED)
export type Beslutsbegaran = Static<typeof Beslutsbegaran>

export const Beslutssvar = Type.Object(
  { tillstandId: Id, status: Type.Enum(['beviljat', 'avslaget']), giltigTill: Instant, loggId: LogIds },
  CLOSED,
)
export type Beslutssvar = Static<typeof Beslutssvar>

export const Granskningsbegaran = Type.Object({ utfall: Type.Enum([...REVIEWS]), kommentar: FreeText }, CLOSED)
export type Granskningsbegaran = Static<typeof Granskningsbegaran>

export const Granskningssvar = Type.Object(
  { tillstandId: Id, granskning: Type.Enum([...REVIEWS]), loggId: LogIds },
  CLOSED,
)
export type Granskningssvar = Static<typeof Granskningssvar>

export const TillstandQuery = Type.Object(
  {
    status: Type.Optional(Type.Enum([...TILLSTAND_STATUSES])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1 })),
  },
  CLOSED,
)
export type TillstandQuery = Static<typeof TillstandQuery>

const StandTaken = (verdict: readonly string[]) =>
  Type.Union([
    Type.Object(
      {
        utfall: Type.Enum([...verdict]),
        utfardare: Type.String(),
        av: Type.String(),
        kommentar: Type.String(),
        tid: Instant,
      },
      CLOSED,
    ),
    Type.Null(),
  ])

/** Nothing of the person, not even a reference: reviewers judge the reason by its text. */
const TillstandRow = Type.Object(
  {
    tillstandId: Id,
    regel: Type.Enum([...EXCEPTION_RULES]),
    status: Type.Enum([...TILLSTAND_STATUSES]),
    /** With `slutanvandare` one person. */
    utfardare: Type.String(),
    slutanvandare: Type.String(),
    klient: Type.String(),
    arende: Type.Union([Type.String(), Type.Null()]),
    motivering: Type.String(),
    minuter: Type.Integer(),
    begart: Instant,
    giltigTill: Instant,
    beslut: StandTaken(BESLUT),
    granskning: StandTaken(REVIEWS),
  },
  CLOSED,
)

export const Tillstandslista = Type.Object(
  {
    tillstand: Type.Array(TillstandRow),
    page: Type.Integer(),
    limit: Type.Integer(),
    fler: Type.Boolean(),
    loggId: LogIds,
  },
  CLOSED,
)
export type Tillstandslista = Static<typeof Tillstandslista>
