import { AlertQuery, Larmsvar } from '../../uppslag/alerts/alerts-schema.ts'
import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { contract } from './contract.ts'

export const listAlerts = contract({
  id: 'listaLarm',
  method: 'get',
  path: '/api/v1/larm',
  tag: 'Granskning',
  summary: 'Larm ur åtkomstloggen',
  descriptionSv:
    'Det i åtkomstloggen som någon bör titta på, nyast först: försök mot skyddade personuppgifter, uppslag på det egna ' +
    'numret, undantag, upprepat nekade och ovanligt många uppslag. Ett larm pekar ut en loggpost och säger inget om vem ' +
    'den gäller.',
  description:
    'What in the access log somebody should look at, newest first: attempts on protected identity, lookups of one’s own ' +
    'number, exceptions, repeated refusals and unusually many lookups. An alert points at a record and says nothing of ' +
    'whom it is about.',
  handelse: 'granskning',
  requires: REQUIREMENTS.alerts,
  query: AlertQuery,
  answer: Larmsvar,
  example: {
    answer: {
      nyast: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        larm: [{ larmId: '7', tid: '2026-10-15T09:41:12.000Z', slag: 'skyddad', loggpost: LOG_ID_EXAMPLE }],
        limit: 20,
        page: 1,
        antal: 1,
      },
    },
  },
  problem: [],
})
