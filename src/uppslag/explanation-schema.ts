import { Type, type Static } from 'typebox'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { REGLER } from '../policy/explain.ts'
import { IDENTIFIERINGAR } from '../policy/policy.ts'
import { ARENDEREFERENS } from '../access/arende-reference.ts'
import { Andamalskod } from './uppslag-schema.ts'

const STANGD = { additionalProperties: false } as const

/** A lookup that might be made, without anybody to look up. */
export const Forklaringsbegaran = Type.Object(
  {
    andamal: Andamalskod,
    identifiering: Type.Enum([...IDENTIFIERINGAR]),
    arende: Type.Optional(Type.String({ pattern: ARENDEREFERENS })),
    stadsdel: Type.Optional(Type.String({ maxLength: 60, pattern: '^[a-z]+(-[a-z]+)*$' })),
    tidpunkt: Type.Optional(Type.String({ format: 'date-time', description: 'Nu, när det inte anges.' })),
  },
  STANGD,
)
export type Forklaringsbegaran = Static<typeof Forklaringsbegaran>

const Falt = Type.Array(Type.String())

const Mangdforklaring = Type.Object(
  {
    stadsdel: Type.String(),
    mangd: Type.Enum([...INFORMATIONSMANGDER]),
    avtal: Type.Union([Type.String(), Type.Null()], { description: 'Diarienummer för avtalet som gäller.' }),
    visas: Falt,
    doljs: Type.Array(
      Type.Object(
        {
          falt: Falt,
          regel: Type.Enum([...REGLER]),
          forklaring: Type.String(),
          regelplats: Type.String({ description: 'Fil och JSON-pekare i konfigurationen.' }),
        },
        STANGD,
      ),
    ),
  },
  STANGD,
)

export const Forklaringssvar = Type.Object(
  {
    loggId: Type.Array(Type.String(), { minItems: 1 }),
    tidpunkt: Type.String({ format: 'date-time' }),
    policyversion: Type.String(),
    nekas: Type.Union([Type.String(), Type.Null()], { description: 'Varför ett uppslag skulle nekas helt.' }),
    roller: Type.Array(
      Type.Object(
        {
          roll: Type.String(),
          namn: Type.String(),
          galler: Type.Boolean({ description: 'Om det är den här rollen som ett uppslag skulle göras i.' }),
          mangder: Type.Array(Mangdforklaring),
        },
        STANGD,
      ),
    ),
  },
  STANGD,
)
export type Forklaringssvar = Static<typeof Forklaringssvar>
