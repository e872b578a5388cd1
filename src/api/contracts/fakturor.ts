import { Type } from 'typebox'
import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { FakturaRef, Fakturasvar } from '../../uppslag/uppslag-schema.ts'
import { contract } from './contract.ts'

export const fetchFaktura = contract({
  id: 'hamtaFaktura',
  method: 'get',
  path: '/api/v1/fakturor/:fakturaRef',
  tag: 'Uppslag',
  summary: 'Hämta en faktura med sina rader',
  descriptionSv:
    'En faktura ur ett tidigare uppslag, bedömd på nytt under samma ändamål. En referens som inte gäller och en faktura ' +
    'som inte längre får visas ger ett och samma svar.',
  description:
    'One invoice of an earlier lookup, judged anew under the same purpose. A reference of no use and an invoice that ' +
    'may no longer be shown give one and the same answer.',
  handelse: 'faktura',
  requires: REQUIREMENTS.faktura,
  parameters: Type.Object({ fakturaRef: FakturaRef }),
  answer: Fakturasvar,
  example: {
    answer: {
      obetald: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        faktura: {
          stadsdel: 'jarva',
          kalla: 'agresso',
          fakturaRef: '9mXh2jYk0cW5vQ2lJd3RlbGVmb25pAQAB0f6hPzS1M4u9mXh2jYk0cW5vQ2lJd3Rl.bGVmb25pAQAB0f6h',
          fakturanummer: '1636976',
          ocrNummer: '1636976',
          fakturadatum: '2026-09-05',
          forfallodatum: '2026-09-30',
          belopp: 210000,
          kvarstaende: 210000,
          betalstatus: 'obetald',
          forfallen: true,
          rader: [{ radnummer: 1, text: 'Hemtjänst augusti', belopp: 210000 }],
        },
      },
    },
  },
  problem: ['FINNS_EJ'],
})
