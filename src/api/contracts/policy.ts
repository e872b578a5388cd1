import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { AndamalAnswer } from '../../uppslag/andamal-schema.ts'
import { ExplanationAnswer, ExplanationRequest } from '../../uppslag/explanation-schema.ts'
import { contract } from './contract.ts'

export const explainPolicy = contract({
  id: 'forklaraPolicy',
  method: 'post',
  path: '/api/v1/policy/forklaring',
  tag: 'Regler',
  summary: 'Varför ser jag detta?',
  descriptionSv:
    'Vilka fält ett uppslag skulle visa i var och en av anroparens roller, och vilken regel som döljer de övriga. Handlar ' +
    'bara om regler: ingen person anges och ingenting om någon person läses.',
  description:
    'Which fields a lookup would show in each of the roles of the caller, and which rule hides the others. About rules ' +
    'only: no person is named and nothing of any person is read.',
  handelse: 'forklaring',
  requires: REQUIREMENTS.explanation,
  request: ExplanationRequest,
  answer: ExplanationAnswer,
  example: {
    request: {
      nu: { andamal: 'avgiftsfraga', identifiering: 'motringning', arende: 'KC-2026-10017', stadsdel: 'bromma' },
      julafton: { andamal: 'fakturafraga', identifiering: 'kontrollfragor', tidpunkt: '2026-12-24T10:00:00+01:00' },
    },
    answer: {
      forklaring: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        policyversion: 'I0j1SYQA58gH',
        nekas: null,
        roller: [
          {
            roll: 'aldre-direkt',
            namn: 'Äldre direkt',
            galler: true,
            mangder: [
              {
                stadsdel: 'bromma',
                mangd: 'avgift',
                avtal: 'SDN-BRO 2025/1187',
                visas: ['period', 'avgift', 'maxtaxa'],
                doljs: [
                  {
                    falt: ['avgiftsgrundandeInkomst'],
                    regel: 'identifiering',
                    forklaring: 'Uppgiften kräver minst BankID.',
                    regelplats: 'andamal.yaml#/andamal/avgiftsfraga/hogreKrav/avgift/avgiftsgrundandeInkomst',
                  },
                ],
              },
            ],
          },
        ],
      },
    },
  },
  problem: [],
})

export const listAndamal = contract({
  id: 'listaAndamal',
  method: 'get',
  path: '/api/v1/andamal',
  tag: 'Regler',
  summary: 'Vilka ändamål finns det?',
  descriptionSv:
    'De ändamål som den här hubben är inställd för och som någon av anroparens roller kan ange, vad varje ändamål som ' +
    'mest öppnar och vad det kräver. Handlar bara om regler: ingenting om någon person läses.',
  description:
    'The purposes that this hub is configured for and that one of the roles of the caller can state, what each opens at ' +
    'most and what it demands. About rules only: nothing of any person is read.',
  handelse: 'forklaring',
  requires: REQUIREMENTS.andamal,
  answer: AndamalAnswer,
  example: {
    answer: {
      andamal: {
        loggId: [LOG_ID_EXAMPLE],
        policyversion: 'I0j1SYQA58gH',
        andamal: [
          {
            kod: 'avgiftsfraga',
            namn: 'Fråga om avgift',
            kraverArende: true,
            identifiering: 'motringning',
            mangder: [
              {
                mangd: 'person',
                falt: ['fornamn', 'efternamn'],
                kraverArende: true,
                hogreKrav: [],
                hanvisning: false,
              },
              {
                mangd: 'avgift',
                falt: ['period', 'avgift', 'maxtaxa', 'forbehallsbelopp', 'avgiftsgrundandeInkomst'],
                kraverArende: true,
                hogreKrav: [{ identifiering: 'bankid', falt: ['forbehallsbelopp', 'avgiftsgrundandeInkomst'] }],
                hanvisning: true,
              },
            ],
          },
        ],
      },
    },
  },
  problem: [],
})
