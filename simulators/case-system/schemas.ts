import { Type, type Static } from 'typebox'
import { INFORMATIONSMANGDER, KALLOR } from '../../src/informationsmangd.ts'

const strangt = { additionalProperties: false } as const
const Varde = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
const Underpost = Type.Record(Type.String(), Varde)

/** Body of `PUT /arenden/{arendeId}/spegling/{uppgiftRef}`: the whole present state of one uppgift. */
export const Spegling = Type.Object(
  {
    uppgiftRef: Type.String({ pattern: '^[A-Za-z0-9_-]{1,128}$' }),
    version: Type.Integer({ minimum: 0 }),
    stadsdel: Type.String({ minLength: 1 }),
    kalla: Type.Enum([...KALLOR]),
    informationsmangd: Type.Enum([...INFORMATIONSMANGDER]),
    last: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' }),
    poster: Type.Array(Type.Record(Type.String(), Type.Union([Varde, Type.Array(Underpost)]))),
  },
  strangt,
)
export type Spegling = Static<typeof Spegling>

/** Body of `PUT /arenden/{arendeId}/berikning`: what the case registers of its person, whole. */
export const Berikning = Type.Object(
  {
    version: Type.Integer({ minimum: 0 }),
    stadsdelar: Type.Array(Type.Object({ kod: Type.String(), namn: Type.String() }, strangt)),
    utforare: Type.Array(Underpost),
    handlaggare: Type.Array(Underpost),
    forslag: Type.Union([
      Type.Object({ huvudkategori: Type.String(), arendetyp: Type.String(), arendeklass: Type.String() }, strangt),
      Type.Null(),
    ]),
  },
  strangt,
)
export type Berikning = Static<typeof Berikning>

export const Kategori = Type.Object(
  {
    huvudkategori: Type.String({ minLength: 1, maxLength: 100 }),
    arendetyp: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    arendeklass: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  },
  strangt,
)
export type Kategori = Static<typeof Kategori>

/** Body of `POST /styrning/arenden`. */
export const Oppnande = Type.Object(
  { personnummer: Type.String({ pattern: '^\\d{12}$' }), andamal: Type.String({ minLength: 1, maxLength: 64 }) },
  strangt,
)
export type Oppnande = Static<typeof Oppnande>

/** Body of `POST /styrning/manniskor`. */
export const Tempo = Type.Object(
  {
    hubb: Type.String({ pattern: '^https?://' }),
    token: Type.Optional(Type.String({ minLength: 1 })),
    oppna: Type.Integer({ minimum: 0, maximum: 100_000 }),
    intervallMs: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strangt,
)
export type Tempo = Static<typeof Tempo>
