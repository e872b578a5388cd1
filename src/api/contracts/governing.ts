import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import {
  Andringslista,
  Avtalslista,
  Behandlingsregister,
  BoardPath,
  DayQuery,
  EndingPath,
  Tittbehorighet,
} from '../../review/processor/governing-schema.ts'
import { contract, fileContract } from './contract.ts'

const TAG = 'Granskning'
const logIds = [LOG_ID_EXAMPLE]
const answeredAt = '2026-11-02T08:00:00.000Z'
const version = 'b3Jlem9yZWd1'

export const listAvtal = contract({
  id: 'listaAvtal',
  method: 'get',
  path: '/api/v1/avtal',
  tag: TAG,
  summary: 'Avtal och avslut',
  descriptionSv:
    'Avtalen med de nämnder vars loggar du granskar: vilka som gäller, vad de omfattar, och hur långt det har kommit med det som ' +
    'har upphört.',
  description:
    'The agreements with the boards whose logs you review: which are in force, what they cover, and how far the endings have come.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  answer: Avtalslista,
  example: {
    answer: {
      ett: {
        loggId: logIds,
        tidpunkt: answeredAt,
        avtal: [
          {
            stadsdel: 'bromma',
            diarienummer: 'BRO 2026/1',
            giltigFran: '2026-01-01',
            giltigTill: '2026-12-31',
            galler: true,
            mangder: ['beslut', 'faktura'],
            andamal: ['samlad-fraga'],
            nycklar: 2,
          },
        ],
        avslut: [
          {
            avslutId: 1,
            stadsdel: 'bromma',
            diarienummer: 'BRO 2025/1',
            upphorde: '2026-01-01',
            mangder: ['avgift'],
            efterfoljare: null,
            paborjat: '2026-01-01T00:00:08.000Z',
            nycklarForstorda: '2026-01-01T00:00:09.000Z',
            gallrat: '2026-01-01T00:00:20.000Z',
            kvarIArenden: null,
            klart: '2026-01-01T00:00:31.000Z',
            nyckel: 'insyn.example/kvitto/bromma+0f0f0f0f+AQ==',
          },
        ],
      },
    },
  },
  problem: [],
})

export const fetchReceipt = fileContract({
  id: 'hamtaAvtalskvitto',
  method: 'get',
  path: '/api/v1/avtal/avslut/:avslutId/kvitto',
  tag: TAG,
  summary: 'Kvittot på ett avslut',
  descriptionSv:
    'Det undertecknade kvittot på att nycklar är förstörda och uppgifter borttagna: spara det så som det är.',
  description: 'The signed receipt that keys are destroyed and data taken away: keep it as it is.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  parameters: EndingPath,
  file: { mediaTypes: ['text/plain'], description: 'Kvittot (C2SP signed note).' },
  example: {},
  problem: ['FINNS_EJ'],
})

export const showMatrix = contract({
  id: 'visaTittbehorighet',
  method: 'get',
  path: '/api/v1/tittbehorighet/:stadsdel',
  tag: TAG,
  summary: 'Vem som får se vad hos en nämnd',
  descriptionSv:
    'Roll, ändamål, slag av uppgifter och fält en dag, med vad som krävs av den som frågar, enligt de regler som avgör varje uppslag.',
  description:
    'Role, purpose, kind and fields on a day, with what is required of the person who asks, by the rules that decide each lookup.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  parameters: BoardPath,
  query: DayQuery,
  answer: Tittbehorighet,
  example: {
    answer: {
      enRad: {
        loggId: logIds,
        stadsdel: 'bromma',
        datum: '2026-10-15',
        policyversion: version,
        avtal: { diarienummer: 'BRO 2026/1', giltigFran: '2026-01-01', giltigTill: null },
        rader: [
          {
            roll: 'aldre-direkt',
            andamal: 'fakturafraga',
            mangd: 'faktura',
            falt: ['belopp', 'forfallodatum'],
            identifiering: 'motringning',
            arende: true,
          },
        ],
      },
    },
  },
  problem: ['FINNS_EJ'],
})

export const fetchMatrix = fileContract({
  id: 'hamtaTittbehorighet',
  method: 'get',
  path: '/api/v1/tittbehorighet/:stadsdel/fil',
  tag: TAG,
  summary: 'Tittbehörigheten för nämnden att underteckna',
  descriptionSv: 'Samma uppgifter som PDF, daterade och med plats för underskrift.',
  description: 'The same as a PDF, dated, with places to sign.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  parameters: BoardPath,
  query: DayQuery,
  file: { mediaTypes: ['application/pdf'], description: 'Tittbehörigheten.' },
  example: {},
  problem: ['FINNS_EJ'],
})

export const listPolicyChanges = contract({
  id: 'listaPolicyandringar',
  method: 'get',
  path: '/api/v1/policyandringar',
  tag: TAG,
  summary: 'Vad varje policy öppnade och stängde',
  descriptionSv: 'Varje policy som har varit i bruk, nyast först, jämförd med den före den dag då den togs i bruk.',
  description:
    'Every policy that has been in use, newest first, compared with the one before on the day when it began.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  answer: Andringslista,
  example: {
    answer: {
      vidare: {
        loggId: logIds,
        tidpunkt: answeredAt,
        andringar: [
          {
            sedan: '2026-10-01T06:00:00.000Z',
            version,
            tidigare: 'YW5uYW5yZWdl',
            riktning: 'vidare',
            falt: [
              {
                roller: ['Äldre direkt'],
                andamal: 'Fråga om en faktura',
                stadsdelar: ['Bromma'],
                mangd: 'faktura',
                falt: ['ocrNummer'],
                fran: '2026-10-01',
                fore: null,
                efter: { identifiering: 'motringning', arende: true },
                oppnar: true,
              },
            ],
            oppettider: [],
            register: [
              {
                register: 'avtal',
                vad: 'Bromma, BRO 2026/1',
                egenskap: 'andamal',
                fore: 'samlad-fraga',
                efter: 'fakturafraga, samlad-fraga',
                oppnar: false,
              },
            ],
          },
        ],
      },
    },
  },
  problem: [],
})

const contact = { epost: 'registrator@insyn.example' }

export const showProcessingRecord = contract({
  id: 'visaBehandlingsregister',
  method: 'get',
  path: '/api/v1/behandlingsregister',
  tag: TAG,
  summary: 'Personuppgiftsbiträdets register över behandling',
  descriptionSv: 'Registret enligt artikel 30.2 i dataskyddsförordningen en dag, ur avtal och policy.',
  description: 'The record of processing under article 30.2 of the GDPR on a day, from agreements and policy.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  query: DayQuery,
  answer: Behandlingsregister,
  example: {
    answer: {
      utanNamnder: {
        loggId: logIds,
        datum: '2026-10-15',
        policyversion: version,
        bitrade: { namn: 'Kontaktcenter', kontakt: contact, dataskyddsombud: contact },
        kategorier: ['För logg över varje åtkomst, åt nämnden, och lämnar utdrag ur den.'],
        ansvariga: [],
        underbitraden: [],
        overforingar: [],
        sakerhetsatgarder: ['Personer med skyddade personuppgifter kopieras aldrig.'],
      },
    },
  },
  problem: [],
})

export const fetchProcessingRecord = fileContract({
  id: 'hamtaBehandlingsregister',
  method: 'get',
  path: '/api/v1/behandlingsregister/fil',
  tag: TAG,
  summary: 'Registret över behandling att underteckna',
  descriptionSv: 'Samma uppgifter som PDF, daterade och med plats för underskrift.',
  description: 'The same as a PDF, dated, with places to sign.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  query: DayQuery,
  file: { mediaTypes: ['application/pdf'], description: 'Registret.' },
  example: {},
  problem: [],
})
