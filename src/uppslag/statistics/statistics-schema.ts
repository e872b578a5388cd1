import { Type, type Static } from 'typebox'
import { LogIds } from '../../access/log-ids.ts'
import { StadsdelCode } from '../../access/request-schema.ts'

const Week = Type.String({
  pattern: '^[0-9]{4}-W[0-9]{2}$',
  description: 'ISO-vecka.',
  examples: ['2026-W40'],
})
const Category = Type.Union([Type.String(), Type.Null()])

export const StatisticsQuery = Type.Object(
  {
    franVecka: Type.Optional(Week),
    tillVecka: Type.Optional(Week),
    stadsdel: Type.Optional(StadsdelCode),
  },
  { additionalProperties: false },
)
export type StatisticsQuery = Static<typeof StatisticsQuery>

export const Statistikrad = Type.Object(
  {
    vecka: Week,
    /** Null: lookups that showed nothing, whatever the cause. */
    stadsdel: Type.Union([Type.String(), Type.Null()]),
    huvudkategori: Category,
    arendetyp: Category,
    arendeklass: Category,
    antal: Type.Union([Type.Integer(), Type.Null()]),
    antalText: Type.String(),
  },
  { additionalProperties: false },
)
export type Statistikrad = Static<typeof Statistikrad>

export const Statistiksvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: Type.String({ format: 'date-time' }),
    franVecka: Week,
    tillVecka: Week,
    rader: Type.Array(Statistikrad),
  },
  { additionalProperties: false },
)
export type Statistiksvar = Static<typeof Statistiksvar>
