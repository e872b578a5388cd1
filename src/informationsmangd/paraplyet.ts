import { date, integer, number, ore, period, text, type SourceDeclaration } from './declare.ts'

export const PARAPLYET = {
  label: 'Paraplyet',
  service: 'per-stadsdel',
  internal: [],
  skydd: 'person',
  kinds: {
    person: { schema: 'PersonVisad', answer: 'person', one: true, fields: { fornamn: text, efternamn: text } },
    beslut: {
      schema: 'BeslutVisat',
      answer: 'beslut',
      fields: {
        beslutId: text,
        lagSfs: text,
        lagKapitel: integer,
        lagParagraf: text,
        insatsKod: text,
        insats: text,
        beslutsdatum: date,
        franOchMed: date,
        tillOchMed: date,
        omfattning: number,
        enhet: text,
        status: text,
      },
    },
    avgift: {
      schema: 'AvgiftVisad',
      answer: 'avgift',
      fields: { period, avgift: ore, maxtaxa: ore, forbehallsbelopp: ore, avgiftsgrundandeInkomst: ore },
    },
    utforare: {
      schema: 'UtforareVisad',
      answer: 'utforare',
      fields: {
        uppdragId: text,
        namn: text,
        enhet: text,
        regi: text,
        insats: text,
        telefon: text,
        franOchMed: date,
        tillOchMed: date,
      },
    },
    handlaggare: {
      schema: 'HandlaggareVisad',
      answer: 'handlaggare',
      fields: { handlaggareId: text, namn: text, enhet: text, ansvarsomrade: text, telefon: text, telefontid: text },
    },
    kostatus: {
      schema: 'KostatusVisad',
      answer: 'kostatus',
      fields: { koId: text, slag: text, status: text, sedan: date, plats: integer, onskadEnhet: text },
    },
    rakningsmottagare: {
      schema: 'RakningsmottagareVisad',
      answer: 'rakningsmottagare',
      fields: { namn: text, slag: text, franOchMed: date },
    },
  },
} as const satisfies SourceDeclaration
