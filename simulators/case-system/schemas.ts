import { type Static, Type } from 'typebox'
import { INFORMATIONSMANGDER, SOURCES } from '../../src/informationsmangd.ts'

const strict = { additionalProperties: false } as const
const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
const SubItem = Type.Record(Type.String(), Value)

/** Body of `PUT /arenden/{arendeId}/spegling/{uppgiftRef}`: the whole present state of one uppgift. */
export const Mirroring = Type.Object(
  {
    uppgiftRef: Type.String({ pattern: '^[A-Za-z0-9_-]{1,128}$' }),
    version: Type.Integer({ minimum: 0 }),
    stadsdel: Type.String({ minLength: 1 }),
    kalla: Type.Enum([...SOURCES]),
    informationsmangd: Type.Enum([...INFORMATIONSMANGDER]),
    last: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' }),
    poster: Type.Array(Type.Record(Type.String(), Type.Union([Value, Type.Array(SubItem)]))),
    olasta: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strict,
)
export type Mirroring = Static<typeof Mirroring>

/** Body of `PUT /arenden/{arendeId}/berikning`: what the case registers of its person, whole. */
export const Enrichment = Type.Object(
  {
    version: Type.Integer({ minimum: 0 }),
    stadsdelar: Type.Array(Type.Object({ kod: Type.String(), namn: Type.String() }, strict)),
    utforare: Type.Array(SubItem),
    handlaggare: Type.Array(SubItem),
    forslag: Type.Union([
      Type.Object({ huvudkategori: Type.String(), arendetyp: Type.String(), arendeklass: Type.String() }, strict),
      Type.Null(),
    ]),
  },
  strict,
)
export type Enrichment = Static<typeof Enrichment>

export const Category = Type.Object(
  {
    huvudkategori: Type.String({ minLength: 1, maxLength: 100 }),
    arendetyp: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    arendeklass: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  },
  strict,
)
export type Category = Static<typeof Category>

/** Body of `POST /styrning/arenden`. */
export const Opening = Type.Object(
  { personnummer: Type.String({ pattern: '^\\d{12}$' }), andamal: Type.String({ minLength: 1, maxLength: 64 }) },
  strict,
)
export type Opening = Static<typeof Opening>

/** Body of `POST /styrning/manniskor`. */
export const Tempo = Type.Object(
  {
    hubb: Type.String({ pattern: '^https?://' }),
    token: Type.Optional(Type.String({ minLength: 1 })),
    oppna: Type.Integer({ minimum: 0, maximum: 100_000 }),
    intervallMs: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strict,
)
export type Tempo = Static<typeof Tempo>
