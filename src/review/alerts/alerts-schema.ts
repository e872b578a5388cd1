import { type Static, Type } from 'typebox'
import { LogId, LogIds } from '../../access/log-ids.ts'
import { PageAnswer, PageQuery } from '../../access/paging.ts'
import { ANSWERED_AT, GATE } from '../../access/request-schema.ts'
import { ALERT_KINDS } from '../../atkomstlogg/follow/alert-rules.ts'
import { LogName } from '../officers.ts'
import { ALERT_STATUSES } from './alert-store.ts'

const Kind = Type.Enum([...ALERT_KINDS], {
  description:
    '`skyddad`: försök mot skyddade personuppgifter. `skyddad-visad`: sådana har visats. `eget-nummer`: uppslag på det egna ' +
    'numret. `undantag`: ett enkelttillstånd har använts. `upprepat-nekad`, `manga-uppslag`: ovanligt många hos en användare. ' +
    '`urval-sent`: ett urval av loggen är inte granskat i tid.',
})
const Status = Type.Enum([...ALERT_STATUSES], {
  description: '`nytt`: ingen har kvitterat larmet. `kvitterat`: någon har tagit hand om det.',
})
const Day = (description: string) => Type.String({ format: 'date', description, examples: ['2026-10-15'] })
const AlertId = Type.String({
  format: 'uuid',
  [GATE]: 'line',
  description: 'Larmets id, ur listan över larm.',
  examples: ['0d7e1c1e-93a4-4c62-8f0e-5b7a9d1c2e30'],
})

export const AlertQuery = Type.Object(
  {
    slag: Type.Optional(Kind),
    status: Type.Optional(Status),
    logg: Type.Optional(LogName),
    franOchMed: Type.Optional(Day('Första dagen, ÅÅÅÅ-MM-DD; utan den från början.')),
    tillOchMed: Type.Optional(Day('Sista dagen, ÅÅÅÅ-MM-DD; utan den till nu.')),
    ...PageQuery,
  },
  { additionalProperties: false },
)
export type AlertQuery = Static<typeof AlertQuery>

export const AlertPath = Type.Object({ larmId: AlertId })

const Acknowledged = Type.Object(
  {
    utfardare: Type.String({ description: 'Utfärdaren av inloggningen för den som kvitterade.' }),
    av: Type.String({ description: 'Den som kvitterade.' }),
    tid: Type.String({ format: 'date-time', description: 'När, i UTC.' }),
    kommentar: Type.String({ description: 'Vad som framkom.' }),
  },
  { additionalProperties: false },
)

const SHOWN = {
  larmId: AlertId,
  tid: Type.String({ format: 'date-time', description: 'När det som loggposten handlar om hände, i UTC.' }),
  slag: Kind,
  logg: LogName,
  loggpost: Type.Union([LogId, Type.Null()], {
    description: 'Posten som larmet pekar ut (`POST /atkomster/post` visar den); null för ett larm om hubben själv.',
  }),
  gallrad: Type.Boolean({
    description: 'Om posten har gallrats efter sin bevarandetid: den går inte längre att visa.',
  }),
  status: Status,
  kvittering: Type.Union([Acknowledged, Type.Null()], {
    description: 'Vem som tog hand om larmet; null när ingen har det.',
  }),
}

export const Larmsvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    larm: Type.Array(Type.Object(SHOWN, { additionalProperties: false }), { description: 'Larmen, nyast först.' }),
    ...PageAnswer,
  },
  { additionalProperties: false, description: 'En sida av larmen i de loggar som du granskar.' },
)
export type Larmsvar = Static<typeof Larmsvar>

export const Kvitteringsbegaran = Type.Object(
  {
    kommentar: Type.String({
      minLength: 1,
      maxLength: 1000,
      [GATE]: 'lines',
      description: 'Vad som framkom, utan personnummer. Lagras krypterat.',
      examples: ['Talat med handläggaren: ärendet stämmer.'],
    }),
  },
  { additionalProperties: false, description: 'Vad som framkom när någon tog hand om larmet.' },
)
export type Kvitteringsbegaran = Static<typeof Kvitteringsbegaran>

export const Kvitteringssvar = Type.Object(
  { ...SHOWN, loggId: LogIds },
  { additionalProperties: false, description: 'Ett larm som har kvitterats.' },
)
export type Kvitteringssvar = Static<typeof Kvitteringssvar>
