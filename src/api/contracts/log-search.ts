import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { HoursQuery, Timmesstatistik } from '../../review/search/hours-schema.ts'
import { Loggsokning, type Loggtraff, Sokningssvar } from '../../review/search/search-schema.ts'
import { Tidslinjebegaran, Tidslinjesvar } from '../../review/search/timeline-schema.ts'
import { contract } from './contract.ts'

const TAG = 'Granskning'
const REASON = 'Anmälan om obehörig åtkomst, dnr 2026-114'
const CURSOR = 'p3Vd0m9fXc2uQbYk7TtAqL1sGhJr5wEzNiOxB8CvM4'
const HIT: Loggtraff = {
  loggpost: LOG_ID_EXAMPLE,
  tid: '2026-10-14T09:41:12.000Z',
  logg: 'bromma',
  handelse: 'uppslag',
  handelseId: '0f5c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e31',
  slutanvandare: 'anna',
  identitet: 'token',
  utfardare: 'inloggning',
  roll: 'aldre-direkt',
  klient: 'telefoni',
  andamal: 'fakturafraga',
  arende: 'KC-2026-10017',
  relation: 'sjalv',
  identifiering: 'motringning',
  visat: [{ mangd: 'faktura', falt: ['belopp', 'forfallodatum'] }],
  utfall: 'visat',
  orsak: 'traff',
  flaggor: ['upprepad'],
  tillstand: null,
  personId: 'Zk3Vd0m9fXc2uQbYk7TtAqL1sGhJr5wEzNiOxB8CvM4',
}

export const searchLog = contract({
  id: 'sokAtkomster',
  method: 'post',
  path: '/api/v1/atkomster/sok',
  tag: TAG,
  summary: 'Sök i åtkomstloggarna',
  descriptionSv:
    'Vem som har sett vad om vem, i de loggar som du är tilldelad: nyast först, med antal per värde. Varje sökning kräver ' +
    'ett skäl och står själv som en post i varje logg som söks, där de andra granskarna ser den. Poster som röjer att någon ' +
    'har skyddade personuppgifter finns bara för den vars roll har rätten granska-skyddade.',
  description:
    'Who has seen what of whom, in the logs assigned to you: newest first, with counts per value. Every search demands a ' +
    'reason and is itself a record in each log that it searches, where the other officers see it. Records that tell that ' +
    'somebody has protected identity exist only for a role with the right granska-skyddade.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  request: Loggsokning,
  answer: Sokningssvar,
  example: {
    request: {
      person: { skal: REASON, personnummer: '189001039800', franOchMed: '2026-09-01' },
      handlaggare: {
        skal: REASON,
        handlaggare: [{ slutanvandare: 'anna', utfardare: 'inloggning' }],
        informationsmangd: ['faktura'],
        utfall: ['visat'],
      },
    },
    answer: {
      forsta: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        traffar: [HIT],
        antal: 1,
        fler: false,
        fasetter: {
          logg: [{ varde: 'bromma', antal: 1 }],
          handelse: [{ varde: 'uppslag', antal: 1 }],
          utfall: [{ varde: 'visat', antal: 1 }],
          orsak: [{ varde: 'traff', antal: 1 }],
          andamal: [{ varde: 'fakturafraga', antal: 1 }],
          klient: [{ varde: 'telefoni', antal: 1 }],
          roll: [{ varde: 'aldre-direkt', antal: 1 }],
          flagga: [{ varde: 'upprepad', antal: 1 }],
          informationsmangd: [{ varde: 'faktura', antal: 1 }],
          handlaggare: [{ slutanvandare: 'anna', utfardare: 'inloggning', antal: 1 }],
        },
        limit: 20,
        markor: null,
      },
    },
  },
  problem: ['FINNS_EJ'],
})

export const readTimeline = contract({
  id: 'lasTidslinje',
  method: 'post',
  path: '/api/v1/atkomster/tidslinje',
  tag: TAG,
  summary: 'En persons eller handläggares tidslinje',
  descriptionSv:
    'Allt som dina loggar har om en person, eller som en handläggare har gjort, i tidsordning, med ärendenas öppnande och ' +
    'stängning, enkelttillstånd och larm. Kräver ett skäl och står själv i loggarna.',
  description:
    'Everything that your logs have about one person, or that one member of staff has done, in order of time, with the ' +
    'opening and closing of the cases, exceptions granted and alerts. Demands a reason and is itself in the logs.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  request: Tidslinjebegaran,
  answer: Tidslinjesvar,
  example: {
    request: { person: { skal: REASON, personnummer: '189001039800', ordning: 'aldst' } },
    answer: {
      sida: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        handelser: [
          {
            slag: 'arende',
            tid: '2026-10-14T09:40:00.000Z',
            arende: { arende: 'KC-2026-10017', steg: 'oppnat' },
          },
          { slag: 'atkomst', tid: HIT.tid, post: HIT },
          { slag: 'larm', tid: HIT.tid, larm: { slag: 'manga-uppslag', loggpost: LOG_ID_EXAMPLE } },
        ],
        limit: 20,
        markor: CURSOR,
      },
    },
  },
  problem: ['FINNS_EJ'],
})

export const fetchHours = contract({
  id: 'hamtaTider',
  method: 'get',
  path: '/api/v1/atkomster/tider',
  tag: TAG,
  summary: 'När på veckan enheterna slår upp personer',
  descriptionSv:
    'Poster om uppslag och fakturor i loggarna som du granskar, per enhet, veckodag och timme i Stockholm. Högst 92 dygn. Antal ' +
    'under fem anges inte, och poster som visar skyddade personuppgifter räknas inte.',
  description:
    'Records of lookups and invoices in the logs that you review, by unit, day of the week and hour in Stockholm. At most 92 days. ' +
    'Counts below five are not told, and records that tell protection are not counted.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  query: HoursQuery,
  answer: Timmesstatistik,
  example: {
    answer: {
      vecka: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        franOchMed: '2026-09-16',
        tillOchMed: '2026-10-15',
        raknatTill: null,
        enheter: [
          {
            enhet: 'aldre-direkt',
            namn: 'Äldre direkt',
            antal: 31,
            antalText: '31',
            celler: [
              { veckodag: 'mandag', timme: 9, antal: 25, antalText: '25' },
              { veckodag: 'mandag', timme: 10, antal: null, antalText: 'anges inte' },
              { veckodag: 'tisdag', timme: 9, antal: null, antalText: 'anges inte' },
            ],
          },
        ],
      },
    },
  },
  problem: ['FINNS_EJ'],
})
