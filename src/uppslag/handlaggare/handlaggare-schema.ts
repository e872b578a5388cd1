import { type Static, Type } from 'typebox'
import { LogIds } from '../../access/log-ids.ts'
import { PageAnswer, PageQuery } from '../../access/paging.ts'
import { ANSWERED_AT, StadsdelCode } from '../../access/request-schema.ts'
import { SHOWN } from '../../mapping/item-schemas.ts'

export const RegisterQuery = Type.Object(
  {
    stadsdel: Type.Optional(StadsdelCode),
    ansvarsomrade: Type.Optional(
      Type.String({
        // No digits: URLs are stored in many places, and a personnummer must never stand in one.
        pattern: '^[\\p{L}][\\p{L} ,.()&/–-]{0,79}$',
        description: 'Hur ansvarsområdet börjar; stora och små bokstäver är lika.',
        examples: ['Hemtjänst'],
      }),
    ),
    ...PageQuery,
  },
  { additionalProperties: false },
)
export type RegisterQuery = Static<typeof RegisterQuery>

export const Registersvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    handlaggare: Type.Array(SHOWN.handlaggare, { description: 'Handläggarna, efter namn.' }),
    ...PageAnswer,
  },
  { additionalProperties: false, description: 'En sida av registret.' },
)
export type Registersvar = Static<typeof Registersvar>
