import { date, text, type SourceDeclaration } from './declare.ts'

/** Barn- och elevregistret: preschool places and queues, about the child. */
export const BER = {
  label: 'Barn- och elevregistret',
  service: 'per-stadsdel',
  internal: ['barn'],
  skydd: 'barn',
  kinds: {
    forskoleplacering: {
      schema: 'ForskoleplaceringVisad',
      answer: 'forskoleplaceringar',
      fields: { forskola: text, enhet: text, franOchMed: date, tillOchMed: date, status: text },
    },
    forskoleko: {
      schema: 'ForskolekoVisad',
      answer: 'forskoleko',
      fields: { sedan: date, onskadEnhet: text, status: text },
    },
  },
} as const satisfies SourceDeclaration
