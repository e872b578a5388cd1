import { Type } from 'typebox'
import { date, exists, integer, ore, text, type SourceDeclaration } from './declare.ts'

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
        ocrNummer: text,
        fakturadatum: date,
        forfallodatum: date,
        belopp: ore,
        kvarstaende: ore,
        betaldDatum: date,
        paminnelser: integer,
        inkasso: exists,
        betalstatus: text,
        rader: Type.Optional(Type.Array(FakturaRow)),
      },
      shown: {
        fakturaRef: Type.Optional(
          Type.String({
            description:
              'Gäller lika länge och för samma som svarets personId. Saknas när fakturan visas med stöd av ett enkelttillstånd.',
          }),
        ),
        forfallen: exists,
      },
      derived: ['betalstatus'],
      searched: { fakturanummer: 'fakturanummer', ocr: 'ocrNummer' },
    },
  },
} as const satisfies SourceDeclaration
