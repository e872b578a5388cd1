import { fetchUppslagStatistics } from '../../api/contracts/statistics.ts'
import type { Statistiksvar } from '../../uppslag/statistics/statistics-schema.ts'
import { Section, Table } from '../frame/components.tsx'
import { problemPage } from '../frame/pages.tsx'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { type AuditFrame, auditFrame, type AuditFrameDeps, auditPage } from './audit-frame.tsx'
import { COLUMNS, STATISTICS } from './texts.ts'
import { inWords, type Names } from './words.ts'

/** Lookups by week, board and category of the case, without persons. */
export const statisticsPage = (data: {
  readonly frame: AuditFrame
  readonly names: Names
  readonly answer: Statistiksvar
}): Page => {
  const { frame, names, answer } = data
  const weeks = [...new Set(answer.rader.map(({ vecka }) => vecka))].sort().reverse()
  return auditPage({
    frame,
    title: STATISTICS.title,
    heading: STATISTICS.heading,
    about: STATISTICS.about(answer.franVecka, answer.tillVecka),
    current: '/logg/statistik',
    content:
      weeks.length === 0 ? (
        <p>{STATISTICS.none}</p>
      ) : (
        weeks.map((week) => (
          <Section id={`vecka-${week}`} title={STATISTICS.week(week)}>
            <Table
              caption={STATISTICS.caption(week)}
              columns={[
                { label: COLUMNS.stadsdel },
                { label: COLUMNS.category },
                { label: COLUMNS.arendetyp },
                { label: COLUMNS.number, number: true },
              ]}
              rows={answer.rader
                .filter(({ vecka }) => vecka === week)
                .map((row, place) => ({
                  key: String(place),
                  cells: [
                    row.stadsdel === null ? STATISTICS.shownNothing : inWords(names, 'logg', row.stadsdel),
                    row.huvudkategori ?? '–',
                    row.arendetyp ?? '–',
                    row.antalText,
                  ],
                }))}
            />
          </Section>
        ))
      ),
  })
}

export const showStatistics =
  (deps: AuditFrameDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { body: answer, problem } = await visit.perform(fetchUppslagStatistics, { query: {} })
    if (problem !== undefined) return problemPage(problem)
    return { page: statisticsPage({ frame: await auditFrame(deps, visit), names: deps.policy, answer }) }
  }
