import { Type, type Static } from 'typebox'
import { LogId, LogIds } from '../../access/log-ids.ts'
import { ALERT_KINDS } from '../../atkomstlogg/follow/alert-rules.ts'
import { PageQuery, PageAnswer } from '../../access/paging.ts'
import { ANSWERED_AT } from '../../access/request-schema.ts'

const Kind = Type.Enum([...ALERT_KINDS], {
  description:
    '`skyddad`: försök mot skyddade personuppgifter. `skyddad-visad`: sådana har visats. `eget-nummer`: uppslag på det egna ' +
    'numret. `undantag`: ett enkelttillstånd har använts. `upprepat-nekad`, `manga-uppslag`: ovanligt många hos en användare.',
})
const Day = (description: string) => Type.String({ format: 'date', description, examples: ['2026-10-15'] })

export const AlertQuery = Type.Object(
  {
    slag: Type.Optional(Kind),
    franOchMed: Type.Optional(Day('Första dagen, ÅÅÅÅ-MM-DD; utan den från början.')),
    tillOchMed: Type.Optional(Day('Sista dagen, ÅÅÅÅ-MM-DD; utan den till nu.')),
    ...PageQuery,
  },
  { additionalProperties: false },
)
export type AlertQuery = Static<typeof AlertQuery>

export const Larmsvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    larm: Type.Array(
      Type.Object(
        {
          larmId: Type.String({ description: 'Larmets id; senare larm har högre.' }),
          tid: Type.String({ format: 'date-time', description: 'När det som loggposten handlar om hände, i UTC.' }),
          slag: Kind,
          loggpost: LogId,
        },
        { additionalProperties: false },
      ),
      { description: 'Larmen, nyast först.' },
    ),
    ...PageAnswer,
  },
  { additionalProperties: false, description: 'En sida av larmen.' },
)
export type Larmsvar = Static<typeof Larmsvar>
