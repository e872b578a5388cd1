import { type Static, Type } from 'typebox'
import { LogIds } from '../../access/log-ids.ts'
import { ANSWERED_AT } from '../../access/request-schema.ts'
import { WEEKDAYS } from '../../platform/stockholm-time.ts'
import { LogName } from '../officers.ts'

const Day = (description: string) =>
  Type.Optional(Type.String({ format: 'date', pattern: '^20[0-9]{2}-', description, examples: ['2026-10-15'] }))
const Few = Type.Union([Type.Integer(), Type.Null()], { description: 'Hur många; null när det inte anges.' })
const FewText = Type.String({ description: 'Antalet att visa: ett tal, eller varför det inte anges.' })

export const HoursQuery = Type.Object(
  {
    franOchMed: Day('Första dagen, ÅÅÅÅ-MM-DD; utan den 30 dygn före den sista.'),
    tillOchMed: Day('Sista dagen, ÅÅÅÅ-MM-DD; utan den i dag.'),
    logg: Type.Optional(LogName),
  },
  { additionalProperties: false },
)
export type HoursQuery = Static<typeof HoursQuery>

export const Timmesstatistik = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    franOchMed: Type.String({ format: 'date', description: 'Första dagen.' }),
    tillOchMed: Type.String({ format: 'date', description: 'Sista dagen.' }),
    raknatTill: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description:
        'Null när allt är räknat, så när som på den senaste minuten. Annars har räkningen stannat eller släpar: poster från och med då ' +
        'saknas i antalen.',
    }),
    enheter: Type.Array(
      Type.Object(
        {
          enhet: Type.String({ description: 'Enheten, enligt reglerna för uppföljning.' }),
          namn: Type.String({ description: 'Enheten i ord.' }),
          antal: Few,
          antalText: FewText,
          celler: Type.Array(
            Type.Object(
              {
                veckodag: Type.Enum([...WEEKDAYS], { description: 'Dagen i Stockholm.' }),
                timme: Type.Integer({ minimum: 0, maximum: 23, description: 'Timmen som börjar då, i Stockholm.' }),
                antal: Few,
                antalText: FewText,
              },
              { additionalProperties: false },
            ),
            { description: 'De timmar som har någon post, i ordning.' },
          ),
        },
        { additionalProperties: false, description: 'En enhets poster.' },
      ),
      { description: 'De enheter som har någon post.' },
    ),
  },
  {
    additionalProperties: false,
    description:
      'När på veckan enheterna slår upp personer: poster om uppslag och fakturor, per veckodag och timme. Poster som visar skyddade ' +
      'personuppgifter räknas aldrig in. Antal under fem anges inte, och inte heller det som de annars hade kunnat räknas ut från.',
  },
)
export type Timmesstatistik = Static<typeof Timmesstatistik>
