import { type Static, Type } from 'typebox'
import { LogIds } from '../access/log-ids.ts'
import { AndamalCode, ArendeReference, IDENTIFIED, StadsdelCode } from '../access/request-schema.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { RULES } from '../policy/explain.ts'
import { IDENTIFIERINGAR } from '../policy/policy.ts'

const CLOSED = { additionalProperties: false } as const

/** A hypothetical lookup, without a person. */
export const ExplanationRequest = Type.Object(
  {
    andamal: AndamalCode,
    identifiering: Type.Enum([...IDENTIFIERINGAR], { description: IDENTIFIED }),
    arende: Type.Optional(ArendeReference),
    stadsdel: Type.Optional(StadsdelCode),
    tidpunkt: Type.Optional(
      Type.String({ format: 'date-time', description: 'När uppslaget tänks göras; nu, när det inte anges.' }),
    ),
  },
  { ...CLOSED, description: 'Ett tänkt uppslag, utan person.' },
)
export type ExplanationRequest = Static<typeof ExplanationRequest>

const Fields = (description: string) => Type.Array(Type.String(), { description })

const MangdExplanation = Type.Object(
  {
    stadsdel: Type.String({ description: 'Kod för stadsdelen.' }),
    mangd: Type.Enum([...INFORMATIONSMANGDER], { description: 'Informationsmängden.' }),
    avtal: Type.Union([Type.String(), Type.Null()], {
      description: 'Diarienummer för avtalet som gäller; null när inget gäller.',
    }),
    visas: Fields('Fält som visas, om källan har dem.'),
    doljs: Type.Array(
      Type.Object(
        {
          falt: Fields('Fält som regeln döljer.'),
          regel: Type.Enum([...RULES], { description: 'Regeln.' }),
          forklaring: Type.String({ description: 'Regeln i en mening att visa för personal.' }),
          regelplats: Type.String({ description: 'Fil och JSON-pekare i konfigurationen.' }),
        },
        CLOSED,
      ),
      { description: 'Fält som döljs, samlade efter regeln som döljer dem.' },
    ),
  },
  CLOSED,
)

export const ExplanationAnswer = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: Type.String({ format: 'date-time', description: 'Tidpunkten som svaret gäller, i UTC.' }),
    policyversion: Type.String({ description: 'Reglernas version: ändras när någon regel ändras.' }),
    nekas: Type.Union([Type.String(), Type.Null()], {
      description: 'Varför ett uppslag skulle nekas helt; null när det inte skulle nekas.',
    }),
    roller: Type.Array(
      Type.Object(
        {
          roll: Type.String({ description: 'Rollen, så som den står i åtkomsttoken.' }),
          namn: Type.String({ description: 'Rollens namn att visa för personal.' }),
          galler: Type.Boolean({ description: 'Om det är den här rollen som ett uppslag skulle göras i.' }),
          mangder: Type.Array(MangdExplanation, { description: 'Varje informationsmängd i varje stadsdel.' }),
        },
        CLOSED,
      ),
      { description: 'Anroparens roller, var för sig.' },
    ),
  },
  { ...CLOSED, description: 'Vad ett tänkt uppslag skulle visa, och vilka regler som döljer det övriga.' },
)
export type ExplanationAnswer = Static<typeof ExplanationAnswer>
