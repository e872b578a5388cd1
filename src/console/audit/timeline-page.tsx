import type { ComponentChildren } from 'preact'
import type { Tidslinjesvar } from '../../review/search/timeline-schema.ts'
import { Hidden, Icon, type IconName, Notice, Section } from '../frame/components.tsx'
import { dateText, secondsText } from '../frame/format.ts'
import { Button, Form, Select, TextField } from '../frame/forms.tsx'
import type { Page } from '../frame/visit.ts'
import { ALERT_WORDS } from './alert-words.ts'
import { type AuditFrame, auditPage } from './audit-frame.tsx'
import { Flags } from './flags.tsx'
import { capital, inWords, kindInWords, type Names, OUTCOME_WORDS } from './words.ts'

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
    title: 'Tidslinje',
    current: '/logg/tidslinje',
    ...(Object.keys(errors).length === 0 ? {} : { status: 422 }),
    about: 'Allt som dina loggar har om en person, eller som en användare har gjort, dag för dag.',
    content: (
      <>
        {notice === undefined ? null : <Notice is="warning">{notice}</Notice>}
        <Section id="choose" title="Vems tidslinje?">
          <Form action="/logg/tidslinje" class="search-form">
            {frame.reason === undefined ? (
              <div class="whole">
                <TextField
                  name="skal"
                  label="Skäl"
                  value={value('skal')}
                  error={errors.skal}
                  maxLength={200}
                  required
                />
              </div>
            ) : null}
            <TextField
              name="personnummer"
              label="Personnummer"
              hint="En persons tidslinje"
              numeric
              first
              value={value('personnummer')}
              error={errors.personnummer}
              maxLength={13}
            />
            <TextField
              name="handlaggare"
              label="Användare"
              hint="eller en användares"
              value={value('handlaggare')}
              error={errors.handlaggare}
              maxLength={200}
            />
            <TextField
              name="fran"
              label="Från och med"
              hint="ÅÅÅÅ-MM-DD"
              numeric
              value={value('fran')}
              error={errors.fran}
              maxLength={10}
            />
            <TextField
              name="till"
              label="Till och med"
              hint="ÅÅÅÅ-MM-DD"
              numeric
              value={value('till')}
              error={errors.till}
              maxLength={10}
            />
            <Select
              name="ordning"
              label="Ordning"
              value={value('ordning')}
              options={[
                { value: 'nyast', label: 'Nyast först' },
                { value: 'aldst', label: 'Äldst först' },
              ]}
            />
            <div class="row whole">
              <Button main>Visa tidslinjen</Button>
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
    title: 'Tidslinje',
    heading: user === undefined ? 'En persons tidslinje' : 'En användares tidslinje',
    about: user === undefined ? 'Vem det är visas inte här: numret öppnas från en post.' : `Användaren är ${user}.`,
    current: '/logg/tidslinje',
    here: `/logg/tidslinje/${encodeURIComponent(id)}`,
    content: (
      <>
        <Notice is="none">
          Här visas bara loggar som du granskar: {frame.logs.map(({ name }) => name).join(', ')}. Poster i andra loggar
          visas inte.
        </Notice>
        {days.length === 0 ? <p>{isFirst ? 'Dina loggar har inga poster.' : 'Det finns inga fler poster.'}</p> : null}
        {days.map(([day, lines]) => (
          <Section
            id={`dag-${day}`}
            title={day}
            aside={lines.length === 1 ? '1 händelse' : `${String(lines.length)} händelser`}
          >
            <ol class="timeline">
              {lines.map(([line, logs]) => (
                <li class={line.slag}>
                  <time dateTime={line.tid}>{secondsText(new Date(line.tid))}</time>
                  <Icon name={ICONS[line.slag]} />
                  <div>
                    <LineText line={line} logs={logs} names={names} />
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
              Nästa sida
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

const ICONS: Readonly<Record<Line['slag'], IconName>> = {
  atkomst: 'search',
  arende: 'held',
  tillstand: 'question',
  granskning: 'chain',
  larm: 'warning',
}

const KINDS: Readonly<Record<Line['slag'], string>> = {
  atkomst: 'Åtkomst',
  arende: 'Ärende',
  tillstand: 'Enkelttillstånd',
  granskning: 'Granskning',
  larm: 'Larm',
}

const LineText = (props: {
  readonly line: Line
  readonly logs: readonly string[]
  readonly names: Names
}): ComponentChildren => {
  const { line, logs, names } = props
  const { post, larm: alert, arende } = line
  const label = <span class="kind">{KINDS[line.slag]}</span>
  if (arende !== undefined)
    return (
      <p>
        {label} {arende.arende} {arende.steg === 'oppnat' ? 'öppnades' : 'stängdes'}.
      </p>
    )
  if (alert !== undefined)
    return (
      <p>
        {label} <a href="/logg/larm">{ALERT_WORDS[alert.slag]?.title ?? alert.slag}</a>{' '}
        <a href={`/logg/post?id=${encodeURIComponent(alert.loggpost)}`}>Visa posten som larmet gäller</a>
      </p>
    )
  if (post === undefined) return <p>{label}</p>
  const shown = post.visat.map(({ mangd }) => kindInWords(mangd).toLowerCase())
  const purpose = post.andamal === null ? undefined : inWords(names, 'andamal', post.andamal)
  return (
    <>
      <p>
        {label} <strong>{inWords(names, 'handelse', post.handelse)}</strong>
        {post.slutanvandare === null ? '' : ` av ${post.slutanvandare}`}
        {purpose === undefined ? '' : `, ${purpose}`}. {OUTCOME_WORDS[post.utfall] ?? post.utfall}.{' '}
        <a href={`/logg/post?id=${encodeURIComponent(post.loggpost)}`}>
          Visa posten<Hidden> {secondsText(new Date(post.tid))}</Hidden>
        </a>
      </p>
      <p class="small muted">
        {logs.map((log) => inWords(names, 'logg', log)).join(', ')}
        {post.arende === null ? '' : ` · ärende ${post.arende}`}
        {shown.length === 0 ? '' : ` · ${capital([...new Set(shown)].join(', '))}`}
        {` · ${inWords(names, 'orsak', post.orsak)}`}
      </p>
      {post.flaggor.length === 0 ? null : <Flags flags={post.flaggor} />}
    </>
  )
}
