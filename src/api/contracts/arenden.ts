import { Type } from 'typebox'
import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { ArendeReference } from '../../access/request-schema.ts'
import {
  Arendebegaran,
  Arendelage,
  Arendesvar,
  Registreringsbegaran,
  Registreringssvar,
} from '../../cases/arende-schema.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { contract } from './contract.ts'

const WAITING = {
  spegling: 'vantar',
  orsak: null,
  forklaring: 'Ärendesystemet har inte svarat om ärendet sedan det anmäldes. Hubben frågar igen.',
} as const

export const reportArende = contract({
  id: 'anmalArende',
  method: 'put',
  path: '/api/v1/arenden/:arendeId',
  tag: 'Ärenden',
  summary: 'Anmäl att ett ärende öppnats, kategoriserats eller stängts',
  descriptionSv:
    'Börjar eller avslutar speglingen till ärendet och svarar med vad ärendet bör registrera. Att anmäla samma sak igen ' +
    'ändrar ingenting. Kategorins ord sparas bara om konfigurationen har dem, annars som övrigt. Svaret väntar inte på ' +
    'ärendesystemet: spegling säger det som är känt, och GET samma adress säger det senare.',
  description:
    'Begins or ends the mirroring into the case and answers with what the case should register. Reporting the same ' +
    'again changes nothing. The words of a category are kept only when the configuration has them, else as övrigt. The ' +
    'answer does not wait for the case system: spegling says what is known, and GET of the same address says it later.',
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
        ...WAITING,
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
        orsak: null,
        forklaring: 'Ärendet är stängt. Det som har skrivits i det tas bort.',
        loggId: [LOG_ID_EXAMPLE],
      },
    },
  },
  problem: ['FINNS_EJ'],
})

export const chooseCategory = contract({
  id: 'registreraArende',
  method: 'post',
  path: '/api/v1/arenden/:arendeId/registrering',
  tag: 'Ärenden',
  summary: 'Välj hur ett ärende registreras',
  descriptionSv:
    'Kategorin som ärendet registrerar i stället för den som hubben annars föreslår, i konfigurationens ord. Ärendesystemet får ' +
    'den med det andra som ärendet registrerar av sin person; ett ärende som ingenting registrerar får den inte. Svaret är ' +
    'detsamma vem ärendet än gäller.',
  description:
    'The category that the case registers in the place of the one that the hub suggests, in words of the configuration. The case ' +
    'system gets it with what else the case registers of its person; a case that registers nothing does not get it. The answer ' +
    'is the same whoever the case is about.',
  handelse: 'arende',
  requires: REQUIREMENTS.chooseCategory,
  parameters: Type.Object({ arendeId: ArendeReference }),
  request: Registreringsbegaran,
  answer: Registreringssvar,
  example: {
    request: { kategoriserat: { huvudkategori: 'Ekonomi', arendetyp: 'Faktura', arendeklass: 'Obetald faktura' } },
    answer: { kategoriserat: { arendeId: 'KC-2026-10017', loggId: [LOG_ID_EXAMPLE] } },
  },
  problem: ['FINNS_EJ'],
})

export const fetchArende = contract({
  id: 'hamtaArende',
  method: 'get',
  path: '/api/v1/arenden/:arendeId',
  tag: 'Ärenden',
  summary: 'Hur speglingen till ett anmält ärende står',
  descriptionSv:
    'Om ärendesystemet har ärendet, och om speglingen därför pågår, väntar eller är nekad. Hubben frågar ärendesystemet om ' +
    'varje ärende som anmäls. Svaret är detsamma vem ärendet än gäller, och säger inte om något har skrivits eller hur ' +
    'mycket. Ett ärende som den egna klienten inte har anmält finns inte.',
  description:
    'Whether the case system has the case, and so whether the mirroring goes on, waits or is refused. The hub asks the case ' +
    'system about every case that is reported. The answer is the same whoever the case is about, and does not say whether ' +
    'anything was written or how much. A case that the same client has not reported does not exist.',
  handelse: 'arende',
  requires: REQUIREMENTS.arende,
  parameters: Type.Object({ arendeId: ArendeReference }),
  answer: Arendelage,
  example: {
    answer: {
      pagar: {
        arendeId: 'KC-2026-10017',
        status: 'oppnat',
        spegling: 'pagar',
        orsak: null,
        forklaring: 'Ärendet är öppet i ärendesystemet. Det som reglerna tillåter skrivs i det medan det är öppet.',
        kontrollerad: '2026-10-15T10:00:01.000Z',
        loggId: [LOG_ID_EXAMPLE],
      },
      nekad: {
        arendeId: 'KC-2026-10018',
        status: 'oppnat',
        spegling: 'nekad',
        orsak: 'finns-ej',
        forklaring:
          'Ärendesystemet har inget sådant ärende. Anmäl det som öppnat igen när det finns där, så börjar speglingen.',
        kontrollerad: '2026-10-15T10:00:01.000Z',
        loggId: [LOG_ID_EXAMPLE],
      },
    },
  },
  problem: ['FINNS_EJ'],
})
