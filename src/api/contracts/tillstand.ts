import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import {
  Beslutsbegaran,
  Beslutssvar,
  Granskningsbegaran,
  Granskningssvar,
  TillstandPath,
  TillstandQuery,
  Tillstandsbegaran,
  Tillstandslista,
  Tillstandssvar,
} from '../../policy/tillstand/tillstand-schema.ts'
import { contract } from './contract.ts'

const TAG = 'Enkelttillstånd'
const ID = '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'

export const requestTillstand = contract({
  id: 'begarTillstand',
  method: 'post',
  path: '/api/v1/tillstand',
  tag: TAG,
  summary: 'Begär ett enkelttillstånd',
  descriptionSv:
    'Ber om att en regel ska ge vika för den som frågar, av ett angivet skäl och en kort tid. Den som ber om att få se en ' +
    'person med skyddade personuppgifter väntar på någon annans godkännande. Svaret är detsamma vem personen än är, och ' +
    'om hon finns eller inte. Skälet får inte innehålla något personnummer.',
  description:
    'Asks that a rule give way for whoever asks, for a stated reason and a short time. Whoever asks to see a person with ' +
    'protected identity waits for the approval of somebody else. The answer is the same whoever the person is, and ' +
    'whether she exists or not. The reason must not hold a personal number.',
  handelse: 'tillstand',
  requires: REQUIREMENTS.requestTillstand,
  request: Tillstandsbegaran,
  answer: Tillstandssvar,
  starting: true,
  example: {
    request: {
      skyddad: {
        regel: 'skyddad',
        personnummer: '189001039800',
        arende: 'KC-2026-10018',
        minuter: 30,
        motivering: 'Ringer upp från folkbokföringens förmedlade nummer om sitt beslut.',
      },
      oppettid: {
        regel: 'oppettid',
        minuter: 60,
        motivering: 'Telefonavbrott under dagen, återuppringningar i kväll.',
      },
    },
    answer: {
      vantar: {
        tillstandId: ID,
        status: 'vantar-godkannande',
        giltigTill: '2026-10-15T10:30:00.000Z',
        loggId: [LOG_ID_EXAMPLE],
      },
      beviljat: {
        tillstandId: ID,
        status: 'beviljat',
        giltigTill: '2026-10-15T11:00:00.000Z',
        loggId: [LOG_ID_EXAMPLE],
      },
    },
  },
  problem: [],
})

export const listTillstand = contract({
  id: 'listaTillstand',
  method: 'get',
  path: '/api/v1/tillstand',
  tag: TAG,
  summary: 'Lista enkelttillstånd',
  descriptionSv:
    'För den som godkänner och den som granskar: vad som begärts, varför, och vad som sagts om det. Nyast först. Den som granskar är ' +
    'tilldelad personuppgiftsbiträdets egen logg.',
  description:
    'For those who approve and those who review: what was asked, why, and what was said to it. Newest first. Those who review ' +
    'are assigned the log of the processor itself.',
  handelse: 'tillstand',
  requires: REQUIREMENTS.listTillstand,
  query: TillstandQuery,
  answer: Tillstandslista,
  example: {
    answer: {
      lista: {
        tillstand: [
          {
            tillstandId: ID,
            regel: 'skyddad',
            status: 'beviljat',
            utfardare: 'inloggning',
            slutanvandare: 'anna',
            klient: 'konsol',
            arende: 'KC-2026-10018',
            motivering: 'Ringer upp från folkbokföringens förmedlade nummer om sitt beslut.',
            minuter: 30,
            begart: '2026-10-15T10:00:00.000Z',
            giltigTill: '2026-10-15T10:33:00.000Z',
            beslut: {
              utfall: 'godkant',
              utfardare: 'inloggning',
              av: 'bo',
              kommentar: 'Talat med Anna, ärendet stämmer.',
              tid: '2026-10-15T10:03:00.000Z',
            },
            granskning: null,
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

export const listOwnTillstand = contract({
  id: 'listaEgnaTillstand',
  method: 'get',
  path: '/api/v1/tillstand/egna',
  tag: TAG,
  summary: 'Lista egna enkelttillstånd',
  descriptionSv:
    'Det som den som frågar själv har begärt, och vad som sagts om det. Nyast först. Ingenting säger vem det gäller.',
  description: 'What whoever asks has requested, and what was said to it. Newest first. Nothing says whom it is about.',
  handelse: 'tillstand',
  requires: REQUIREMENTS.listOwnTillstand,
  query: TillstandQuery,
  answer: Tillstandslista,
  example: { answer: { lista: { tillstand: [], page: 1, limit: 20, fler: false, loggId: [LOG_ID_EXAMPLE] } } },
  problem: [],
})

export const decideTillstand = contract({
  id: 'beslutaTillstand',
  method: 'post',
  path: '/api/v1/tillstand/:tillstandId/beslut',
  tag: TAG,
  summary: 'Godkänn eller avslå ett enkelttillstånd',
  descriptionSv:
    'Tas alltid av någon annan än den som begärde det. Tiden börjar när det godkänns. Att besluta samma sak igen ändrar ' +
    'ingenting.',
  description:
    'Always taken by somebody else than who asked. The time begins with the approval. Deciding the same again changes ' +
    'nothing.',
  handelse: 'tillstand',
  requires: REQUIREMENTS.decideTillstand,
  parameters: TillstandPath,
  request: Beslutsbegaran,
  answer: Beslutssvar,
  example: {
    request: { godkant: { beslut: 'godkant', kommentar: 'Talat med Anna, ärendet stämmer.' } },
    answer: {
      godkant: {
        tillstandId: ID,
        status: 'beviljat',
        giltigTill: '2026-10-15T10:33:00.000Z',
        loggId: [LOG_ID_EXAMPLE],
      },
    },
  },
  problem: ['FINNS_EJ', 'KONFLIKT'],
})

export const reviewTillstand = contract({
  id: 'granskaTillstand',
  method: 'post',
  path: '/api/v1/tillstand/:tillstandId/granskning',
  tag: TAG,
  summary: 'Granska ett enkelttillstånd i efterhand',
  descriptionSv:
    'Görs av någon som varken begärde eller beslutade det, och som är tilldelad personuppgiftsbiträdets egen logg.',
  description:
    'Done by somebody who neither asked for it nor decided on it, and who is assigned the log of the processor itself.',
  handelse: 'tillstand',
  requires: REQUIREMENTS.reviewTillstand,
  parameters: TillstandPath,
  request: Granskningsbegaran,
  answer: Granskningssvar,
  example: {
    request: { befogat: { utfall: 'befogat', kommentar: 'Skälet stämmer med ärendet.' } },
    answer: { befogat: { tillstandId: ID, granskning: 'befogat', loggId: [LOG_ID_EXAMPLE] } },
  },
  problem: ['FINNS_EJ', 'KONFLIKT'],
})
