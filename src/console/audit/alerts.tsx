import { acknowledgeAlert, listAlerts } from '../../api/contracts/alerts.ts'
import { ALERT_KINDS } from '../../atkomstlogg/follow/alert-rules.ts'
import type { AlertQuery, Larmsvar } from '../../review/alerts/alerts-schema.ts'
import { Hidden, Notice, Section, State } from '../frame/components.tsx'
import { momentText } from '../frame/format.ts'
import { Button, DialogLink, Form, TextArea } from '../frame/forms.tsx'
import { problemPage } from '../frame/pages.tsx'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { ALERT_WORDS, type AuditRules } from './alert-texts.ts'
import { type AuditFrame, auditFrame, type AuditFrameDeps, auditPage } from './audit-frame.tsx'
import { ACTS, ALERT_STATUSES, ALERTS, FIELDS } from './texts.ts'
import { inWords, type Names } from './words.ts'

export interface AlertPagesDeps extends AuditFrameDeps {
  readonly rules: AuditRules
}

interface Chosen {
  readonly status: 'nytt' | 'kvitterat' | 'alla'
  readonly slag: string
  readonly logg: string
}

export interface AlertsData {
  readonly frame: AuditFrame
  readonly names: Names
  readonly rules: AuditRules
  readonly chosen: Chosen
  readonly answer: Larmsvar
  readonly done: boolean
}

const LIMIT = 20
const KINDS = ALERT_KINDS as readonly string[]

export const alertsHref = ({ status, slag: kind, logg }: Chosen, page = 1): string => {
  const query = new URLSearchParams({ status })
  if (kind !== '') query.set('slag', kind)
  if (logg !== '') query.set('logg', logg)
  if (page > 1) query.set('sida', String(page))
  return `/logg/larm?${query.toString()}`
}

export const alertsPage = ({ frame, names, rules, chosen, answer, done }: AlertsData): Page => {
  const { larm: alerts, antal: count, page, limit } = answer
  return auditPage({
    frame,
    title: ALERTS.title,
    current: '/logg/larm',
    here: alertsHref(chosen),
    about: ALERTS.about,
    content: (
      <>
        {done ? <Notice is="ok">{ALERTS.done}</Notice> : null}
        <Section
          id="alerts"
          title={ALERTS.heading[chosen.status](count)}
          aside={<a href="/logg/regler#larm">{ALERTS.allRules}</a>}
        >
          <AlertChoices chosen={chosen} frame={frame} names={names} />
          {alerts.length === 0 ? <p>{ALERTS.none}</p> : null}
          <ul class="alerts">
            {alerts.map((alert, place) => (
              <OneAlert alert={alert} names={names} rules={rules} place={place} />
            ))}
          </ul>
          <p class="paging">
            {page > 1 ? (
              <a class="button" href={alertsHref(chosen, page - 1)}>
                {ACTS.previousPage}
              </a>
            ) : null}{' '}
            {page * limit < count ? (
              <a class="button" href={alertsHref(chosen, page + 1)}>
                {ACTS.nextPage}
              </a>
            ) : null}
          </p>
        </Section>
      </>
    ),
  })
}

const AlertChoices = ({ chosen, frame, names }: Pick<AlertsData, 'chosen' | 'frame' | 'names'>) => {
  const link = (label: string, change: Partial<Chosen>, on: boolean) => (
    <li>
      <a href={alertsHref({ ...chosen, ...change })} aria-current={on ? 'true' : undefined}>
        {label}
      </a>
    </li>
  )
  return (
    <div>
      <ul class="saved-filters" aria-label={ALERTS.status}>
        {(Object.keys(ALERT_STATUSES) as (keyof typeof ALERT_STATUSES)[]).map((status) =>
          link(ALERT_STATUSES[status], { status }, status === chosen.status),
        )}
      </ul>
      <form method="get" action="/logg/larm" class="row choices">
        <input type="hidden" name="status" value={chosen.status} />
        <label>
          <span class="label">{ALERTS.kind}</span>{' '}
          <select name="slag">
            <option value="">{ALERTS.allKinds}</option>
            {KINDS.filter((kind) => frame.mayProtected || !kind.startsWith('skyddad')).map((kind) => (
              <option value={kind} selected={kind === chosen.slag}>
                {ALERT_WORDS[kind]?.title}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="label">{FIELDS.log}</span>{' '}
          <select name="logg">
            <option value="">{FIELDS.allYours}</option>
            {frame.logs.map(({ logg }) => (
              <option value={logg} selected={logg === chosen.logg}>
                {inWords(names, 'logg', logg)}
              </option>
            ))}
          </select>
        </label>
        <Button>{ACTS.show}</Button>
      </form>
    </div>
  )
}

type Alert = Larmsvar['larm'][number]

const OneAlert = (props: {
  readonly alert: Alert
  readonly names: Names
  readonly rules: AuditRules
  readonly place: number
}) => {
  const { alert, names, rules, place } = props
  const words = ALERT_WORDS[alert.slag]
  const time = momentText(new Date(alert.tid))
  return (
    <li>
      <div>
        <h3>{words?.title ?? alert.slag}</h3>
        <p>
          {time} · {inWords(names, 'logg', alert.logg)} ·{' '}
          <State is={alert.status === 'nytt' ? 'warning' : 'ok'}>
            {alert.status === 'nytt' ? ALERTS.toDo : ALERTS.acknowledgedOne}
          </State>
        </p>
        <p class="small muted">
          <a href={`/logg/regler#larm-${alert.slag}`}>{ALERTS.rule}</a>: {words?.rule(rules)}
        </p>
        {alert.kvittering === null ? null : (
          <blockquote>
            <p>{alert.kvittering.kommentar}</p>
            <p class="small muted">
              {alert.kvittering.av}, {momentText(new Date(alert.kvittering.tid))}
            </p>
          </blockquote>
        )}
      </div>
      <div class="row">
        {alert.loggpost === null ? null : (
          <a class="button" href={`/logg/post?id=${encodeURIComponent(alert.loggpost)}`}>
            {ACTS.showRecord}
            <Hidden>{ALERTS.ofAlert(time)}</Hidden>
          </a>
        )}
        {alert.status === 'nytt' ? (
          <DialogLink
            id={`acknowledge-${String(place)}`}
            href={`/logg/larm/${encodeURIComponent(alert.larmId)}/kvittera`}
            label={
              <>
                {ALERTS.acknowledgeDialog}
                <Hidden>{ALERTS.theAlert(time)}</Hidden>
              </>
            }
            title={ALERTS.acknowledgeTitle}
          >
            <AcknowledgeForm id={alert.larmId} place={String(place)} />
          </DialogLink>
        ) : null}
      </div>
    </li>
  )
}

const AcknowledgeForm = (props: {
  readonly id: string
  readonly place: string
  readonly value?: string | undefined
  readonly error?: string | undefined
}) => (
  <Form action={`/logg/larm/${encodeURIComponent(props.id)}/kvittera`}>
    <TextArea
      name="kommentar"
      id={`comment-${props.place}`}
      label={ALERTS.comment}
      hint={ALERTS.commentHint}
      rows={4}
      maxLength={1000}
      required
      value={props.value}
      error={props.error}
    />
    <div class="row">
      <Button main>{ALERTS.acknowledge}</Button>
    </div>
  </Form>
)

export function alertHandlers(deps: AlertPagesDeps) {
  const { policy, rules } = deps

  const acknowledgePage = async (visit: Visit, value?: string, error?: string): Promise<PageAnswer> => ({
    page: auditPage({
      frame: await auditFrame(deps, visit),
      title: ALERTS.acknowledgeTitle,
      current: '/logg/larm',
      ...(error === undefined ? {} : { status: 422 }),
      content: (
        <div class="narrow-form">
          <AcknowledgeForm id={visit.parameters.id ?? ''} place="page" value={value} error={error} />
        </div>
      ),
    }),
  })

  return {
    list: async (visit: Visit): Promise<PageAnswer> => {
      const { query } = visit
      const status = (['kvitterat', 'alla'] as const).find((one) => one === query.get('status')) ?? 'nytt'
      const kind = query.get('slag') ?? ''
      const chosen: Chosen = { status, slag: KINDS.includes(kind) ? kind : '', logg: query.get('logg') ?? '' }
      const asked: Partial<AlertQuery> = {
        limit: LIMIT,
        page: Math.max(1, Number.parseInt(query.get('sida') ?? '1', 10) || 1),
        ...(status === 'alla' ? {} : { status }),
        ...(chosen.slag === '' ? {} : { slag: chosen.slag as NonNullable<AlertQuery['slag']> }),
        ...(chosen.logg === '' ? {} : { logg: chosen.logg }),
      }
      const { body: answer, problem } = await visit.perform(listAlerts, { query: asked })
      if (problem !== undefined) return problemPage(problem)
      const frame = await auditFrame(deps, visit)
      return { page: alertsPage({ frame, names: policy, rules, chosen, answer, done: query.has('klart') }) }
    },

    ask: (visit: Visit) => acknowledgePage(visit),

    acknowledge: async (visit: Visit): Promise<PageAnswer> => {
      const comment = (visit.form.get('kommentar') ?? '').trim().replaceAll('\r\n', '\n').normalize('NFC')
      if (comment === '') return acknowledgePage(visit, comment, ALERTS.commentMissing)
      const { problem } = await visit.perform(acknowledgeAlert, {
        parameters: { larmId: visit.parameters.id ?? '' },
        body: { kommentar: comment },
      })
      const fault = problem?.fel?.find(({ pekare }) => pekare === '/kommentar')
      if (fault !== undefined) return acknowledgePage(visit, comment, ALERTS.commentWrong(fault.regel))
      return problem === undefined ? { redirect: '/logg/larm?klart=1' } : problemPage(problem)
    },
  }
}
