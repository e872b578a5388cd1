import { REVIEWS } from '../../policy/tillstand/tillstand.ts'
import type { Tillstandslista } from '../../policy/tillstand/tillstand-schema.ts'
import { Facts, Notice, PageHead, State } from '../frame/components.tsx'
import { momentText } from '../frame/format.ts'
import { Button, ButtonLink, Form, TextArea } from '../frame/forms.tsx'
import type { Page } from '../frame/visit.ts'
import { UppslagMenu } from './lookup-page.tsx'
import { DECISIONS, RULE_NAMES, STATUS_STATES, TILLSTAND, VIEW_NAMES } from './tillstand-texts.ts'

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
  const to = (view: TillstandView, number = 1) =>
    `${base}?visa=${VIEW_NAMES[view]}${number === 1 ? '' : `&sida=${encodeURIComponent(String(number))}`}`
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
    row.status === 'beviljat' && over ? ({ is: 'none', word: TILLSTAND.over } as const) : STATUS_STATES[row.status]
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
) => TILLSTAND.stand(words[utfall] ?? utfall, av, moment(tid), kommentar)

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
