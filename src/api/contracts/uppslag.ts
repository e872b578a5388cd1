import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { NO_CONTENT } from '../../uppslag/content.ts'
import { Uppslagsbegaran, Uppslagssvar } from '../../uppslag/uppslag-schema.ts'
import { contract } from './contract.ts'

const PERSON_ID =
  '9mXh2jYk0cW5vQ2lJd3RlbGVmb25pAQAB0f6hPzS1M4u9mXh2jYk0cW5vQ2lJd3RlbGVmb25pAQAB0f6hPzS1M4u9mXh2jYk0cW5vQ2lJd3RlbGVmb25p'

export const performUppslag = contract({
  id: 'gorUppslag',
  method: 'post',
  path: '/api/v1/uppslag',
  tag: 'Uppslag',
  summary: 'Slå upp en person',
  descriptionSv:
    'Vad kontaktcenter får se om en person just nu. En person som saknas, har skyddade personuppgifter, inte omfattas ' +
    'av något avtal, ligger utanför behörigheten eller är den som frågar ger ett och samma svar. Svarets personId kan ' +
    'användas i stället för numret under en kort stund, till exempel för att byta ändamål under ett samtal. Anges arende men ' +
    'varken nummer eller personId gäller uppslaget personen i det ärendet, så länge den egna klienten har det öppet; annars ' +
    'svaras som om personen saknas.',
  description:
    'What the contact centre may see of one person now. A person who is absent, has protected identity, is covered by ' +
    'no agreement, is out of reach or is the one who asks gives one and the same answer. The personId of the answer can ' +
    'stand in for the number for a short while, as when the purpose changes during a call. With arende and neither a number ' +
    'nor a personId the lookup is of the person of that case, while the same client has it open; if it has not, the answer ' +
    'is that of an absent person.',
  handelse: 'uppslag',
  requires: REQUIREMENTS.uppslag,
  request: Uppslagsbegaran,
  answer: Uppslagssvar,
  minimal: true,
  example: {
    request: {
      personnummer: {
        personnummer: '189001019802',
        andamal: 'utforarfraga',
        arende: 'KC-2026-10017',
        relation: 'sjalv',
        identifiering: 'motringning',
      },
      ocrNummer: {
        ocrNummer: '1636976',
        andamal: 'fakturafraga',
        relation: 'anhorig',
        identifiering: 'kontrollfragor',
      },
      sammaPersonMedAnnatAndamal: {
        personId: PERSON_ID,
        andamal: 'fakturafraga',
        relation: 'sjalv',
        identifiering: 'motringning',
      },
      personenIArendet: {
        arende: 'KC-2026-10017',
        andamal: 'samlad-fraga',
        relation: 'sjalv',
        identifiering: 'motringning',
      },
      medTillstand: {
        personnummer: '189001039800',
        andamal: 'beslutsfraga',
        arende: 'KC-2026-10018',
        relation: 'sjalv',
        identifiering: 'bankid',
        tillstand: '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30',
      },
    },
    answer: {
      traff: {
        uppslagId: '7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11',
        loggId: [LOG_ID_EXAMPLE],
        personId: PERSON_ID,
        tidpunkt: '2026-10-15T10:00:00.000Z',
        person: { fornamn: 'Åsa', efternamn: 'Öberg' },
        ...NO_CONTENT,
        utforare: [
          {
            stadsdel: 'jarva',
            kalla: 'paraplyet',
            uppdragId: 'U-1',
            namn: 'Omsorg AB',
            regi: 'privat',
            insats: 'Hemtjänst',
            telefon: '08-508 00 000',
            franOchMed: '2026-01-01',
          },
        ],
        kallor: [
          {
            kalla: 'paraplyet',
            stadsdel: 'jarva',
            status: 'aktuell',
            speglad: '2026-10-15T00:14:00.000Z',
            forklaring: 'Uppgifterna är från 2026-10-15 02:14.',
          },
        ],
      },
      kort: {
        uppslagId: '7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11',
        loggId: [LOG_ID_EXAMPLE],
        personId: PERSON_ID,
        tidpunkt: '2026-10-15T10:00:00.000Z',
        ...NO_CONTENT,
        kallor: [],
        kallage: [
          {
            kalla: 'paraplyet',
            status: 'aktuell',
            speglad: '2026-10-15T00:14:00.000Z',
            forklaring: 'Uppgifterna är från 2026-10-15 02:14 eller senare.',
          },
        ],
      },
      neutralt: {
        uppslagId: '0b6d1d3e-9f5c-4c3f-8f0e-2a8d4b8f7a11',
        loggId: [LOG_ID_EXAMPLE],
        personId: PERSON_ID,
        tidpunkt: '2026-10-15T10:00:00.000Z',
        ...NO_CONTENT,
        kallor: [
          {
            kalla: 'paraplyet',
            stadsdel: 'jarva',
            status: 'aktuell',
            speglad: '2026-10-15T00:14:00.000Z',
            forklaring: 'Uppgifterna är från 2026-10-15 02:14.',
          },
        ],
      },
    },
  },
  problem: ['FINNS_EJ'],
})
