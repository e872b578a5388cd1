import { Type } from 'typebox'
import { date, exists, integer, ore, type SourceDeclaration, text } from './declare.ts'

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

const FakturaRow = Type.Object(
  {
    radnummer: integer('Radens nummer på fakturan'),
    text: text('Vad raden gäller, i klartext'),
    belopp: ore('Radens belopp, minus när det räknas av'),
  },
  { additionalProperties: false, description: 'En rad på fakturan. Ett fält som reskontran inte har saknas.' },
)

export const AGRESSO = {
  label: 'Agresso',
  service: 'shared',
  internal: ['kund'],
  skydd: 'kund',
  kinds: {
    faktura: {
      schema: 'FakturaVisad',
      label: 'Faktura',
      description: 'En faktura, eller en del av en faktura som betalas i delar',
      answer: 'fakturor',
      fields: {
        fakturanummer: text('Fakturans nummer, så som det står på den'),
        delbetalning: integer('Vilken delbetalning av fakturan, när flera delar har samma fakturanummer'),
        ocrNummer: text('OCR-numret som anges vid betalning'),
        fakturadatum: date('Fakturans datum'),
        forfallodatum: date('Sista dagen att betala'),
        belopp: ore('Fakturans belopp, minus för en kreditfaktura'),
        kvarstaende: ore(
          'Det som är kvar att betala, minus när för mycket är betalt; saknas när reskontran inte säger det',
        ),
        betaldDatum: date('Dagen då fakturan senast betalades; saknas när ingenting är betalt'),
        paminnelser: integer('Antal påminnelser som skickats'),
        inkasso: exists('Om fakturan har lämnats till inkasso'),
        betalstatus: Type.Optional(
          Type.Enum([...BETALSTATUS], {
            description:
              'Vad reskontran säger. `delbetalning`: betalas i delar enligt överenskommelse. `overbetald`: mer är betalt än ' +
              'fakturans belopp. `okand`: reskontran har en kod som inte är känd här, eller säger emot sig själv.',
          }),
        ),
        rader: Type.Optional(
          Type.Array(FakturaRow, {
            description: 'Fakturans rader; saknas när reskontran inte har några eller de inte visas.',
          }),
        ),
      },
      shown: {
        fakturaRef: Type.Optional(
          Type.String({
            description:
              'Referens som hämtar fakturan med sina rader: gäller lika länge och för samma som svarets personId. Saknas när fakturan visas med stöd av ett enkelttillstånd.',
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
      refreshed: ['kvarstaende', 'betaldDatum', 'paminnelser', 'inkasso', 'betalstatus'],
      searched: { fakturanummer: 'fakturanummer', ocr: 'ocrNummer' },
    },
  },
} as const satisfies SourceDeclaration
