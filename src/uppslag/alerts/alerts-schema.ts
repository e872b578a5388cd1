import { Type, type Static } from 'typebox'
import { LogId, LogIds } from '../../access/log-ids.ts'
import { ALERT_KINDS } from '../../atkomstlogg/follow/alert-rules.ts'
import { PageQuery, PageAnswer } from '../../access/paging.ts'

const Kind = Type.Enum([...ALERT_KINDS])
const Day = Type.String({ format: 'date', examples: ['2026-10-15'] })

export const AlertQuery = Type.Object(
  {
    slag: Type.Optional(Kind),
    franOchMed: Type.Optional(Day),
    tillOchMed: Type.Optional(Day),
    ...PageQuery,
  },
  { additionalProperties: false },
)
export type AlertQuery = Static<typeof AlertQuery>

export const Larmsvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: Type.String({ format: 'date-time' }),
    larm: Type.Array(
      Type.Object(
        {
          larmId: Type.String(),
          tid: Type.String({ format: 'date-time', description: 'När det som loggposten handlar om hände.' }),
          slag: Kind,
          loggpost: LogId,
        },
        { additionalProperties: false },
      ),
    ),
    ...PageAnswer,
  },
  { additionalProperties: false },
)
export type Larmsvar = Static<typeof Larmsvar>
