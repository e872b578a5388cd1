import type { ExceptionRule } from '../../policy/policy.ts'
import { REVIEWS } from '../../policy/tillstand/tillstand.ts'
import type { Tillstandslista } from '../../policy/tillstand/tillstand-schema.ts'
import { Facts, Notice, PageHead, State } from '../frame/components.tsx'
import { Button, ButtonLink, Form, Select, TextArea, TextField } from '../frame/forms.tsx'
import { momentText } from '../frame/format.ts'
import type { Page } from '../frame/visit.ts'
import { UppslagMenu } from './lookup-page.tsx'
import { DECISIONS, RULE_NAMES, STATUS_STATES, TILLSTAND } from './tillstand-texts.ts'

type Row = Tillstandslista['tillstand'][number]
export type TillstandView = keyof typeof TILLSTAND.views
/** What the viewer may do with what is listed. */
export type TillstandAct = 'use' | 'decide' | 'review' | 'nothing'

export interface TillstandPageProps {
  readonly answer: Tillstandslista
  readonly view: TillstandView
  readonly views: readonly TillstandView[]
  readonly act: TillstandAct
  readonly mayRequest: boolean
  readonly looksUp: boolean
  readonly done?: string | undefined
  /** What is wrong with a decision or a review that was sent, and of which. */
  readonly failed?: { readonly id: string; readonly text: string; readonly comment: string } | undefined
  readonly now: Date
  /** Where the page stands: of the lookup, or of the access log. */
  readonly base: '/uppslag/tillstand' | '/logg/tillstand'
  readonly status?: number
}

export const tillstandPage = (props: TillstandPageProps): Page => {
  const { answer, view, views, base } = props
  const { tillstand, page, fler } = answer
  const to = (to: TillstandView, number = 1) =>
    `${base}?visa=${to}${number === 1 ? '' : `&sida=${encodeURIComponent(String(number))}`}`
  return {
    title: TILLSTAND.title,
    area: base === '/logg/tillstand' ? 'logg' : 'uppslag',
    under: base,
    ...(props.status === undefined ? {} : { status: props.status }),
    content: (
      <>
        {base === '/logg/tillstand' ? null : <UppslagMenu current={base} looksUp={props.looksUp} />}
        <PageHead title={TILLSTAND.title} about={TILLSTAND.about}>
          {props.mayRequest ? (
            <ButtonLink href="/uppslag/tillstand/begar" main>
              {TILLSTAND.request}
            </ButtonLink>
          ) : null}
        </PageHead>
        {props.done === undefined ? null : <Notice is="ok">{props.done}</Notice>}
        {views.length < 2 ? null : (
          <nav class="views row" aria-label={TILLSTAND.title}>
            {views.map((one) => (
              <a href={to(one)} aria-current={one === view ? 'page' : undefined}>
                {TILLSTAND.views[one]}
              </a>
            ))}
          </nav>
        )}
        {tillstand.length === 0 ? <p class="section">{TILLSTAND.empty[view]}</p> : null}
        <ul class="tillstand">
          {tillstand.map((row) => (
            <TillstandItem {...props} row={row} />
          ))}
        </ul>
        {page === 1 && !fler ? null : (
          <p class="row">
            {page > 1 ? <ButtonLink href={to(view, page - 1)}>{TILLSTAND.newer}</ButtonLink> : null}
            {fler ? <ButtonLink href={to(view, page + 1)}>{TILLSTAND.older}</ButtonLink> : null}
          </p>
        )}
      </>
    ),
  }
}

const moment = (time: string): string => momentText(new Date(time))

const TillstandItem = (props: TillstandPageProps & { readonly row: Row }) => {
  const { row, act, now } = props
  const over = new Date(row.giltigTill) <= now
  const { is, word } =
    row.status === 'beviljat' && over ? ({ is: 'none', word: 'har gällt' } as const) : STATUS_STATES[row.status]
  const until = row.status === 'vantar-godkannande' ? TILLSTAND.lapses : over ? TILLSTAND.ended : TILLSTAND.validTo
  return (
    <li class="section" id={`t-${row.tillstandId}`}>
      <h2 class="row">
        {RULE_NAMES[row.regel]} <State is={is}>{word}</State>
      </h2>
      <p class="reason">{row.motivering}</p>
      <Facts
        facts={[
          [TILLSTAND.asked, moment(row.begart)],
          [TILLSTAND.by, act === 'use' ? undefined : row.slutanvandare],
          [TILLSTAND.arende, row.arende ?? undefined],
          [TILLSTAND.minutes, String(row.minuter)],
          [until, moment(row.giltigTill)],
          [TILLSTAND.decision, row.beslut === null ? undefined : standText(DECISIONS, row.beslut)],
          [TILLSTAND.review, row.granskning === null ? undefined : standText(TILLSTAND.verdicts, row.granskning)],
          [TILLSTAND.id, <span class="fixed small">{row.tillstandId}</span>],
        ]}
      />
      <Act {...props} over={over} />
    </li>
  )
}

const standText = (
  words: Readonly<Record<string, string>>,
  { utfall, av, tid, kommentar }: NonNullable<Row['beslut']>,
) => `${words[utfall] ?? utfall} av ${av} ${moment(tid)}: ${kommentar}`

const Act = ({ row, act, over, failed, base }: TillstandPageProps & { readonly row: Row; readonly over: boolean }) => {
  const id = encodeURIComponent(row.tillstandId)
  const wrong = failed?.id === row.tillstandId ? failed : undefined
  const comment = (
    <TextArea
      name="kommentar"
      id={`kommentar-${row.tillstandId}`}
      label={TILLSTAND.comment}
      error={wrong?.text}
      value={wrong?.comment}
      maxLength={1000}
      required
    />
  )
  if (act === 'use' && row.status === 'beviljat' && !over)
    return (
      <p class="row">
        <ButtonLink href={`/uppslag?tillstand=${id}`}>{TILLSTAND.use}</ButtonLink>
      </p>
    )
  if (act === 'decide' && row.status === 'vantar-godkannande' && !over)
    return (
      <Form action={`${base}/${id}/beslut`} class="form act">
        {comment}
        <div class="row">
          <Button name="beslut" value="godkant">
            {TILLSTAND.approve}
          </Button>
          <Button name="beslut" value="avslaget">
            {TILLSTAND.refuse}
          </Button>
        </div>
      </Form>
    )
  const final = row.granskning !== null && row.granskning.utfall !== 'behover-utredas'
  if (act === 'review' && row.status !== 'vantar-godkannande' && !final)
    return (
      <Form action={`${base}/${id}/granskning`} class="form act">
        {comment}
        <div class="row">
          {REVIEWS.map((verdict) => (
            <Button name="utfall" value={verdict}>
              {TILLSTAND.verdicts[verdict]}
            </Button>
          ))}
        </div>
      </Form>
    )
  return null
}

export interface RequestFields {
  readonly rule: string
  readonly number: string
  readonly arende: string
  readonly minutes: string
  readonly reason: string
}
export type RequestErrors = { readonly [F in keyof RequestFields]?: string }

export const requestPage = (props: {
  readonly rules: readonly { readonly rule: ExceptionRule; readonly most: number; readonly approved: boolean }[]
  readonly fields: RequestFields
  readonly errors: RequestErrors
  /** Sent with the form: pressing twice asks once. */
  readonly once: string
  readonly refused?: string | undefined
}): Page => {
  const { fields, errors } = props
  return {
    title: TILLSTAND.requestTitle,
    area: 'uppslag',
    under: '/uppslag/tillstand',
    ...(Object.keys(errors).length > 0 || props.refused !== undefined ? { status: 400 } : {}),
    content: (
      <>
        <UppslagMenu current="/uppslag/tillstand" looksUp />
        <PageHead title={TILLSTAND.requestTitle} about={TILLSTAND.requestAbout} />
        <div class="lookup">
          {props.refused === undefined ? null : <Notice is="failed">{props.refused}</Notice>}
          <Form action="/uppslag/tillstand/begar" values={{ nyckel: props.once }}>
            <Select
              name="regel"
              label={TILLSTAND.rule}
              error={errors.rule}
              value={fields.rule}
              nothing="Välj"
              required
              options={props.rules.map(({ rule, most, approved }) => ({
                value: rule,
                label: `${RULE_NAMES[rule]} (högst ${String(most)} minuter${approved ? ', någon annan godkänner' : ''})`,
              }))}
            />
            <TextField
              name="number"
              label={TILLSTAND.number}
              hint={TILLSTAND.numberHint}
              error={errors.number}
              value={fields.number}
              maxLength={20}
            />
            <div class="two">
              <TextField
                name="arende"
                label={TILLSTAND.arende}
                error={errors.arende}
                value={fields.arende}
                maxLength={64}
              />
              <TextField
                name="minuter"
                label={TILLSTAND.minutes}
                error={errors.minutes}
                value={fields.minutes}
                numeric
                maxLength={4}
                required
              />
            </div>
            <TextArea
              name="motivering"
              label={TILLSTAND.reason}
              hint={TILLSTAND.reasonHint}
              error={errors.reason}
              value={fields.reason}
              rows={3}
              maxLength={1000}
              required
            />
            <div class="row">
              <Button main>{TILLSTAND.send}</Button>
              <ButtonLink href="/uppslag/tillstand">{TILLSTAND.cancel}</ButtonLink>
            </div>
          </Form>
        </div>
      </>
    ),
  }
}
