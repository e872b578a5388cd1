import { Type, type Static } from 'typebox'
import { LogIds } from '../access/log-ids.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { RULES } from '../policy/explain.ts'
import { IDENTIFIERINGAR } from '../policy/policy.ts'
import { AndamalCode, ArendeReference } from '../access/request-schema.ts'

const CLOSED = { additionalProperties: false } as const

/** A hypothetical lookup, without a person. */
export const ExplanationRequest = Type.Object(
  {
    andamal: AndamalCode,
    identifiering: Type.Enum([...IDENTIFIERINGAR]),
    arende: Type.Optional(ArendeReference),
    stadsdel: Type.Optional(Type.String({ maxLength: 60, pattern: '^[a-z]+(-[a-z]+)*$' })),
    tidpunkt: Type.Optional(Type.String({ format: 'date-time', description: 'Nu, när det inte anges.' })),
  },
  CLOSED,
)
export type ExplanationRequest = Static<typeof ExplanationRequest>

const Field = Type.Array(Type.String())

const MangdExplanation = Type.Object(
  {
    stadsdel: Type.String(),
    mangd: Type.Enum([...INFORMATIONSMANGDER]),
    avtal: Type.Union([Type.String(), Type.Null()], { description: 'Diarienummer för avtalet som gäller.' }),
    visas: Field,
    doljs: Type.Array(
      Type.Object(
        {
          falt: Field,
          regel: Type.Enum([...RULES]),
          forklaring: Type.String(),
          regelplats: Type.String({ description: 'Fil och JSON-pekare i konfigurationen.' }),
        },
        CLOSED,
      ),
    ),
  },
  CLOSED,
)

export const ExplanationAnswer = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: Type.String({ format: 'date-time' }),
    policyversion: Type.String(),
    nekas: Type.Union([Type.String(), Type.Null()], { description: 'Varför ett uppslag skulle nekas helt.' }),
    roller: Type.Array(
      Type.Object(
        {
          roll: Type.String(),
          namn: Type.String(),
          galler: Type.Boolean({ description: 'Om det är den här rollen som ett uppslag skulle göras i.' }),
          mangder: Type.Array(MangdExplanation),
        },
        CLOSED,
      ),
    ),
  },
  CLOSED,
)
export type ExplanationAnswer = Static<typeof ExplanationAnswer>
