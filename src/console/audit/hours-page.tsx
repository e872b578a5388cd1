import { fetchHours } from '../../api/contracts/log-search.ts'
import { type Weekday, WEEKDAYS } from '../../platform/stockholm-time.ts'
import type { Timmesstatistik } from '../../review/search/hours-schema.ts'
import { Hidden, Notice, Section } from '../frame/components.tsx'
import { Button } from '../frame/forms.tsx'
import { problemPage } from '../frame/pages.tsx'
import { WEEKDAY_NAMES } from '../frame/texts.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { type AuditFrame, auditFrame, type AuditFrameDeps, auditPage } from './audit-frame.tsx'
import { dayOf, daysOf, EMPTY, PERIODS } from './filter.ts'
import { PERIOD_NAMES } from './search-texts.ts'
import { ACTS, FIELDS, HOURS } from './texts.ts'

const DAY = Array.from({ length: 24 }, (_, hour) => hour)
type Unit = Timmesstatistik['enheter'][number]

/** When in the week each unit looks persons up: a real table, whose cells are tinted by their number. */
export const hoursPage = (data: {
  readonly frame: AuditFrame
  readonly answer: Timmesstatistik
  readonly logg: string
}): Page => {
  const { frame, answer, logg } = data
  const href = (period: string) =>
    `/logg/tider?${new URLSearchParams({ period, ...(logg === '' ? {} : { logg }) }).toString()}`
  return auditPage({
    frame,
    title: HOURS.title,
    heading: HOURS.heading,
    about: HOURS.about(answer.franOchMed, answer.tillOchMed),
    current: '/logg/tider',
    content: (
      <>
        <form method="get" action="/logg/tider" class="row choices apart">
          <span class="row quick">
            {PERIODS.map((period) => (
              <a href={href(period)}>{PERIOD_NAMES.get(period)}</a>
            ))}
          </span>
          <label>
            <span class="label">{FIELDS.from}</span>{' '}
            <input type="text" name="fran" value={answer.franOchMed} inputMode="numeric" maxLength={10} />
          </label>
          <label>
            <span class="label">{FIELDS.to}</span>{' '}
            <input type="text" name="till" value={answer.tillOchMed} inputMode="numeric" maxLength={10} />
          </label>
          <label>
            <span class="label">{FIELDS.log}</span>{' '}
            <select name="logg">
              <option value="">{FIELDS.allYours}</option>
              {frame.logs.map((one) => (
                <option value={one.logg} selected={one.logg === logg}>
                  {one.name}
                </option>
              ))}
            </select>
          </label>
          <Button>{ACTS.show}</Button>
        </form>
        <p class="small muted">{HOURS.few}</p>
        {answer.raknatTill === null ? null : (
          <Notice is="warning">{HOURS.countedUntil(new Date(answer.raknatTill))}</Notice>
        )}
        {answer.enheter.length === 0 && answer.raknatTill === null ? <Notice is="none">{HOURS.none}</Notice> : null}
        <div class="heat-units">
          {answer.enheter.map((unit) => (
            <Section id={`enhet-${unit.enhet}`} title={unit.namn} aside={HOURS.inAll(unit.antalText)}>
              <HeatMap unit={unit} />
              <p class="small">{summary(unit)}</p>
            </Section>
          ))}
        </div>
      </>
    ),
  })
}

const HeatMap = ({ unit }: { readonly unit: Unit }) => {
  const cellOf = (day: Weekday, hour: number) =>
    unit.celler.find(({ veckodag, timme }) => veckodag === day && timme === hour)
  const most = Math.max(1, ...unit.celler.map(({ antal }) => antal ?? 0))
  return (
    <div class="scroll heat-scroll" tabIndex={0} role="region" aria-label={HOURS.table(unit.namn)}>
      <table class="heat">
        <caption class="hidden">{HOURS.caption(unit.namn)}</caption>
        <thead>
          <tr>
            <th scope="col">{HOURS.hour}</th>
            {WEEKDAYS.map((day) => (
              <th scope="col">
                <abbr title={WEEKDAY_NAMES[day]}>{WEEKDAY_NAMES[day].slice(0, 2)}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {DAY.map((hour) => (
            <tr>
              <th scope="row">{hoursText(hour)}</th>
              {WEEKDAYS.map((day) => {
                const cell = cellOf(day, hour)
                if (cell === undefined) return <td class="heat-0">0</td>
                if (cell.antal === null)
                  return (
                    <td class="heat-few">
                      {HOURS.fewCell}
                      <Hidden>{HOURS.notGiven}</Hidden>
                    </td>
                  )
                return <td class={`heat-${String(Math.max(1, Math.ceil((5 * cell.antal) / most)))}`}>{cell.antal}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** `07–08`. */
const hoursText = (hour: number): string =>
  `${String(hour).padStart(2, '0')}–${String((hour + 1) % 24).padStart(2, '0')}`

/** What the colours show, in words. */
function summary({ celler: cells }: Unit): string {
  const known = cells.filter((cell) => cell.antal !== null)
  const [top] = [...known].sort((a, b) => (b.antal ?? 0) - (a.antal ?? 0))
  const outside = cells.filter(({ veckodag, timme }) => timme < 7 || timme >= 18 || /^(lordag|sondag)$/.test(veckodag))
  const most =
    top === undefined ? HOURS.tooFew : HOURS.most(WEEKDAY_NAMES[top.veckodag], hoursText(top.timme), top.antalText)
  const late = outside.length === 0 ? HOURS.noneOutside : HOURS.outside(outside.length)
  return `${most} ${late}`
}

export const showHours =
  (deps: AuditFrameDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { query, now } = visit
    const period = PERIODS.find((one) => one === query.get('period'))
    const day = (name: string) => {
      const read = dayOf(query.get(name) ?? '')
      return read ?? undefined
    }
    const typed = { ...EMPTY, period, from: day('fran'), to: day('till') }
    const { from, to } = daysOf(typed, now)
    const log = query.get('logg') ?? ''
    const { body: answer, problem } = await visit.perform(fetchHours, {
      query: {
        ...(from === undefined ? {} : { franOchMed: from }),
        ...(to === undefined ? {} : { tillOchMed: to }),
        ...(log === '' ? {} : { logg: log }),
      },
    })
    if (problem !== undefined) return problemPage(problem)
    return { page: hoursPage({ frame: await auditFrame(deps, visit), answer, logg: log }) }
  }
