import { Ajv } from 'ajv'
import { Type, type Static, type TSchema } from 'typebox'
import { INFORMATIONSMANGDER, KALLOR } from '../../informationsmangd.ts'

/** What we read of the case system's replies; whatever else is in them is not looked at. */
const Arendesida = Type.Object({
  arenden: Type.Array(
    Type.Object({
      arendeId: Type.String({ minLength: 1, maxLength: 200 }),
      personnummer: Type.String({ pattern: '^[0-9]{12}$' }),
      andamal: Type.String({ minLength: 1, maxLength: 100 }),
    }),
  ),
  nasta: Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()]),
})

const Skrivsvar = Type.Object({ version: Type.Integer({ minimum: 0 }) })
const Varde = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
/** One uppgift as it was written into a case. */
export const Speglad = Type.Object({
  uppgiftRef: Type.String({ pattern: '^[A-Za-z0-9_-]{1,128}$' }),
  version: Type.Integer({ minimum: 0 }),
  stadsdel: Type.String({ pattern: '^[a-z0-9-]{1,64}$' }),
  kalla: Type.Enum([...KALLOR]),
  informationsmangd: Type.Enum([...INFORMATIONSMANGDER]),
  last: Type.String({ maxLength: 40 }),
  poster: Type.Array(Type.Record(Type.String(), Type.Union([Varde, Type.Array(Type.Record(Type.String(), Varde))]))),
})
const Innehall = Type.Object({ speglingar: Type.Array(Speglad) })
const Rensningssvar = Type.Object({ borttagna: Type.Integer({ minimum: 0 }) })

const ajv = new Ajv()

/** Reads a reply; undefined when it is not one of this kind. */
export function lasare<S extends TSchema>(schema: S): (text: string) => Static<S> | undefined {
  const giltig = ajv.compile<Static<S>>(schema)
  return (text) => {
    try {
      const varde: unknown = JSON.parse(text)
      return giltig(varde) ? varde : undefined
    } catch {
      return undefined // JSON.parse's own message quotes the text
    }
  }
}

export const lasArendesida = lasare(Arendesida)
export const lasSkrivsvar = lasare(Skrivsvar)
export const lasRensningssvar = lasare(Rensningssvar)
export const lasInnehall = lasare(Innehall)
