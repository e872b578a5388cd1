import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { RegisterQuery, Registersvar } from '../../uppslag/handlaggare/handlaggare-schema.ts'
import { contract } from './contract.ts'

export const listHandlaggare = contract({
  id: 'listaHandlaggare',
  method: 'get',
  path: '/api/v1/handlaggare',
  tag: 'Handläggare',
  summary: 'Register över handläggare',
  descriptionSv:
    'Handläggare med stadsdel, ansvarsområde, enhet, telefon och telefontid, så som senaste läsningen av varje stadsdels ' +
    'system har dem. En stadsdel utan avtal finns inte med.',
  description:
    'Care officials with district, area of responsibility, unit, phone and phone hours, as the newest read of each ' +
    'district has them. A district without an agreement is not in it.',
  handelse: 'register',
  requires: REQUIREMENTS.register,
  query: RegisterQuery,
  answer: Registersvar,
  example: {
    answer: {
      traff: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        handlaggare: [
          {
            stadsdel: 'jarva',
            kalla: 'paraplyet',
            handlaggareId: 'JAH001',
            namn: 'Maj Lind',
            enhet: 'Beställarenheten äldre, Järva',
            ansvarsomrade: 'Hemtjänst',
            telefon: '08-465 004 11',
            telefontid: 'Vardagar 8.30-9.30',
          },
        ],
        limit: 20,
        page: 1,
        antal: 1,
      },
    },
  },
  problem: [],
})
