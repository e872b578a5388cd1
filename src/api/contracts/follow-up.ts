import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import {
  Avslutsbegaran,
  Avslutssvar,
  Bedomningsbegaran,
  Bedomningssvar,
  ReportQuery,
  SamplePath,
  SampleQuery,
  Urvalsbegaran,
  Urvalsinnehall,
  Urvalslista,
  Urvalssvar,
} from '../../review/follow-up/sample-schema.ts'
import { contract, fileContract } from './contract.ts'

const TAG = 'Granskning'
const sampleId = '0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2'
const logIds = [LOG_ID_EXAMPLE]
const answeredAt = '2026-11-02T08:00:00.000Z'
const reason = 'Månadens logguppföljning'
const vkey = 'insyn.example/uppfoljning/bromma+0f0f0f0f+AQ=='
const sample = {
  urvalId: sampleId,
  logg: 'bromma',
  manad: '2026-10',
  slag: 'manad',
  skyddade: false,
  draget: '2026-11-01T00:00:20.000Z',
  klartSenast: '2026-11-22T00:00:20.000Z',
  avslutat: null,
  poster: 40,
  kvar: 12,
} as const
const eva = { utfardare: 'inloggning', slutanvandare: 'eva.ros' }

export const drawSample = contract({
  id: 'draUrval',
  method: 'post',
  path: '/api/v1/urval',
  tag: TAG,
  summary: 'Dra ett urval att granska',
  descriptionSv:
    'Månadens urval dras av sig självt den första i nästa månad. Den här operationen drar det för en månad som saknar det, och ' +
    'annars ett extra. Underlag, huvud, regler och slumptal står i loggen innan det dras, så att vem som helst kan dra samma urval ' +
    'igen ur en export.',
  description:
    'The sample of a month is drawn by itself on the first of the next. This operation draws it for a month that has none, and ' +
    'otherwise an extra one. Population, head, rules and random bytes are in the log before it is drawn, so that anyone can draw ' +
    'the same again from an export.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  starting: true,
  request: Urvalsbegaran,
  answer: Urvalssvar,
  example: {
    request: { manaden: { skal: reason, logg: 'bromma', manad: '2026-10' } },
    answer: { draget: { ...sample, kvar: 40, loggId: logIds } },
  },
  problem: ['FINNS_EJ'],
})

export const listSamples = contract({
  id: 'listaUrval',
  method: 'get',
  path: '/api/v1/urval',
  tag: TAG,
  summary: 'Urval att granska',
  descriptionSv: 'Urvalen i de loggar som du granskar, med hur mycket som är kvar att bedöma.',
  description: 'The samples of the logs that you review, with how much is left to judge.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  query: SampleQuery,
  answer: Urvalslista,
  example: { answer: { ett: { loggId: logIds, tidpunkt: answeredAt, urval: [sample] } } },
  problem: [],
})

export const fetchSample = contract({
  id: 'hamtaUrval',
  method: 'get',
  path: '/api/v1/urval/:urvalId',
  tag: TAG,
  summary: 'Ett urval med sina poster',
  descriptionSv:
    'Posterna så som de står i loggen, varför var och en är med, vem som ska granska den och hur den har bedömts. Personens nummer ' +
    'visas inte: det öppnas för sig, med loggpostens id.',
  description:
    'The items as the log has them, why each is there, who should review it and how it has been judged. The number of the person is ' +
    'not shown: it is opened by itself, by the id of the record.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  parameters: SamplePath,
  answer: Urvalsinnehall,
  example: {
    answer: {
      enPost: {
        ...sample,
        loggId: logIds,
        tidpunkt: answeredAt,
        underlag: 1204,
        rot: 'w9pMo5l0pYkZkz0cQjUu1mI1oQm2m3x4h1q7cY2Xk9g=',
        fro: '8c1f2a6b0d4e9c7a5b3d1f0e2c4a6b8d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b',
        regelversion: 'b3Jlem9yZWd1',
        nyckel: vkey,
        innehall: [
          {
            post: 7,
            grunder: [{ regel: 'utan-arende', forklaring: 'Uppslaget visade uppgifter utan att något ärende angavs.' }],
            loggpost: LOG_ID_EXAMPLE,
            uppslag: {
              tid: '2026-10-15T09:41:12.000Z',
              handelse: 'uppslag',
              enhet: 'aldre-direkt',
              roll: 'aldre-direkt',
              slutanvandare: 'anna.ek',
              utfardare: 'inloggning',
              klient: 'telefoni',
              andamal: 'fakturafraga',
              arende: null,
              relation: 'sjalv',
              identifiering: 'bankid',
              visat: [{ mangd: 'faktura', falt: ['belopp', 'forfallodatum'] }],
              utfall: 'visat',
              orsak: 'traff',
              flaggor: [],
              tillstand: null,
            },
            granskare: eva,
            egetUppslag: false,
            bedomningar: [
              {
                utfall: 'behover-utredas',
                kommentar: 'Inget samtal finns i telefonin vid den tiden.',
                av: eva,
                tid: '2026-11-02T07:55:00.000Z',
              },
            ],
          },
        ],
      },
    },
  },
  problem: ['FINNS_EJ'],
})

export const judgeItem = contract({
  id: 'bedomUrvalspost',
  method: 'post',
  path: '/api/v1/urval/:urvalId/bedomningar',
  tag: TAG,
  summary: 'Bedöm en post i ett urval',
  descriptionSv:
    'Görs aldrig av den som gjorde uppslaget. Bedömningen står i loggen innan den gäller. En ny ersätter den förra, som står kvar.',
  description:
    'Never by whoever made the lookup. The verdict is in the log before it counts. A new one takes the place of the last, which stays ' +
    'in the log.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  parameters: SamplePath,
  request: Bedomningsbegaran,
  answer: Bedomningssvar,
  example: {
    request: {
      befogad: {
        skal: reason,
        post: 7,
        utfall: 'befogad',
        kommentar: 'Samtalet finns i telefonin, och ärendet skapades efteråt.',
      },
    },
    answer: { befogad: { urvalId: sampleId, post: 7, utfall: 'befogad', kvar: 11, loggId: logIds } },
  },
  problem: ['FINNS_EJ', 'KONFLIKT'],
})

export const closeSample = contract({
  id: 'avslutaUrval',
  method: 'post',
  path: '/api/v1/urval/:urvalId/avslut',
  tag: TAG,
  summary: 'Avsluta ett urval där allt är bedömt',
  descriptionSv:
    'Ger ett dokument som hubben undertecknar: metod, frö, underlag, regler, bedömningar och vilka som granskade. Det är inte ' +
    'personuppgifter om någon som slagits upp. Dokumentets kontrollsumma står i loggen.',
  description:
    'Gives a document that the hub signs: method, seed, population, rules, verdicts and who reviewed. It holds nothing of anybody who ' +
    'was looked up. Its digest is in the log.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  parameters: SamplePath,
  request: Avslutsbegaran,
  answer: Avslutssvar,
  example: {
    request: { klart: { skal: reason } },
    answer: {
      klart: {
        urvalId: sampleId,
        avslutat: '2026-11-02T08:00:00.000Z',
        dokument: '{"format":"insyn-uppfoljning/1"}\n\n— insyn.example/uppfoljning/bromma Dw8PDw==\n',
        nyckel: vkey,
        loggId: logIds,
      },
    },
  },
  problem: ['FINNS_EJ', 'KONFLIKT'],
})

export const fetchReport = fileContract({
  id: 'hamtaUppfoljningsrapport',
  method: 'get',
  path: '/api/v1/urval/:urvalId/rapport',
  tag: TAG,
  summary: 'Rapporten över ett avslutat urval',
  descriptionSv: 'Som PDF att läsa och arkivera, eller det undertecknade dokumentet.',
  description: 'As a PDF to read and to file, or the signed document.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  parameters: SamplePath,
  query: ReportQuery,
  file: {
    mediaTypes: ['application/pdf', 'text/plain'],
    description: 'Rapporten, eller det undertecknade dokumentet.',
  },
  example: {},
  problem: ['FINNS_EJ', 'KONFLIKT'],
})
