import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import {
  BoardStatisticsQuery,
  Granskningsstatistik,
  Provkorningsbegaran,
  Provkorningssvar,
} from '../../review/follow-up/board-schema.ts'
import { contract } from './contract.ts'

const logIds = [LOG_ID_EXAMPLE]
const answeredAt = '2026-11-02T08:00:00.000Z'

export const tryRules = contract({
  id: 'provaUppfoljningsregler',
  method: 'post',
  path: '/api/v1/uppfoljning/provkorning',
  tag: 'Granskning',
  summary: 'Hur mycket skulle uppföljningens regler flagga?',
  descriptionSv:
    'Provar reglerna på en månad, per logg, utan att spara något. Med `regler` prövas regler som inte är i bruk. Antal under fem ' +
    'anges inte. Poster som visar skyddade personuppgifter räknas inte.',
  description:
    'Tries the rules on a month, per log, and keeps nothing. With `regler`, rules that are not in use are tried. Counts below five ' +
    'are not told. Records that tell protection are not counted.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  request: Provkorningsbegaran,
  answer: Provkorningssvar,
  example: {
    request: { manaden: { skal: 'Nya gränser prövas', manad: '2026-10', loggar: ['bromma'] } },
    answer: {
      manaden: {
        loggId: logIds,
        tidpunkt: answeredAt,
        manad: '2026-10',
        regelversion: 'b3Jlem9yZWd1',
        loggar: [
          {
            logg: 'bromma',
            antal: 1204,
            antalText: '1204',
            regler: [
              { regel: 'utan-arende', flaggade: 31, anvandare: 6, antalText: '31' },
              { regel: 'undantag', flaggade: null, anvandare: null, antalText: 'färre än 5' },
            ],
          },
        ],
      },
    },
  },
  problem: ['FINNS_EJ'],
})

export const fetchReviewStatistics = contract({
  id: 'hamtaGranskningsstatistik',
  method: 'get',
  path: '/api/v1/statistik/granskning',
  tag: 'Statistik',
  summary: 'Uppslag och uppföljning per månad, för nämnden',
  descriptionSv:
    'Per logg och månad: uppslag per enhet, ändamål och utfall, hur mycket reglerna flaggade och hur långt granskningen har kommit. ' +
    'Antal under fem anges inte, och inte heller det som de annars hade kunnat räknas ut från. Högst 13 månader; utan gränser den ' +
    'förra.',
  description:
    'Per log and month: lookups per unit, purpose and outcome, how much the rules flagged, and how far the review has come. Counts ' +
    'below five are not told, nor what they could be computed from. At most 13 months; last month when not limited.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  query: BoardStatisticsQuery,
  answer: Granskningsstatistik,
  example: {
    answer: {
      enManad: {
        loggId: logIds,
        tidpunkt: answeredAt,
        manader: [
          {
            logg: 'bromma',
            manad: '2026-10',
            raknat: '2026-11-01T00:00:20.000Z',
            antal: 1204,
            antalText: '1204',
            rader: [
              {
                enhet: 'aldre-direkt',
                andamal: 'samlad-fraga',
                utfall: 'visat',
                antal: 1204,
                antalText: '1204',
              },
            ],
            flaggade: [{ regel: 'utan-arende', antal: 31, andelPromille: 26, antalText: '31' }],
            uppfoljning: [
              {
                urvalId: '0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2',
                slag: 'manad',
                poster: 40,
                bedomda: 28,
                avslutat: null,
              },
            ],
          },
        ],
      },
    },
  },
  problem: ['FINNS_EJ'],
})
