import { Type, type Static } from 'typebox'
import { UNDANTAGSREGLER } from '../policy.ts'
import { ARENDEREFERENS } from '../../access/arende-reference.ts'
import { Personnummer } from '../../uppslag/uppslag-schema.ts'
import { BESLUT, GRANSKNINGAR, TILLSTANDSSTATUSAR } from './tillstand.ts'

const STANGD = { additionalProperties: false } as const
const Id = Type.String({ format: 'uuid', examples: ['5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'] })
const Tidpunkt = Type.String({ format: 'date-time' })
/** In one's own words; refused when something in it reads as a personnummer. */
const Fritext = Type.String({ minLength: 5, maxLength: 1000, pattern: '\\S' })
const loggId = Type.Array(Type.String(), { minItems: 1 })

export const Tillstandsbegaran = Type.Object(
  {
    regel: Type.Enum([...UNDANTAGSREGLER]),
    personnummer: Type.Optional(Personnummer),
    arende: Type.Optional(Type.String({ pattern: ARENDEREFERENS })),
    minuter: Type.Integer({ minimum: 1, maximum: 1440 }),
    motivering: Fritext,
  },
  {
    ...STANGD,
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
    /** While it waits: when it lapses unless somebody has approved it. */
    giltigTill: Tidpunkt,
    loggId,
  },
  STANGD,
)
export type Tillstandssvar = Static<typeof Tillstandssvar>

export const Tillstandsvag = Type.Object({ tillstandId: Id })

export const Beslutsbegaran = Type.Object({ beslut: Type.Enum([...BESLUT]), kommentar: Fritext }, STANGD)
export type Beslutsbegaran = Static<typeof Beslutsbegaran>

export const Beslutssvar = Type.Object(
  { tillstandId: Id, status: Type.Enum(['beviljat', 'avslaget']), giltigTill: Tidpunkt, loggId },
  STANGD,
)
export type Beslutssvar = Static<typeof Beslutssvar>

export const Granskningsbegaran = Type.Object({ utfall: Type.Enum([...GRANSKNINGAR]), kommentar: Fritext }, STANGD)
export type Granskningsbegaran = Static<typeof Granskningsbegaran>

export const Granskningssvar = Type.Object(
  { tillstandId: Id, granskning: Type.Enum([...GRANSKNINGAR]), loggId },
  STANGD,
)
export type Granskningssvar = Static<typeof Granskningssvar>

export const Tillstandsfraga = Type.Object(
  {
    status: Type.Optional(Type.Enum([...TILLSTANDSSTATUSAR])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1 })),
  },
  STANGD,
)
export type Tillstandsfraga = Static<typeof Tillstandsfraga>

const stallning = (utfall: readonly string[]) =>
  Type.Union([
    Type.Object({ utfall: Type.Enum([...utfall]), av: Type.String(), kommentar: Type.String(), tid: Tidpunkt }, STANGD),
    Type.Null(),
  ])

/** Nothing of the person, not even a reference: whether the reason was good is judged from what was written. */
const Tillstandsrad = Type.Object(
  {
    tillstandId: Id,
    regel: Type.Enum([...UNDANTAGSREGLER]),
    status: Type.Enum([...TILLSTANDSSTATUSAR]),
    slutanvandare: Type.String(),
    klient: Type.String(),
    arende: Type.Union([Type.String(), Type.Null()]),
    motivering: Type.String(),
    minuter: Type.Integer(),
    begart: Tidpunkt,
    giltigTill: Tidpunkt,
    beslut: stallning(BESLUT),
    granskning: stallning(GRANSKNINGAR),
  },
  STANGD,
)

export const Tillstandslista = Type.Object(
  { tillstand: Type.Array(Tillstandsrad), page: Type.Integer(), limit: Type.Integer(), fler: Type.Boolean(), loggId },
  STANGD,
)
export type Tillstandslista = Static<typeof Tillstandslista>
