import { type Static, Type } from 'typebox'
import { LogIds } from '../../access/log-ids.ts'
import { ANSWERED_AT } from '../../access/request-schema.ts'
import { LogName, LogNames, Reason } from '../officers.ts'
import { CLOSED, Closed, Count, Items, Month, OrNull, SampleId, SampleKind, Text } from './schema-words.ts'

const Small = (what: string) =>
  Type.Union([Type.Integer(), Type.Null()], { description: `${what}; null när det inte anges, se antalText.` })
const SmallText = Text('Antalet att visa: ett tal, eller varför det inte anges.')

export const Provkorningsbegaran = Type.Object(
  {
    skal: Reason,
    loggar: Type.Optional(LogNames),
    manad: Type.Optional(Type.String({ ...Month, description: 'Månaden som prövas; utan den den förra.' })),
    regler: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          $comment: 'schema: https://insyn.example/schema/uppfoljning.schema.json',
          description:
            'Regler som inte är i bruk, med samma innehåll som config/uppfoljning.yaml. Utan dem prövas de som är i bruk.',
        },
      ),
    ),
  },
  { ...CLOSED, description: 'En provkörning av uppföljningens regler.' },
)
export type Provkorningsbegaran = Static<typeof Provkorningsbegaran>

export const Provkorningssvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    manad: Month,
    regelversion: Text('Reglernas version: en kontrollsumma av innehållet.'),
    loggar: Type.Array(
      Type.Object(
        {
          logg: LogName,
          antal: Small('Uppslag under månaden'),
          antalText: SmallText,
          regler: Type.Array(
            Type.Object(
              {
                regel: Text('Regelns id.'),
                flaggade: Small('Uppslag som regeln skulle flagga'),
                anvandare: Small('Användare som gjorde dem'),
                antalText: SmallText,
              },
              { ...CLOSED, description: 'Vad en regel skulle flagga.' },
            ),
            { description: 'En rad för varje regel som är aktiv.' },
          ),
        },
        { ...CLOSED, description: 'En logg.' },
      ),
      { description: 'En del för varje logg som avses.' },
    ),
  },
  { ...CLOSED, description: 'Hur mycket reglerna skulle flagga. Ingenting har sparats.' },
)
export type Provkorningssvar = Static<typeof Provkorningssvar>

export const BoardStatisticsQuery = Type.Object(
  {
    franManad: Type.Optional(
      Type.String({ ...Month, description: 'Första månaden, ÅÅÅÅ-MM; utan den samma som den sista.' }),
    ),
    tillManad: Type.Optional(Type.String({ ...Month, description: 'Sista månaden, ÅÅÅÅ-MM; utan den den förra.' })),
    logg: Type.Optional(LogName),
  },
  CLOSED,
)
export type BoardStatisticsQuery = Static<typeof BoardStatisticsQuery>

export const Granskningsmanad = Type.Object(
  {
    logg: LogName,
    manad: Month,
    raknat: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'När månaden räknades, i UTC; null när den inte har räknats.',
    }),
    antal: Small('Alla uppslag'),
    antalText: SmallText,
    rader: Type.Array(
      Type.Object(
        {
          enhet: Text('Enheten, enligt reglerna för uppföljning.'),
          andamal: OrNull('Ändamålet; null när inget angavs.'),
          utfall: Text('Utfallet.'),
          antal: Small('Uppslag'),
          antalText: SmallText,
        },
        { ...CLOSED, description: 'Uppslag av en enhet, för ett ändamål, med ett utfall.' },
      ),
      { description: 'En rad för varje sådan grupp som har uppslag.' },
    ),
    flaggade: Type.Array(
      Type.Object(
        {
          regel: Text('Regelns id.'),
          antal: Small('Flaggade uppslag'),
          andelPromille: Type.Union([Type.Integer(), Type.Null()], {
            description: 'Flaggade av tusen uppslag; null när antalen inte anges.',
          }),
          antalText: SmallText,
        },
        { ...CLOSED, description: 'Hur mycket en regel har flaggat.' },
      ),
      { description: 'En rad för varje regel som har flaggat något.' },
    ),
    uppfoljning: Type.Array(
      Type.Object(
        {
          urvalId: SampleId,
          slag: SampleKind,
          poster: Items,
          bedomda: Count('Hur många poster som är bedömda.'),
          avslutat: Closed,
        },
        { ...CLOSED, description: 'Ett urval ur månaden, och hur långt granskningen har kommit.' },
      ),
      { description: 'Månadens urval.' },
    ),
  },
  { ...CLOSED, description: 'En månad i en logg.' },
)
export type Granskningsmanad = Static<typeof Granskningsmanad>

export const Granskningsstatistik = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    manader: Type.Array(Granskningsmanad, { description: 'En del för varje logg och månad.' }),
  },
  {
    ...CLOSED,
    description:
      'Uppslag och uppföljning, för nämnden. Poster som visar skyddade personuppgifter räknas aldrig in. Antal under fem anges ' +
      'inte, och inte heller det som de annars hade kunnat räknas ut från.',
  },
)
export type Granskningsstatistik = Static<typeof Granskningsstatistik>
