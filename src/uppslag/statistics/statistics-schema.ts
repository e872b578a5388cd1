import { type Static, Type } from 'typebox'
import { LogIds } from '../../access/log-ids.ts'
import { ANSWERED_AT, StadsdelCode } from '../../access/request-schema.ts'

const Week = (what: string) =>
  Type.String({ pattern: '^[0-9]{4}-W[0-9]{2}$', description: `${what}, som ISO-vecka.`, examples: ['2026-W40'] })
const Category = (what: string) =>
  Type.Union([Type.String(), Type.Null()], { description: `${what} Null när raden inte har någon stadsdel.` })

export const StatisticsQuery = Type.Object(
  {
    franVecka: Type.Optional(Week('Första veckan; utan den räknas tretton veckor')),
    tillVecka: Type.Optional(Week('Sista veckan; utan den innevarande')),
    stadsdel: Type.Optional(StadsdelCode),
  },
  { additionalProperties: false },
)
export type StatisticsQuery = Static<typeof StatisticsQuery>

export const Statistikrad = Type.Object(
  {
    vecka: Week('Veckan'),
    stadsdel: Type.Union([Type.String(), Type.Null()], {
      description: 'Kod för stadsdelen vars uppgifter visades. Null: uppslag som ingenting visade, vad orsaken än var.',
    }),
    huvudkategori: Category('Ärendets huvudkategori; `okategoriserad` utan ärende eller kategori.'),
    arendetyp: Category('Ärendets typ; null utan en sådan.'),
    arendeklass: Category('Ärendets klass; null utan en sådan.'),
    antal: Type.Union([Type.Integer(), Type.Null()], { description: 'Antal uppslag; null när de är färre än fem.' }),
    antalText: Type.String({ description: 'Antalet att visa för personal: ett tal, eller färre än 5.' }),
  },
  { additionalProperties: false, description: 'Antal uppslag av ett slag under en vecka.' },
)
export type Statistikrad = Static<typeof Statistikrad>

export const Statistiksvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    franVecka: Week('Första veckan som räknats'),
    tillVecka: Week('Sista veckan som räknats'),
    rader: Type.Array(Statistikrad, { description: 'En rad för varje vecka, stadsdel och kategori med uppslag.' }),
  },
  { additionalProperties: false, description: 'Antal uppslag, utan personer och utan summor.' },
)
export type Statistiksvar = Static<typeof Statistiksvar>
