import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import {
  ExtractPath,
  ExtractQuery,
  Utdragsbegaran,
  Utdragsbeslut,
  Utdragsbeslutssvar,
  Utdragsfil,
  Utdragslage,
  Utdragslista,
  Utdragssvar,
} from '../../review/extracts/extract-schema.ts'
import { contract, fileContract } from './contract.ts'

const TAG = 'Loggutdrag'
const ID = '7c1e8a52-5f0c-4b4d-9b7e-2f6d1c9a8e31'
const REASON = 'Begäran om registerutdrag, dnr 2026-114'
const FILES = ['application/json', 'application/pdf'] as const

export const prepareExtract = contract({
  id: 'begarUtdrag',
  method: 'post',
  path: '/api/v1/utdrag',
  tag: TAG,
  summary: 'Förbered ett utdrag till den som loggen gäller',
  descriptionSv:
    'Samlar det som loggarna säger om en person, för svar på en begäran enligt artikel 15 i dataskyddsförordningen: när, ' +
    'varför, av vilken verksamhet och vilka slag av uppgifter. Gäller alla loggar som granskaren är tilldelad, eller de ' +
    'angivna. Någon annan granskare ska se utdraget och lämna ut det. Svaret är detsamma vem personen än är.',
  description:
    'Gathers what the logs say of a person, to answer a request under article 15 of the GDPR: when, why, by which unit and ' +
    'which kinds of data. Of every log that the officer is assigned, or of those named. Another officer is to see the ' +
    'extract and release it. The answer is the same whoever the person is.',
  handelse: 'utdrag',
  requires: REQUIREMENTS.review,
  request: Utdragsbegaran,
  answer: Utdragssvar,
  starting: true,
  example: {
    request: {
      alla: { skal: REASON, personnummer: '189001019802', arende: 'DNR-2026-114' },
      enNamnd: {
        skal: REASON,
        personnummer: '189001019802',
        loggar: ['bromma'],
        fran: '2026-01-01',
        till: '2026-06-30',
      },
    },
    answer: {
      forberett: {
        utdragId: ID,
        status: 'forberett',
        loggar: ['bromma'],
        giltigTill: '2026-11-14T10:00:00.000Z',
        loggId: [LOG_ID_EXAMPLE],
      },
    },
  },
  problem: ['FINNS_EJ'],
})

export const listExtracts = contract({
  id: 'listaUtdrag',
  method: 'get',
  path: '/api/v1/utdrag',
  tag: TAG,
  summary: 'Lista utdrag',
  descriptionSv: 'Utdragen ur de loggar som granskaren är tilldelad, nyast först. Ingenting säger vem de gäller.',
  description: 'The extracts of the logs that the officer is assigned, newest first. Nothing says whom they are about.',
  handelse: 'utdrag',
  requires: REQUIREMENTS.review,
  query: ExtractQuery,
  answer: Utdragslista,
  example: {
    answer: {
      vantar: {
        utdrag: [
          {
            utdragId: ID,
            status: 'forberett',
            loggar: ['bromma'],
            arende: 'DNR-2026-114',
            utfardare: 'inloggning',
            slutanvandare: 'eva.ros',
            begart: '2026-10-15T10:00:00.000Z',
            giltigTill: '2026-11-14T10:00:00.000Z',
            beslut: null,
          },
        ],
        page: 1,
        limit: 20,
        fler: false,
        loggId: [LOG_ID_EXAMPLE],
      },
    },
  },
  problem: [],
})

export const showExtract = contract({
  id: 'visaUtdrag',
  method: 'get',
  path: '/api/v1/utdrag/:utdragId',
  tag: TAG,
  summary: 'Läget för ett utdrag',
  descriptionSv:
    'Vem som förberedde det, hur långt det har kommit och vad som beslutades. Ingenting säger vem det gäller.',
  description: 'Who prepared it, how far it has come and what was decided. Nothing says whom it is about.',
  handelse: 'utdrag',
  requires: REQUIREMENTS.review,
  parameters: ExtractPath,
  answer: Utdragslage,
  example: {
    answer: {
      vantar: {
        utdrag: {
          utdragId: ID,
          status: 'forberett',
          loggar: ['bromma'],
          arende: 'DNR-2026-114',
          utfardare: 'inloggning',
          slutanvandare: 'eva.ros',
          begart: '2026-10-15T10:00:00.000Z',
          giltigTill: '2026-11-14T10:00:00.000Z',
          beslut: null,
        },
        loggId: [LOG_ID_EXAMPLE],
      },
    },
  },
  problem: ['FINNS_EJ'],
})

export const previewExtract = fileContract({
  id: 'forhandsgranskaUtdrag',
  method: 'post',
  path: '/api/v1/utdrag/:utdragId/forhandsgranskning',
  tag: TAG,
  summary: 'Förhandsgranska ett utdrag',
  descriptionSv: 'Visar det som skulle lämnas ut. Den som ska lämna ut utdraget måste ha gjort det.',
  description: 'Shows what would be handed out. Whoever is to release the extract must have done so.',
  handelse: 'utdrag',
  requires: REQUIREMENTS.review,
  parameters: ExtractPath,
  request: Utdragsfil,
  file: { mediaTypes: FILES, description: 'Utdraget som det skulle lämnas ut.' },
  example: { request: { pdf: { skal: REASON, format: 'pdf' } } },
  problem: ['FINNS_EJ'],
})

export const decideExtract = contract({
  id: 'beslutaUtdrag',
  method: 'post',
  path: '/api/v1/utdrag/:utdragId/beslut',
  tag: TAG,
  summary: 'Lämna ut eller avvisa ett utdrag',
  descriptionSv:
    'Utdraget lämnas ut av en annan granskare än den som förberedde det, efter förhandsgranskning. Efter trettio dagar tas ' +
    'det bort.',
  description:
    'The extract is released by another officer than the one who prepared it, after a preview. It is gone after thirty days.',
  handelse: 'utdrag',
  requires: REQUIREMENTS.review,
  parameters: ExtractPath,
  request: Utdragsbeslut,
  answer: Utdragsbeslutssvar,
  example: {
    request: { lamnaUt: { skal: REASON, beslut: 'lamna-ut', kommentar: 'Innehållet stämmer med begäran.' } },
    answer: {
      utlamnat: {
        utdragId: ID,
        status: 'utlamnat',
        giltigTill: '2026-11-15T10:00:00.000Z',
        loggId: [LOG_ID_EXAMPLE],
      },
    },
  },
  problem: ['FINNS_EJ', 'KONFLIKT'],
})

export const fetchExtract = fileContract({
  id: 'hamtaUtdrag',
  method: 'post',
  path: '/api/v1/utdrag/:utdragId/fil',
  tag: TAG,
  summary: 'Hämta ett utlämnat utdrag',
  descriptionSv:
    'Utdraget till personen: som PDF att läsa, eller som JSON med bevis för att varje post står i loggen. ' +
    '`insyn utdrag verifiera` prövar JSON-filen.',
  description:
    'The extract for the person: as a PDF to read, or as JSON with proofs that each record stands in the log. ' +
    '`insyn utdrag verifiera` checks the JSON file.',
  handelse: 'utdrag',
  requires: REQUIREMENTS.review,
  parameters: ExtractPath,
  request: Utdragsfil,
  file: { mediaTypes: FILES, description: 'Utdraget.' },
  example: { request: { json: { skal: REASON, format: 'json' } } },
  problem: ['FINNS_EJ', 'KONFLIKT'],
})
