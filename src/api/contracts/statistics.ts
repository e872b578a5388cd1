import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { StatisticsQuery, Statistiksvar } from '../../uppslag/statistics/statistics-schema.ts'
import { contract } from './contract.ts'

export const fetchUppslagStatistics = contract({
  id: 'hamtaUppslagsstatistik',
  method: 'get',
  path: '/api/v1/statistik/uppslag',
  tag: 'Statistik',
  summary: 'Antal uppslag per vecka, stadsdel och kategori',
  descriptionSv:
    'Räknat ur åtkomstloggen, utan personer. Ett uppslag som visade uppgifter från flera stadsdelar räknas i var och en ' +
    'av dem; de som inget visade står utan stadsdel som ett tal per vecka. Färre än fem anges inte, och inga summor ges. ' +
    'Kategorins ord är de som konfigurationen har; andra räknas som övrigt. ' +
    'Högst 53 veckor; utan gränser de senaste 13.',
  description:
    'Counted from the access log, without persons. A lookup that showed data of several districts counts in each of ' +
    'them; those that showed nothing stand without district as one number a week. Fewer than five are not told, and ' +
    'there are no sums. The words of a category are those of the configuration; others count as övrigt. At most 53 weeks; the last 13 when not limited.',
  handelse: 'statistik',
  requires: REQUIREMENTS.statistics,
  query: StatisticsQuery,
  answer: Statistiksvar,
  example: {
    answer: {
      envecka: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        franVecka: '2026-W40',
        tillVecka: '2026-W40',
        rader: [
          {
            vecka: '2026-W40',
            stadsdel: 'jarva',
            huvudkategori: 'Ekonomi',
            arendetyp: 'Faktura',
            arendeklass: 'Fråga om faktura',
            antal: 12,
            antalText: '12',
          },
          {
            vecka: '2026-W40',
            stadsdel: 'jarva',
            huvudkategori: 'okategoriserad',
            arendetyp: null,
            arendeklass: null,
            antal: null,
            antalText: 'färre än 5',
          },
          {
            vecka: '2026-W40',
            stadsdel: null,
            huvudkategori: null,
            arendetyp: null,
            arendeklass: null,
            antal: 31,
            antalText: '31',
          },
        ],
      },
    },
  },
  problem: [],
})
