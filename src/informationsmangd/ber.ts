import { date, type SourceDeclaration, text } from './declare.ts'

/** Barn- och elevregistret: preschool places and queues, about the child. */
export const BER = {
  label: 'Barn- och elevregistret',
  service: 'per-stadsdel',
  internal: ['barn'],
  skydd: 'barn',
  kinds: {
    forskoleplacering: {
      schema: 'ForskoleplaceringVisad',
      label: 'Förskoleplacering',
      description: 'Barnets placering i förskola',
      answer: 'forskoleplaceringar',
      fields: {
        forskola: text('Förskolans namn'),
        enhet: text('Avdelningen eller enheten i förskolan'),
        franOchMed: date('Placeringens första dag'),
        tillOchMed: date('Placeringens sista dag; saknas när den gäller tills vidare'),
        status: text('Placeringens läge: kommande, pagaende eller avslutad'),
      },
    },
    forskoleko: {
      schema: 'ForskolekoVisad',
      label: 'Kö till förskola',
      description: 'Barnets plats i kö till förskola',
      answer: 'forskoleko',
      fields: {
        sedan: date('Dagen då barnet ställdes i kö'),
        onskadEnhet: text('Enheten som önskas för barnet'),
        status: text('Läget i kön: vantar, erbjuden, tackat-nej eller placerad'),
      },
    },
  },
} as const satisfies SourceDeclaration
