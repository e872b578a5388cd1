import { Type } from 'typebox'
import { Arendebegaran, Arendesvar } from '../../cases/arende-schema.ts'
import { ArendeReference } from '../../access/request-schema.ts'
import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { contract } from './contract.ts'

export const reportArende = contract({
  id: 'anmalArende',
  method: 'put',
  path: '/api/v1/arenden/:arendeId',
  tag: 'Ärenden',
  summary: 'Anmäl att ett ärende öppnats, kategoriserats eller stängts',
  descriptionSv:
    'Börjar eller avslutar speglingen till ärendet och svarar med vad ärendet bör registrera. Att anmäla samma sak igen ' +
    'ändrar ingenting. Kategorins ord sparas bara om konfigurationen har dem, annars som övrigt.',
  description:
    'Begins or ends the mirroring into the case and answers with what the case should register. Reporting the same ' +
    'again changes nothing. The words of a category are kept only when the configuration has them, else as övrigt.',
  handelse: 'arende',
  requires: REQUIREMENTS.arende,
  parameters: Type.Object({ arendeId: ArendeReference }),
  request: Arendebegaran,
  answer: Arendesvar,
  example: {
    request: {
      oppnat: { status: 'oppnat', personnummer: '189001019802', andamal: 'utforarfraga' },
      kategoriserat: { status: 'kategoriserat', huvudkategori: 'Äldreomsorg', arendetyp: 'Utförare' },
      stangt: { status: 'stangt' },
    },
    answer: {
      oppnat: {
        arendeId: 'KC-2026-10017',
        status: 'oppnat',
        stadsdelar: [{ kod: 'jarva', namn: 'Järva' }],
        utforare: [],
        handlaggare: [],
        forslag: { huvudkategori: 'Äldreomsorg', arendetyp: 'Utförare', arendeklass: 'Privat utförare' },
        spegling: 'pagar',
        loggId: [LOG_ID_EXAMPLE],
      },
      stangt: {
        arendeId: 'KC-2026-10017',
        status: 'stangt',
        stadsdelar: [],
        utforare: [],
        handlaggare: [],
        forslag: null,
        spegling: 'avslutas',
        loggId: [LOG_ID_EXAMPLE],
      },
    },
  },
  problem: ['FINNS_EJ'],
})
