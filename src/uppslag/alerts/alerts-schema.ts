import { Type, type Static } from 'typebox'
import { LARMSLAG } from '../../atkomstlogg/follow/alert-rules.ts'
import { Sidfraga, Sidsvar } from '../../access/paging.ts'

const Slag = Type.Enum([...LARMSLAG])
const Dag = Type.String({ format: 'date', examples: ['2026-10-15'] })

export const Larmfraga = Type.Object(
  {
    slag: Type.Optional(Slag),
    franOchMed: Type.Optional(Dag),
    tillOchMed: Type.Optional(Dag),
    ...Sidfraga,
  },
  { additionalProperties: false },
)
export type Larmfraga = Static<typeof Larmfraga>

export const Larmsvar = Type.Object(
  {
    loggId: Type.Array(Type.String(), { minItems: 1 }),
    tidpunkt: Type.String({ format: 'date-time' }),
    larm: Type.Array(
      Type.Object(
        {
          larmId: Type.String(),
          tid: Type.String({ format: 'date-time', description: 'När det som loggposten handlar om hände.' }),
          slag: Slag,
          loggpost: Type.String({ description: 'Loggen och postens nummer i den.' }),
        },
        { additionalProperties: false },
      ),
    ),
    ...Sidsvar,
  },
  { additionalProperties: false },
)
export type Larmsvar = Static<typeof Larmsvar>
