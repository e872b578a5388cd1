import type { Categories } from '../../cases/categories.ts'
import { SOURCE_DECLARATIONS, type SourceName } from '../../informationsmangd.ts'
import type { Uppslagssvar } from '../../uppslag/uppslag-schema.ts'
import { Facts, Icon, State } from '../frame/components.tsx'
import { secondsText } from '../frame/format.ts'
import { Button, ButtonLink, Form } from '../frame/forms.tsx'
import type { Page } from '../frame/visit.ts'
import { panelStates, reachOf, showsNothing, type Terms } from './answer.ts'
import { Band, ExtendForm, LogId, viewAddress, viewShortcuts } from './band.tsx'
import type { Faktura } from './invoices.tsx'
import type { StadsdelName } from './items.tsx'
import { LookupForm, type LookupFormProps } from './lookup-form.tsx'
import { type KeptView, sameCall } from './lookup-request.ts'
import { hiddenText, Panels, type PanelsProps } from './panels.tsx'
import { Registration } from './registration.tsx'
import { FRESH, IDENTIFIERING_LABELS, namesText, NEUTRAL, SAY, VIEW, WHY } from './texts.ts'
import { OPEN_MINUTES } from './view-times.ts'

export interface PersonPageProps {
  readonly view: string
  readonly kept: KeptView
  readonly answer: Uppslagssvar
  readonly terms: Terms
  readonly andamal: LookupFormProps['andamal']
  readonly categories: Categories
  /** Seconds that a live read waits for the sources at most. */
  readonly liveSeconds: number
  readonly mayRequest: boolean
  /** Whether the case system takes a category from the hub. */
  readonly givesCategory: boolean
  readonly ring: PanelsProps['ring']
}

/** One person, or the same page with nothing in it: whatever the cause, down to the byte. */
export function personPage(props: PersonPageProps): Page {
  const { view, kept, answer, terms } = props
  const { policy } = terms
  const states = panelStates(answer, terms)
  const panels = states.map(({ kind }) => kind)
  const stadsdel = (code: string) => policy.stadsdelar.find(({ kod }) => kod === code)?.namn ?? code
  const invoiceAddress = ({ fakturaRef }: Faktura) =>
    fakturaRef === undefined ? undefined : viewAddress(view, `faktura/${encodeURIComponent(fakturaRef)}`)
  const nothing = showsNothing(answer)
  const copies = answer.fakturor.some(({ ocrNummer }) => ocrNummer !== undefined)
  return {
    title: VIEW.title,
    area: 'uppslag',
    closes: { seconds: OPEN_MINUTES * 60, path: viewAddress(view, 'stangd') },
    shortcuts: viewShortcuts(panels, copies),
    band: (
      <Band
        {...{ view, kept, panels }}
        name={nothing ? VIEW.nobody : nameOf(answer)}
        andamalName={policy.andamal[kept.request.andamal]?.namn ?? kept.request.andamal}
      />
    ),
    content: (
      <div class="columns">
        <div>
          {nothing ? <Neutral view={view} mayRequest={props.mayRequest} /> : null}
          <Panels {...{ states, answer, stadsdel, invoiceAddress, nothing }} ring={props.ring} />
        </div>
        <aside class="side" aria-label={VIEW.about}>
          <Freshness {...props} stadsdel={stadsdel} />
          <Registration {...props} />
          <Why {...props} states={states} />
        </aside>
        <Dialogs {...props} />
      </div>
    ),
  }
}

const nameOf = ({ person }: Uppslagssvar): string =>
  [person?.fornamn, person?.efternamn].filter((part) => typeof part === 'string').join(' ') || VIEW.unnamed

const Neutral = ({ view, mayRequest }: { readonly view: string; readonly mayRequest: boolean }) => (
  <section class="neutral" aria-labelledby="h-neutral">
    <h2 id="h-neutral">{NEUTRAL.heading}</h2>
    <p>{NEUTRAL.causes}</p>
    <div class="say">
      <h3>{SAY.caller}</h3>
      <p class="reply">{NEUTRAL.say}</p>
      <h3>{NEUTRAL.next}</h3>
      <ol>
        {NEUTRAL.steps.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
    </div>
    {mayRequest ? (
      <p class="row">
        <ButtonLink href={`/uppslag/tillstand/begar?fran=${encodeURIComponent(view)}`}>{NEUTRAL.tillstand}</ButtonLink>
      </p>
    ) : null}
  </section>
)

/** How old the answer is, by source, and the way to a newer one. */
const Freshness = (props: PersonPageProps & { readonly stadsdel: StadsdelName }) => {
  const { answer, kept, view, stadsdel } = props
  const rows = answer.kallor.filter(({ status }) => status !== 'ingar-ej')
  const of = (statuses: readonly string[]) => rows.filter(({ status }) => statuses.includes(status)).length
  const [fresh, old, silent] = [of(['aktuell', 'ofullstandig']), of(['inaktuell']), of(['ej-svar'])]
  const parts = [
    ...(fresh > 0 ? [FRESH.fresh(fresh)] : []),
    ...(old > 0 ? [FRESH.old(old)] : []),
    ...(silent > 0 ? [FRESH.silent(silent)] : []),
  ]
  const live = answer.kallor.some(({ direkt }) => direkt !== undefined)
  return (
    <section class="block" aria-labelledby="h-fresh">
      <h2 id="h-fresh">{FRESH.title}</h2>
      <p class="small">{parts.length === 0 ? FRESH.none : `${namesText(parts)}.`}</p>
      {live ? <p class="small">{FRESH.wasLive}</p> : null}
      {kept.request.personnummer === undefined ? (
        <p class="small muted">{FRESH.liveNeedsNumber}</p>
      ) : (
        <>
          <Form
            action={viewAddress(view, 'hamta')}
            class="view-form not-printed"
            attributes={{ 'data-live': 'fetching', 'data-said': FRESH.fetchingSaid }}
          >
            <Button>
              <Icon name="fetch" />
              {FRESH.live}
            </Button>
          </Form>
          <template id="fetching">
            <State is="running">{FRESH.fetching}</State>
          </template>
          <p class="small muted not-printed">{FRESH.liveAbout(props.liveSeconds)}</p>
        </>
      )}
      <details>
        <summary class="small">{FRESH.rows}</summary>
        <ul class="source-rows">
          {alike(rows).map(([said, sources]) => (
            <li class="small">
              <strong>{said}</strong>
              {[...sources].map(([source, codes]) => (
                <span>{`${SOURCE_DECLARATIONS[source].label}: ${namesText(codes.map(stadsdel))}.`}</span>
              ))}
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}

/** What several sources say of themselves stands once, over those that say it; what few say first. */
function alike(rows: Uppslagssvar['kallor']) {
  const groups = new Map<string, Map<SourceName, string[]>>()
  for (const { forklaring: said, kalla: source, stadsdel } of rows) {
    const sources = groups.get(said) ?? new Map<SourceName, string[]>()
    groups.set(said, sources.set(source, [...(sources.get(source) ?? []), stadsdel]))
  }
  const count = (sources: ReadonlyMap<SourceName, readonly string[]>) => [...sources.values()].flat().length
  return [...groups].sort(([, a], [, b]) => count(a) - count(b))
}

/** By what rules the page shows what it shows, and under which id it stands in the log. */
const Why = (props: PersonPageProps & { readonly states: ReturnType<typeof panelStates> }) => {
  const { answer, kept, terms, view, states } = props
  const { andamal, identifiering, tillstand } = kept.request
  const role = reachOf(terms)?.reach.roll
  const homes = new Set(states.flatMap((state) => state.homes))
  const avtal = terms.policy.avtal.filter(({ stadsdel }) => homes.has(stadsdel))
  const hidden = states.filter(({ filled }) => filled).flatMap((state) => state.hidden)
  return (
    <section class="block">
      <details open>
        <summary>{WHY.title}</summary>
        <Facts
          narrow
          facts={[
            [WHY.role, role === undefined ? undefined : (terms.policy.roller[role]?.namn ?? role)],
            [WHY.andamal, terms.policy.andamal[andamal]?.namn ?? andamal],
            [WHY.identifiering, IDENTIFIERING_LABELS[identifiering]],
            [WHY.tillstand, tillstand],
            [WHY.avtal, namesText([...new Set(avtal.map(({ diarienummer }) => diarienummer))])],
            [WHY.hidden, [...new Set(hidden.map((one) => hiddenText(one, true)))].join(' ')],
            [
              WHY.logId,
              <>
                <LogId id={answer.loggId[0]} />
                {`${secondsText(new Date(answer.tidpunkt))}. ${WHY.logIdAbout}`}
              </>,
            ],
          ]}
        />
        <p class="small not-printed">
          <a href={viewAddress(view, 'varfor')}>{WHY.rules}</a> {WHY.rulesAbout}
        </p>
      </details>
    </section>
  )
}

const Dialogs = ({ view, kept, answer, andamal }: PersonPageProps) => (
  <>
    <dialog id="change" aria-labelledby="h-change">
      <h2 id="h-change">{VIEW.changeTitle}</h2>
      <p class="small muted">{VIEW.changeAbout}</p>
      <LookupForm
        andamal={andamal}
        fields={sameCall(kept)}
        prefix="change-"
        same={{ view, personId: answer.personId, shownNumber: kept.shownNumber, live: false }}
      />
      <form method="dialog">
        <Button>{VIEW.cancel}</Button>
      </form>
    </dialog>
    <dialog id="closing" aria-labelledby="h-closing">
      <h2 id="h-closing">{VIEW.closing}</h2>
      <p>{VIEW.closingText}</p>
      <ExtendForm view={view} />
    </dialog>
  </>
)
