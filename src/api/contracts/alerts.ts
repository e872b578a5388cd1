import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import {
  AlertPath,
  AlertQuery,
  Kvitteringsbegaran,
  Kvitteringssvar,
  Larmsvar,
} from '../../review/alerts/alerts-schema.ts'
import { contract } from './contract.ts'

const ALERT = {
  larmId: '0d7e1c1e-93a4-4c62-8f0e-5b7a9d1c2e30',
  tid: '2026-10-15T09:41:12.000Z',
  slag: 'eget-nummer',
  logg: 'insyn',
  loggpost: LOG_ID_EXAMPLE,
  gallrad: false,
  status: 'nytt',
  kvittering: null,
} as const

export const listAlerts = contract({
  id: 'listaLarm',
  method: 'get',
  path: '/api/v1/larm',
  tag: 'Granskning',
  summary: 'Larm ur åtkomstloggen',
  descriptionSv:
    'Det som någon bör titta på i de loggar som du granskar, nyast först: försök mot skyddade personuppgifter, uppslag på ' +
    'det egna numret, undantag, upprepat nekade och ovanligt många uppslag. Ett larm pekar ut en loggpost och säger inget ' +
    'om vem den gäller. Larm som röjer att någon har skyddade personuppgifter finns bara för den som har rätten ' +
    'granska-skyddade.',
  description:
    'What somebody should look at in the logs that you review, newest first: attempts on protected identity, lookups of ' +
    'one’s own number, exceptions, repeated refusals and unusually many lookups. An alert points at a record and says ' +
    'nothing of whom it is about. Alerts that tell that somebody is protected are there only for those with the right ' +
    'granska-skyddade.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  query: AlertQuery,
  answer: Larmsvar,
  example: {
    answer: {
      nyast: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        larm: [ALERT],
        limit: 20,
        page: 1,
        antal: 1,
      },
    },
  },
  problem: ['FINNS_EJ'],
})

export const acknowledgeAlert = contract({
  id: 'kvitteraLarm',
  method: 'post',
  path: '/api/v1/larm/:larmId/kvittering',
  tag: 'Granskning',
  summary: 'Kvittera ett larm',
  descriptionSv:
    'Säger att någon har tagit hand om larmet, vem och vad som framkom. Ett larm kvitteras en gång; samma kommentar av ' +
    'samma person igen ändrar ingenting.',
  description:
    'Says that somebody has taken care of the alert, who, and what came of it. An alert is acknowledged once; the same ' +
    'comment by the same person again changes nothing.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  parameters: AlertPath,
  request: Kvitteringsbegaran,
  answer: Kvitteringssvar,
  example: {
    request: { mistake: { kommentar: 'Talat med handläggaren: fel nummer slogs in.' } },
    answer: {
      mistake: {
        ...ALERT,
        status: 'kvitterat',
        kvittering: {
          utfardare: 'inloggning',
          av: 'eva',
          tid: '2026-10-15T10:00:00.000Z',
          kommentar: 'Talat med handläggaren: fel nummer slogs in.',
        },
        loggId: [LOG_ID_EXAMPLE],
      },
    },
  },
  problem: ['FINNS_EJ', 'KONFLIKT'],
})
