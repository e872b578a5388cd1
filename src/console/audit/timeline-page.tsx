import type { ComponentChildren } from 'preact'
import { INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import { kindName } from '../../informationsmangd/names.ts'
import type { Tidslinjesvar } from '../../review/search/timeline-schema.ts'
import { Hidden, Icon, type IconName, Notice, Section } from '../frame/components.tsx'
import { capital, dateText, secondsText } from '../frame/format.ts'
import { Button, Form, Select, TextField } from '../frame/forms.tsx'
import type { Page } from '../frame/visit.ts'
import { ALERT_WORDS } from './alert-texts.ts'
import { type AuditFrame, auditPage } from './audit-frame.tsx'
import { Flags } from './flags.tsx'
import { LINE_KINDS, OUTCOME_NAMES, TIMELINE } from './search-texts.ts'
import { ACTS, FIELDS, MENU } from './texts.ts'
import { inWords, type Names } from './words.ts'

export interface TimelineForm {
  readonly frame: AuditFrame
  readonly typed: URLSearchParams
  readonly errors: Readonly<Partial<Record<'skal' | 'personnummer' | 'handlaggare' | 'fran' | 'till', string>>>
  readonly notice?: string
}

/** Whose timeline: a person's, or a user's. */
export const timelineFormPage = ({ frame, typed, errors, notice }: TimelineForm): Page => {
  const value = (name: string) => typed.get(name) ?? ''
  return auditPage({
    frame,
    title: MENU.timeline,
    current: '/logg/tidslinje',
    ...(Object.keys(errors).length === 0 ? {} : { status: 422 }),
    about: TIMELINE.about,
    content: (
      <>
        {notice === undefined ? null : <Notice is="warning">{notice}</Notice>}
        <Section id="choose" title={TIMELINE.whose}>
          <Form action="/logg/tidslinje" class="search-form">
            {frame.reason === undefined ? (
              <div class="whole">
                <TextField
                  name="skal"
                  label={FIELDS.reason}
                  value={value('skal')}
                  error={errors.skal}
                  maxLength={200}
                  required
                />
              </div>
            ) : null}
            <TextField
              name="personnummer"
              label={FIELDS.personnummer}
              hint={TIMELINE.personHint}
              numeric
              first
              value={value('personnummer')}
              error={errors.personnummer}
              maxLength={13}
            />
            <TextField
              name="handlaggare"
              label={FIELDS.user}
              hint={TIMELINE.userHint}
              value={value('handlaggare')}
              error={errors.handlaggare}
              maxLength={200}
            />
            <TextField
              name="fran"
              label={FIELDS.from}
              hint={FIELDS.dayHint}
              numeric
              value={value('fran')}
              error={errors.fran}
              maxLength={10}
            />
            <TextField
              name="till"
              label={FIELDS.to}
              hint={FIELDS.dayHint}
              numeric
              value={value('till')}
              error={errors.till}
              maxLength={10}
            />
            <Select
              name="ordning"
              label={TIMELINE.order}
              value={value('ordning')}
              options={[
                { value: 'nyast', label: TIMELINE.newest },
                { value: 'aldst', label: TIMELINE.oldest },
              ]}
            />
            <div class="row whole">
              <Button main>{TIMELINE.show}</Button>
            </div>
          </Form>
        </Section>
      </>
    ),
  })
}

type Line = Tidslinjesvar['handelser'][number]

export interface TimelineData {
  readonly frame: AuditFrame
  readonly names: Names
  readonly id: string
  /** The name of the user whose timeline it is; undefined for a person's. */
  readonly user: string | undefined
  readonly answer: Tidslinjesvar
  readonly isFirst: boolean
}

export const timelinePage = ({ frame, names, id, user, answer, isFirst }: TimelineData): Page => {
  const days = byDay(answer.handelser)
  return auditPage({
    frame,
    title: MENU.timeline,
    heading: user === undefined ? TIMELINE.ofPerson : TIMELINE.ofUser,
    about: user === undefined ? TIMELINE.whoHidden : TIMELINE.user(user),
    current: '/logg/tidslinje',
    here: `/logg/tidslinje/${encodeURIComponent(id)}`,
    content: (
      <>
        <Notice is="none">{TIMELINE.onlyYours(frame.logs.map(({ name }) => name))}</Notice>
        {days.length === 0 ? <p>{isFirst ? TIMELINE.none : TIMELINE.noMore}</p> : null}
        {days.map(([day, lines]) => (
          <Section id={`dag-${day}`} title={day} aside={TIMELINE.events(lines.length)}>
            <ol class="timeline">
              {lines.map(([line, logs]) => (
                <li class={line.slag}>
                  <time dateTime={line.tid}>{secondsText(new Date(line.tid))}</time>
                  <Icon name={ICONS[line.slag]} />
                  <div>
                    <LineText line={line} logs={logsText(frame, logs)} names={names} isOfUser={user !== undefined} />
                  </div>
                </li>
              ))}
            </ol>
          </Section>
        ))}
        {answer.markor === null ? null : (
          <p class="paging">
            <a
              class="button"
              href={`/logg/tidslinje/${encodeURIComponent(id)}?markor=${encodeURIComponent(answer.markor)}`}
            >
              {ACTS.nextPage}
            </a>
          </p>
        )}
      </>
    ),
  })
}

/** A line, and the logs that have it: a request has a record in each log that it concerns. */
type Shared = readonly [line: Line, logs: readonly string[]]

function byDay(lines: readonly Line[]): readonly (readonly [string, readonly Shared[]])[] {
  const days = new Map<string, Map<string, [Line, string[]]>>()
  for (const [place, line] of lines.entries()) {
    const date = dateText(new Date(line.tid))
    const day = days.get(date) ?? new Map<string, [Line, string[]]>()
    days.set(date, day)
    const key = line.post?.handelseId ?? String(place)
    const [first, logs] = day.get(key) ?? [line, []]
    day.set(key, [first, line.post === undefined ? logs : [...logs, line.post.logg]])
  }
  return [...days].map(([date, day]) => [date, [...day.values()]])
}

/** In the order of the list above them, whichever was written first. */
function logsText({ logs }: AuditFrame, those: readonly string[]): string {
  const names = logs.filter(({ logg }) => those.includes(logg)).map(({ name }) => name)
  return names.length === logs.length && logs.length > 1 ? TIMELINE.allLogs : names.join(', ')
}

/** The same in every line; a kind that there is no longer comes last. */
const placeOf = (mangd: string): number => {
  const place = (INFORMATIONSMANGDER as readonly string[]).indexOf(mangd)
  return place === -1 ? INFORMATIONSMANGDER.length : place
}

/** What is given as purpose is the officer's reason, in words of their own. */
const OFFICERS_EVENTS: readonly string[] = ['granskning', 'utdrag', 'export']

const ICONS: Readonly<Record<Line['slag'], IconName>> = {
  atkomst: 'search',
  arende: 'held',
  tillstand: 'question',
  granskning: 'chain',
  larm: 'warning',
}

const LineText = (props: {
  readonly line: Line
  readonly logs: string
  readonly names: Names
  readonly isOfUser: boolean
}): ComponentChildren => {
  const { line, logs, names, isOfUser } = props
  const { post, larm: alert, arende } = line
  const label = <span class="kind">{LINE_KINDS[line.slag]}</span>
  if (arende !== undefined)
    return (
      <p>
        {label} {arende.arende} {arende.steg === 'oppnat' ? TIMELINE.opened : TIMELINE.closedArende}.
      </p>
    )
  if (alert !== undefined)
    return (
      <p>
        {label} <a href="/logg/larm">{ALERT_WORDS[alert.slag]?.title ?? alert.slag}</a>{' '}
        <a href={`/logg/post?id=${encodeURIComponent(alert.loggpost)}`}>{TIMELINE.ofAlert}</a>
      </p>
    )
  if (post === undefined) return <p>{label}</p>
  const shown = [...new Set(post.visat.map(({ mangd }) => mangd))].sort((a, b) => placeOf(a) - placeOf(b))
  const purpose = post.andamal === null ? undefined : inWords(names, 'andamal', post.andamal)
  const isOfOfficer = OFFICERS_EVENTS.includes(post.handelse)
  return (
    <>
      <p>
        {label} <strong>{inWords(names, 'handelse', post.handelse)}</strong>
        {post.slutanvandare === null || isOfUser ? '' : TIMELINE.by(post.slutanvandare)}
        {purpose === undefined ? '' : `, ${isOfOfficer ? TIMELINE.reason(purpose) : purpose}`}.{' '}
        {OUTCOME_NAMES[post.utfall] ?? post.utfall}.{' '}
        <a href={`/logg/post?id=${encodeURIComponent(post.loggpost)}`}>
          {ACTS.showRecord}
          <Hidden> {secondsText(new Date(post.tid))}</Hidden>
        </a>
      </p>
      <p class="small muted">
        {logs}
        {post.arende === null ? '' : TIMELINE.arende(post.arende)}
        {shown.length === 0 ? '' : ` · ${capital(shown.map((one) => kindName(one).toLowerCase()).join(', '))}`}
        {` · ${inWords(names, 'orsak', post.orsak)}`}
      </p>
      {post.flaggor.length === 0 ? null : <Flags flags={post.flaggor} />}
    </>
  )
}
