import { Type } from 'typebox'
import { date, exists, integer, ore, text, type SourceDeclaration } from './declare.ts'

export const BETALSTATUS = [
  'obetald',
  'delbetald',
  'delbetalning',
  'betald',
  'overbetald',
  'kredit',
  'makulerad',
  'okand',
] as const
export type Betalstatus = (typeof BETALSTATUS)[number]

const FakturaRow = Type.Object({ radnummer: integer, text, belopp: ore }, { additionalProperties: false })

export const AGRESSO = {
  label: 'Agresso',
  service: 'shared',
  internal: ['kund'],
  skydd: 'kund',
  kinds: {
    faktura: {
      schema: 'FakturaVisad',
      answer: 'fakturor',
      fields: {
        fakturanummer: text,
        delbetalning: Type.Optional(
          Type.Integer({ description: 'Vilken delbetalning av fakturan, när flera delar har samma fakturanummer.' }),
        ),
        ocrNummer: text,
        fakturadatum: date,
        forfallodatum: date,
        belopp: ore,
        kvarstaende: ore,
        betaldDatum: date,
        paminnelser: integer,
        inkasso: exists,
        betalstatus: Type.Optional(
          Type.Enum([...BETALSTATUS], {
            description:
              'Vad reskontran säger. `delbetalning`: betalas i delar enligt överenskommelse. `overbetald`: mer är betalt än ' +
              'fakturans belopp. `okand`: reskontran har en kod som inte är känd här, eller säger emot sig själv.',
          }),
        ),
        rader: Type.Optional(Type.Array(FakturaRow)),
      },
      shown: {
        fakturaRef: Type.Optional(
          Type.String({
            description:
              'Gäller lika länge och för samma som svarets personId. Saknas när fakturan visas med stöd av ett enkelttillstånd.',
          }),
        ),
        forfallen: Type.Optional(
          Type.Boolean({
            description:
              'Om fakturan är obetald efter sin förfallodag. Saknas när förfallodag saknas eller betalstatus är `okand`.',
          }),
        ),
      },
      derived: ['betalstatus'],
      searched: { fakturanummer: 'fakturanummer', ocr: 'ocrNummer' },
    },
  },
} as const satisfies SourceDeclaration
