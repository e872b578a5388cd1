import { type Static, Type } from 'typebox'
import { LogId, LogIds } from '../../access/log-ids.ts'
import { ANSWERED_AT } from '../../access/request-schema.ts'
import { LogNames, Reason } from '../officers.ts'
import { ABOUT_PERSON, EndUser, Loggtraff, PAGE_ANSWER, PAGING, PERIOD } from './search-schema.ts'

const ABOUT = ['personnummer', 'personId', 'handlaggare'] as const

export const Tidslinjebegaran = Type.Object(
  {
    skal: Reason,
    loggar: Type.Optional(LogNames),
    ...ABOUT_PERSON,
    handlaggare: Type.Optional(EndUser),
    ordning: Type.Optional(
      Type.Enum(['nyast', 'aldst'], { default: 'nyast', description: 'Nyast först, eller äldst först.' }),
    ),
    ...PERIOD,
    ...PAGING,
  },
  {
    additionalProperties: false,
    oneOf: ABOUT.map((name) => ({ required: [name] })),
    description: 'En tidslinje: en persons, eller en handläggares.',
  },
)
export type Tidslinjebegaran = Static<typeof Tidslinjebegaran>

const Kind = Type.Enum(['atkomst', 'arende', 'tillstand', 'granskning', 'larm'], {
  description:
    '`atkomst`: någon har slagit upp, eller något har speglats. `arende`: ärendet öppnades eller stängdes. `tillstand`: ett ' +
    'enkelttillstånd begärdes, beslutades eller granskades. `granskning`: någon granskade loggen. `larm`: posten gav ett larm.',
})

export const Tidslinjesvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    handelser: Type.Array(
      Type.Object(
        {
          slag: Kind,
          tid: Type.String({ format: 'date-time', description: 'När det hände, i UTC.' }),
          post: Type.Optional(Loggtraff),
          larm: Type.Optional(
            Type.Object(
              {
                slag: Type.String({ description: 'Larmets slag.' }),
                loggpost: Type.String({ ...LogId, description: 'Posten som larmet gäller.' }),
              },
              { additionalProperties: false, description: 'Bara för larm.' },
            ),
          ),
          arende: Type.Optional(
            Type.Object(
              {
                arende: Type.String({ description: 'Ärendets beteckning.' }),
                steg: Type.Enum(['oppnat', 'stangt'], { description: 'Ärendet öppnades, eller stängdes.' }),
              },
              { additionalProperties: false, description: 'Bara för ett ärende ur ärenderegistret.' },
            ),
          ),
        },
        { additionalProperties: false },
      ),
      {
        description:
          'I tidsordning. Ett larm står vid sin post. Den som inte granskar loggen `insyn`, där ärenden anmäls, får ' +
          'ärendenas öppnande och stängning ur ärenderegistret, så länge det har dem.',
      },
    ),
    ...PAGE_ANSWER,
  },
  { additionalProperties: false, description: 'En sida av tidslinjen.' },
)
export type Tidslinjesvar = Static<typeof Tidslinjesvar>
