import type { ComponentChildren } from 'preact'
import { fetchReviewStatistics } from '../../api/contracts/board.ts'
import { daysAfter } from '../../platform/stockholm-time.ts'
import type { Granskningsmanad } from '../../review/follow-up/board-schema.ts'
import { monthsAt } from '../../review/follow-up/draw-sample.ts'
import { type AuditFrame, auditFrame, auditPage } from '../audit/audit-frame.tsx'
import { OUTCOME_NAMES } from '../audit/search-texts.ts'
import { Section, Table } from '../frame/components.tsx'
import { percent } from '../frame/format.ts'
import { Button, Select, TextField } from '../frame/forms.tsx'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import { firstBoard } from './choose-logs.tsx'
import type { FollowUpPagesDeps } from './deps.ts'
import { errorsOf, fieldErrors, type FormState, monthFrom } from './form.ts'
import { MonthBars } from './month-bars.tsx'
import { COLUMNS, DRAW, MONTHS_PAGE, STATISTICS } from './texts.ts'
import { named, ruleName, unitName } from './words.tsx'

const HERE = '/logg/uppfoljning/statistik'

/** Nothing in it is of a person: board and months stand in the address. */
export const showStatistics =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { query, now } = visit
    const frame = await auditFrame(deps, visit)
    const { last } = monthsAt(now)
    const half = Array.from({ length: 5 }).reduce<string>((month) => daysAfter(`${month}-01`, -1).slice(0, 7), last)
    const values = {
      logg: frame.logs.find((one) => one.logg === query.get('logg'))?.logg ?? firstBoard(frame),
      fran: query.get('fran') ?? half,
      till: query.get('till') ?? last,
    }
    const [from, to] = [monthFrom(values.fran), monthFrom(values.till)]
    const errors = errorsOf(
      ['fran', from === undefined && DRAW.monthWrong],
      ['till', to === undefined && DRAW.monthWrong],
    )
    if (from === undefined || to === undefined) return page(frame, values, errors, null)
    const given = await visit.perform(fetchReviewStatistics, {
      query: { franManad: from, tillManad: to, ...(values.logg === '' ? {} : { logg: values.logg }) },
    })
    if (given.problem === undefined)
      return page(frame, values, {}, <Months months={given.body.manader} frame={frame} deps={deps} />)
    const told = fieldErrors(given.problem, ['franManad', 'tillManad'])
    if (told === undefined) return problemPage(given.problem)
    return page(frame, values, errorsOf(['fran', told.franManad], ['till', told.tillManad]), null)
  }

function page(
  frame: AuditFrame,
  values: FormState['values'],
  errors: FormState['errors'],
  content: ComponentChildren,
): PageAnswer {
  return {
    page: auditPage({
      frame,
      title: STATISTICS.title,
      about: STATISTICS.about,
      current: '/logg/uppfoljning',
      here: HERE,
      ...(Object.keys(errors).length > 0 ? { status: 400 } : {}),
      content: (
        <>
          <form method="get" action={HERE} class="inline-form">
            <Select
              name="logg"
              label={DRAW.log}
              options={frame.logs.map(({ logg, name }) => ({ value: logg, label: name }))}
              value={values.logg}
            />
            <TextField name="fran" label={STATISTICS.from} value={values.fran} error={errors.fran} numeric />
            <TextField name="till" label={STATISTICS.to} value={values.till} error={errors.till} numeric />
            <Button>{STATISTICS.show}</Button>
          </form>
          {content}
        </>
      ),
    }),
  }
}

const Months = (props: {
  readonly months: readonly Granskningsmanad[]
  readonly frame: AuditFrame
  readonly deps: FollowUpPagesDeps
}) => {
  const { months, frame, deps } = props
  const [first] = months
  const name = frame.logs.find(({ logg }) => logg === first?.logg)?.name ?? ''
  return (
    <>
      <Section id="uppslag" title={`${STATISTICS.perMonth}, ${name}`}>
        {months.some(({ antal }) => antal !== null) ? <MonthBars months={months} /> : null}
        <Table
          caption={STATISTICS.perMonth}
          columns={[{ label: COLUMNS.month }, { label: COLUMNS.uppslag, number: true }, { label: STATISTICS.followUp }]}
          rows={months.map((one) => ({
            key: one.manad,
            cells: [one.manad, countText(one), <FollowUpText month={one} />],
          }))}
        />
      </Section>
      {months
        .filter(({ rader, flaggade }) => rader.length > 0 || flaggade.length > 0)
        .reverse()
        .map((one) => (
          <OneMonth month={one} deps={deps} />
        ))}
    </>
  )
}

const countText = ({ raknat, antalText }: Granskningsmanad): string =>
  raknat === null ? STATISTICS.notCounted : antalText

const FollowUpText = ({ month }: { readonly month: Granskningsmanad }) =>
  month.uppfoljning.length === 0 ? (
    <span class="muted">{MONTHS_PAGE.notDrawn}</span>
  ) : (
    <ul>
      {month.uppfoljning.map(({ urvalId, bedomda, poster, avslutat, slag }) => (
        <li>
          <a href={`/logg/uppfoljning/${urvalId}`}>{MONTHS_PAGE.judged(bedomda, poster)}</a>
          {slag === 'extra' ? STATISTICS.extra : ''}
          {avslutat === null ? '' : STATISTICS.signed}
        </li>
      ))}
    </ul>
  )

const OneMonth = ({ month, deps }: { readonly month: Granskningsmanad; readonly deps: FollowUpPagesDeps }) => (
  <Section id={`m-${month.manad}`} title={STATISTICS.month(month.manad, countText(month))}>
    <div class="pair">
      <Table
        caption={STATISTICS.byUnit(month.manad)}
        columns={[
          { label: STATISTICS.unit },
          { label: COLUMNS.andamal },
          { label: COLUMNS.outcome },
          { label: COLUMNS.count, number: true },
        ]}
        rows={month.rader.map((row, place) => ({
          key: String(place),
          cells: [
            unitName(deps.rules.followUp, row.enhet),
            row.andamal === null ? '–' : named(deps.policy.andamal, row.andamal),
            OUTCOME_NAMES[row.utfall] ?? row.utfall,
            row.antalText,
          ],
        }))}
      />
      <Table
        caption={STATISTICS.flaggedOf(month.manad)}
        columns={[
          { label: COLUMNS.rule },
          { label: STATISTICS.flagged, number: true },
          { label: STATISTICS.share, number: true },
        ]}
        rows={month.flaggade.map(({ regel, antalText, andelPromille }) => ({
          key: regel,
          cells: [
            <a href={`/logg/uppfoljning/regler#${encodeURIComponent(regel)}`}>
              {ruleName(deps.rules.followUp, regel)}
            </a>,
            antalText,
            andelPromille === null ? STATISTICS.notGiven : percent(andelPromille / 1000),
          ],
        }))}
      />
    </div>
  </Section>
)
