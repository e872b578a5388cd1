import { Ajv, type ValidateFunction } from 'ajv'
import { type Static, type TSchema, Type } from 'typebox'
import { INFORMATIONSMANGDER, SOURCES } from '../../informationsmangd.ts'

/** What we read of the case system's replies; whatever else is in them is not looked at. */
const ArendePage = Type.Object({
  arenden: Type.Array(
    Type.Object({
      arendeId: Type.String({ minLength: 1, maxLength: 200 }),
      personnummer: Type.String({ pattern: '^[0-9]{12}$' }),
      andamal: Type.String({ minLength: 1, maxLength: 100 }),
    }),
  ),
  nasta: Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()]),
})

const WriteAnswer = Type.Object({ version: Type.Integer({ minimum: 0 }) })
const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
/** One uppgift as it was written into a case. */
export const Mirrored = Type.Object({
  uppgiftRef: Type.String({ pattern: '^[A-Za-z0-9_-]{1,128}$' }),
  version: Type.Integer({ minimum: 0 }),
  stadsdel: Type.String({ pattern: '^[a-z0-9-]{1,64}$' }),
  kalla: Type.Enum([...SOURCES]),
  informationsmangd: Type.Enum([...INFORMATIONSMANGDER]),
  last: Type.String({ maxLength: 40 }),
  poster: Type.Array(Type.Record(Type.String(), Type.Union([Value, Type.Array(Type.Record(Type.String(), Value))]))),
  olasta: Type.Optional(Type.Integer({ minimum: 1 })),
})
const SubItem = Type.Record(Type.String(), Value)
const Enrichment = Type.Object({
  stadsdelar: Type.Array(Type.Object({ kod: Type.String(), namn: Type.String() })),
  utforare: Type.Array(SubItem),
  handlaggare: Type.Array(SubItem),
  forslag: Type.Union([
    Type.Object({ huvudkategori: Type.String(), arendetyp: Type.String(), arendeklass: Type.String() }),
    Type.Null(),
  ]),
})
const Content = Type.Object({
  speglingar: Type.Array(Mirrored),
  berikning: Type.Optional(Type.Union([Enrichment, Type.Null()])),
})
const CaseAnswer = Type.Object({ status: Type.Enum(['oppet', 'stangt']) })
const PurgeAnswer = Type.Object({ borttagna: Type.Integer({ minimum: 0 }) })

const ajv = new Ajv({ validateSchema: false })

/** Reads a reply; undefined when it is not one of this kind. Compiled when first used: most commands read none. */
export function reader<S extends TSchema>(schema: S): (text: string) => Static<S> | undefined {
  let valid: ValidateFunction<Static<S>> | undefined
  return (text) => {
    valid ??= ajv.compile<Static<S>>(schema)
    try {
      const value: unknown = JSON.parse(text)
      return valid(value) ? value : undefined
    } catch {
      return undefined // JSON.parse's own message quotes the text
    }
  }
}

export const readArendePage = reader(ArendePage)
export const readWriteAnswer = reader(WriteAnswer)
export const readPurgeAnswer = reader(PurgeAnswer)
export const readCase = reader(CaseAnswer)
export const readContent = reader(Content)
