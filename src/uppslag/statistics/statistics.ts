import type { Caller } from '../../access/caller.ts'
import { groundsOf } from '../../access/grounds.ts'
import { logIds } from '../../access/log-ids.ts'
import type { Outcome } from '../../access/outcome.ts'
import { ownRecord } from '../../access/records.ts'
import { failed, invalidRequest, rightMissing } from '../../access/refusals.ts'
import { isoWeek, mondayOfWeek, weekBefore, weekCount } from '../../atkomstlogg/follow/iso-week.ts'
import { type Categories, knownWords } from '../../cases/categories.ts'
import { swedishDate } from '../../platform/stockholm-time.ts'
import { REQUIREMENTS, requirementText, rollerFor } from '../../policy/requirements.ts'
import type { UppslagDeps } from '../uppslag.ts'
import type { StatisticsQuery, Statistikrad, Statistiksvar } from './statistics-schema.ts'
import type { UppslagCount, UppslagStatistics } from './statistics-store.ts'

export interface StatisticsDeps extends Pick<UppslagDeps, 'policy' | 'keys' | 'clock'> {
  readonly statistics: UppslagStatistics
  readonly categories: Categories
}

const MAX_WEEKS = 53
const DEFAULT_WEEKS = 13
/** Smaller counts could identify a person: those who work with the cases know which lookups they were. */
const MIN_SHOWN = 5
const UNCATEGORISED = 'okategoriserad'

/**
 * How many lookups, by week, district and category. The answer has cells only: with any sum, a suppressed cell could be
 * computed from the shown ones, and a filter selects among the same cells, so that two answers cannot be subtracted
 * from each other. Lookups that showed nothing are one number per week.
 */
export function createStatistics(deps: StatisticsDeps) {
  const { policy, keys } = deps
  const known = knownWords(deps.categories)

  return async (query: StatisticsQuery, caller: Caller): Promise<Outcome<Statistiksvar>> => {
    const { grounds } = groundsOf(deps, 'statistik', caller, {})
    const [roll] = rollerFor(policy, caller.roller, REQUIREMENTS.statistics)
    if (roll === undefined) return rightMissing(keys, grounds, 'ratt', requirementText(REQUIREMENTS.statistics).swedish)
    const { franVecka, tillVecka } = withDefault(query, isoWeek(swedishDate(grounds.tid)))
    const count = weekCount(franVecka, tillVecka)
    if (count === undefined || count > MAX_WEEKS)
      return invalidRequest(keys, grounds, [
        {
          pekare: '/franVecka',
          regel: `ska vara högst ${String(MAX_WEEKS)} veckor före tillVecka, och båda ska finnas`,
        },
      ])
    try {
      const cells = await deps.statistics.count(franVecka, tillVecka, query.stadsdel)
      return {
        poster: ownRecord(keys, grounds, { roll, utfall: 'visat', orsak: 'statistik' }),
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: grounds.tid.toISOString(),
          franVecka,
          tillVecka,
          rader: inKnownWords(cells, known).map(rowOf),
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

/** A quarter of a year that ends this week, or at the given end. */
function withDefault(
  { franVecka, tillVecka }: StatisticsQuery,
  thisWeek: string,
): { franVecka: string; tillVecka: string } {
  const to = tillVecka ?? thisWeek
  if (franVecka !== undefined) return { franVecka, tillVecka: to }
  return { franVecka: mondayOfWeek(to) === undefined ? to : weekBefore(to, DEFAULT_WEEKS - 1), tillVecka: to }
}

/** The configuration may have lost words since they were stored: their cells become one with those of no known word. */
function inKnownWords(cells: readonly UppslagCount[], known: ReturnType<typeof knownWords>): readonly UppslagCount[] {
  const merged = new Map<string, UppslagCount>()
  for (const { count, ...cell } of cells) {
    const word = (level: 'huvudkategori' | 'arendetyp' | 'arendeklass') =>
      cell[level] === null ? null : known(level, cell[level])
    const inWords = {
      huvudkategori: word('huvudkategori'),
      arendetyp: word('arendetyp'),
      arendeklass: word('arendeklass'),
    }
    const shown = { ...cell, ...inWords }
    // Sorted by what is shown: the place of a row must not tell the word that it hides.
    const key = JSON.stringify([cell.week, ...[cell.stadsdel, ...Object.values(inWords)].map((one) => one ?? LAST)])
    merged.set(key, { ...shown, count: count + (merged.get(key)?.count ?? 0) })
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell)
}

/** Sorts after every word. */
const LAST = '\u{10ffff}'

function rowOf({ count, week, ...cell }: UppslagCount): Statistikrad {
  const category = cell.stadsdel === null ? null : (cell.huvudkategori ?? UNCATEGORISED)
  const row = { vecka: week, ...cell, huvudkategori: category }
  return count < MIN_SHOWN
    ? { ...row, antal: null, antalText: `färre än ${String(MIN_SHOWN)}` }
    : { ...row, antal: count, antalText: String(count) }
}
