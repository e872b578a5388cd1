import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { Kedjekontroll, Kedjesvar } from '../../review/chain/chain-schema.ts'
import { contract } from './contract.ts'

const CHAIN: Kedjesvar['loggar'][number] = {
  logg: 'bromma',
  loggnamn: 'Bromma',
  lage: 'hel',
  kontrollerad: '2026-10-15T02:10:00.000Z',
  kontrolleradePoster: 128490,
  nyaPoster: 120,
  brott: null,
  fingeravtryck: '7f3a91c20be4d8157f3a91c20be4d8157f3a91c20be4d8157f3a91c20be4d815',
  publicerad: [{ plats: 'katalog', tid: '2026-10-15T09:59:12.000Z', slaparSedan: null }],
  pagar: null,
}
const answered = { loggId: [LOG_ID_EXAMPLE], tidpunkt: '2026-10-15T10:00:00.000Z' }

export const fetchChain = contract({
  id: 'hamtaKedja',
  method: 'get',
  path: '/api/v1/atkomster/kedja',
  tag: 'Granskning',
  summary: 'Om loggarna är vad som signerades',
  descriptionSv:
    'För varje logg som du granskar: när den senast kontrollerades i sin helhet och vad kontrollen fann, den senaste ' +
    'kontrollpunktens fingeravtryck och var kontrollpunkterna är publicerade. Hur många poster en logg har sägs bara till den som ' +
    'har rätten granska-skyddade.',
  description:
    'For each log that you review: when the whole of it was last checked and what was found, the fingerprint of the newest ' +
    'checkpoint and where the checkpoints are published. How many records a log has is told only with the right granska-skyddade.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  answer: Kedjesvar,
  example: { answer: { alla: { ...answered, loggar: [CHAIN] } } },
  problem: [],
})

export const checkChain = contract({
  id: 'kontrolleraKedja',
  method: 'post',
  path: '/api/v1/atkomster/kedja/kontroll',
  tag: 'Granskning',
  summary: 'Kontrollera hela loggar nu',
  descriptionSv:
    'Läser hela loggarna i bakgrunden och jämför dem med vad som signerats. En kontroll som redan pågår fortsätter. Vad den finner ' +
    'står sedan i svaret från `GET /atkomster/kedja`.',
  description:
    'Reads the whole logs in the background and compares them with what was signed. A check that runs already goes on. What it finds ' +
    'then stands in the answer of `GET /atkomster/kedja`.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  request: Kedjekontroll,
  answer: Kedjesvar,
  example: {
    request: { alla: { skal: 'Månadens logguppföljning' } },
    answer: { pagar: { ...answered, loggar: [{ ...CHAIN, pagar: 0 }] } },
  },
  problem: ['FINNS_EJ'],
})
