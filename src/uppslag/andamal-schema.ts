import { type Static, Type } from 'typebox'
import { LogIds } from '../access/log-ids.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { IDENTIFIERINGAR } from '../policy/policy.ts'

const CLOSED = { additionalProperties: false } as const

const Identifiering = (description: string) => Type.Enum([...IDENTIFIERINGAR], { description })
const Fields = (description: string) => Type.Array(Type.String(), { description })

const Mangd = Type.Object(
  {
    mangd: Type.Enum([...INFORMATIONSMANGDER], { description: 'Informationsmängd som ändamålet öppnar.' }),
    falt: Fields('De fält som ändamålet som mest öppnar. Avtalet och rollen kan visa färre.'),
    kraverArende: Type.Boolean({ description: 'Om mängden bara visas när ett ärende anges.' }),
    hogreKrav: Type.Array(
      Type.Object(
        {
          identifiering: Identifiering('Den svagaste identifiering som fälten visas med.'),
          falt: Fields('De fält som kräver den.'),
        },
        CLOSED,
      ),
      { description: 'Fält som kräver en säkrare identifiering än ändamålet.' },
    ),
    hanvisning: Type.Boolean({
      description:
        'Om ändamålets ärenden får mängden som hänvisning: ingenting av den skrivs i ärendet, utan den slås upp ' +
        '(`POST /uppslag` med `arende` och inget nummer).',
    }),
  },
  CLOSED,
)

export const AndamalAnswer = Type.Object(
  {
    loggId: LogIds,
    policyversion: Type.String({ description: 'Kontrollsumma för de regler som gäller.' }),
    andamal: Type.Array(
      Type.Object(
        {
          kod: Type.String({ description: 'Det som anges som `andamal`.' }),
          namn: Type.String({ description: 'Namn att visa för personal.' }),
          kraverArende: Type.Boolean({ description: 'Om ingenting alls visas utan att ett ärende anges.' }),
          identifiering: Identifiering('Den svagaste identifiering som någonting visas med.'),
          mangder: Type.Array(Mangd, { description: 'Det som ändamålet öppnar.' }),
        },
        CLOSED,
      ),
      { description: 'De ändamål som någon av rollerna kan ange.' },
    ),
  },
  { ...CLOSED, description: 'Ändamålen, vad de öppnar och vad de kräver.' },
)
export type AndamalAnswer = Static<typeof AndamalAnswer>
