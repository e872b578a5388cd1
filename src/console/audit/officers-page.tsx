import { searchLog } from '../../api/contracts/log-search.ts'
import type { Sokningssvar } from '../../review/search/search-schema.ts'
import { Hidden, Section, Table } from '../frame/components.tsx'
import { dateText, secondsText, wholeNumber } from '../frame/format.ts'
import { Button } from '../frame/forms.tsx'
import { problemPage } from '../frame/pages.tsx'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { type AuditFrame, auditFrame, type AuditFrameDeps, auditPage, reasonHref } from './audit-frame.tsx'
import { reasonOf } from './errand.ts'
import { daysOf, EMPTY, type PeriodName, PERIODS } from './filter.ts'
import { OUTCOME_NAMES, PERIOD_NAMES } from './search-texts.ts'
import { ACTS, AUDIT, COLUMNS, FIELDS, OFFICERS } from './texts.ts'
import { inWords, type Names } from './words.ts'

/** As many as the search gives: of somebody who reads every log each search has a record in each. */
const LIMIT = 100

const PATH = '/logg/granskare'
const addressOf = (query: Readonly<Record<string, string>>): string =>
  `${PATH}?${new URLSearchParams(query).toString()}`

/** Somebody by the issuer and the name, as the log has them. */
interface Named {
  readonly utfardare: string | null
  readonly slutanvandare: string | null
}

const isSame = (one: Named, other: Named): boolean =>
  one.slutanvandare !== null && one.slutanvandare === other.slutanvandare && one.utfardare === other.utfardare

type Hit = Sokningssvar['traffar'][number]
type Call = readonly [Hit, ...Hit[]]

/** A search stands in each log that it searched: the records of one call are one row. */
function byCall(hits: readonly Hit[]): readonly Call[] {
  const calls = new Map<string, [Hit, ...Hit[]]>()
  for (const hit of hits) {
    const key = `${hit.handelseId} ${hit.orsak} ${hit.slutanvandare ?? ''} ${hit.personId === null ? '' : 'person'}`
    const call = calls.get(key)
    if (call === undefined) calls.set(key, [hit])
    else call.push(hit)
  }
  return [...calls.values()]
}

const LogsOf = ({ records, names }: { readonly records: Call; readonly names: Names }) =>
  records.length === 1 ? (
    <>{inWords(names, 'logg', records[0].logg)}</>
  ) : (
    <details>
      <summary>{OFFICERS.logs(records.length)}</summary>
      <ul>
        {records.map(({ logg, loggpost }) => (
          <li>
            <a href={`/logg/post?id=${encodeURIComponent(loggpost)}`}>{inWords(names, 'logg', logg)}</a>
          </li>
        ))}
      </ul>
    </details>
  )

/** What the officers themselves have searched for: each search stands in the logs that it searched. */
export const officersPage = (data: {
  readonly frame: AuditFrame
  readonly names: Names
  readonly answer: Sokningssvar
  readonly period: PeriodName
  /** The one log that is asked for, or empty. */
  readonly log: string
  readonly own: Named
}): Page => {
  const { frame, names, answer, period, log, own } = data
  const { traffar: hits, antal: count, markor, fasetter: facets } = answer
  const href = (one: PeriodName, cursor?: string) =>
    addressOf({
      period: one,
      ...(log === '' ? {} : { logg: log }),
      ...(cursor === undefined ? {} : { markor: cursor }),
    })
  const nameOf = (one: Named): string | undefined =>
    isSame(one, own) ? OFFICERS.you(String(one.slutanvandare)) : (one.slutanvandare ?? undefined)
  return auditPage({
    frame,
    title: OFFICERS.title,
    heading: OFFICERS.heading,
    about: OFFICERS.about,
    current: PATH,
    here: href(period),
    content: (
      <Section
        id="officers"
        title={count === undefined ? OFFICERS.following : OFFICERS.records(count)}
        aside={
          <span class="row quick">
            {PERIODS.map((one) => (
              <a href={href(one)} aria-current={one === period ? 'true' : undefined}>
                {PERIOD_NAMES.get(one)}
              </a>
            ))}
          </span>
        }
      >
        {frame.logs.length > 1 ? <ChooseLog frame={frame} period={period} log={log} /> : null}
        {facets === undefined || facets.handlaggare.length === 0 ? null : (
          <p>
            {OFFICERS.perOfficer}{' '}
            {facets.handlaggare.map((one) => `${nameOf(one) ?? ''} ${wholeNumber(one.antal)}`).join(' · ')}
          </p>
        )}
        {hits.length === 0 ? (
          <p>{OFFICERS.none}</p>
        ) : (
          <Table
            caption={OFFICERS.caption}
            class="hits"
            columns={[
              COLUMNS.time,
              COLUMNS.officer,
              COLUMNS.log,
              COLUMNS.what,
              COLUMNS.reason,
              COLUMNS.concerned,
              COLUMNS.outcome,
              COLUMNS.record,
            ].map((label) => ({
              label,
            }))}
            rows={byCall(hits).map((records) => {
              const [hit] = records
              const time = new Date(hit.tid)
              return {
                key: hit.loggpost,
                cells: [
                  <span class="moment">
                    <b>{secondsText(time)}</b>
                    {dateText(time)}
                  </span>,
                  nameOf(hit) ?? <span class="muted">{AUDIT.itself}</span>,
                  <LogsOf records={records} names={names} />,
                  inWords(names, 'orsak', hit.orsak),
                  hit.andamal ?? <span class="muted">{OFFICERS.noReason}</span>,
                  hit.personId === null ? OFFICERS.nobody : OFFICERS.somebody,
                  [...new Set(records.map(({ utfall }) => OUTCOME_NAMES[utfall] ?? utfall))].join(', '),
                  <a href={`/logg/post?id=${encodeURIComponent(hit.loggpost)}`}>
                    {ACTS.show}
                    <Hidden>{ACTS.theRecord(secondsText(time))}</Hidden>
                  </a>,
                ],
              }
            })}
          />
        )}
        {markor === null ? null : (
          <p class="paging">
            <a class="button" href={href(period, markor)}>
              {ACTS.nextPage}
            </a>
          </p>
        )}
      </Section>
    ),
  })
}

/** Somebody who reads many logs has a record of each act in every one of them, and few acts on a page; in one log it stands once. */
const ChooseLog = (props: { readonly frame: AuditFrame; readonly period: PeriodName; readonly log: string }) => (
  <form method="get" action={PATH} class="row choices">
    <input type="hidden" name="period" value={props.period} />
    <label>
      <span class="label">{FIELDS.log}</span>{' '}
      <select name="logg">
        <option value="">{FIELDS.allYours}</option>
        {props.frame.logs.map(({ logg, name }) => (
          <option value={logg} selected={logg === props.log}>
            {name}
          </option>
        ))}
      </select>
    </label>
    <Button>{ACTS.show}</Button>
  </form>
)

export const showOfficers =
  (deps: AuditFrameDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const period = PERIODS.find((one) => one === visit.query.get('period')) ?? '7'
    const reason = await reasonOf(deps.errands, visit)
    const log = visit.query.get('logg') ?? ''
    if (reason === undefined)
      return { redirect: reasonHref(addressOf({ period, ...(log === '' ? {} : { logg: log }) })) }
    const { from = '', to = '' } = daysOf({ ...EMPTY, period }, visit.now)
    const cursor = visit.query.get('markor')
    const { body: answer, problem } = await visit.perform(searchLog, {
      body: {
        ...{ skal: reason, limit: LIMIT, franOchMed: from, tillOchMed: to },
        ...(log === '' ? {} : { loggar: [log] }),
        handelse: ['granskning', 'utdrag', 'export'],
        ...(cursor === null ? {} : { markor: cursor }),
      },
    })
    if (problem !== undefined) return problemPage(problem)
    return {
      page: officersPage({
        ...{ frame: await auditFrame(deps, visit), names: deps.policy, answer, period, log },
        own: visit.who.caller,
      }),
    }
  }
