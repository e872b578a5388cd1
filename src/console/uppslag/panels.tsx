import type { ComponentChildren } from 'preact'
import type { Ring } from '../../config/console-options.ts'
import { SOURCE_DECLARATIONS, type SourceName } from '../../informationsmangd.ts'
import { fieldLabel } from '../../informationsmangd/names.ts'
import type { Hidden as HiddenFields } from '../../policy/explain.ts'
import { ruleText } from '../../policy/rule-texts.ts'
import type { Uppslagssvar } from '../../uppslag/uppslag-schema.ts'
import { State } from '../frame/components.tsx'
import type { PanelState } from './answer.ts'
import { type Faktura, Invoices } from './invoices.tsx'
import {
  AvgiftItem,
  BeslutItem,
  HandlaggareItem,
  KostatusItem,
  Phone,
  PlacementItem,
  PreschoolQueueItem,
  RakningsmottagareItem,
  type StadsdelName,
  UtforareItem,
} from './items.tsx'
import { AGE } from './panel-texts.ts'
import { namesText, PANEL_TEXTS, SAY, VIEW } from './texts.ts'

export interface PanelsProps {
  readonly states: readonly PanelState[]
  readonly answer: Uppslagssvar
  readonly stadsdel: StadsdelName
  readonly ring: readonly Ring[]
  readonly invoiceAddress: (faktura: Faktura) => string | undefined
  /** Nothing at all is shown: whether there is something must not be told of any panel either. */
  readonly nothing: boolean
}

export const Panels = (props: PanelsProps) => (
  <div class="panels">
    {props.states.map((state) => (
      <Panel {...props} state={state} />
    ))}
  </div>
)

const WIDE: ReadonlySet<string> = new Set(['fakturor', 'forskola'])

const Panel = (props: PanelsProps & { readonly state: PanelState }) => {
  const { kind, age, filled } = props.state
  return (
    <section
      class={`panel${WIDE.has(kind.id) ? ' wide' : ''}`}
      id={kind.id}
      aria-labelledby={`h-${kind.id}`}
      tabIndex={-1}
    >
      <header>
        <h2 id={`h-${kind.id}`}>
          <span class="tab" aria-hidden="true">
            {kind.letter}
          </span>
          <span>{kind.name}</span>
        </h2>
        <span data-age={age.state === 'none' ? undefined : ''}>
          <State is={age.state}>
            {age.readAt === undefined ? age.word : <time dateTime={age.readAt.toISOString()}>{age.word}</time>}
          </State>
        </span>
      </header>
      {filled ? <Content {...props} /> : <Empty {...props} />}
      {filled || age.state === 'none' ? <HiddenNote hidden={props.state.hidden} filled={filled} /> : null}
      {filled ? <AgeNote {...props} /> : null}
    </section>
  )
}

const list = (children: ComponentChildren) => <ul class="panel-items">{children}</ul>

const Content = ({ state, answer, stadsdel, invoiceAddress }: PanelsProps & { readonly state: PanelState }) => {
  switch (state.kind.id) {
    case 'beslut':
      return list(answer.beslut.map((item) => <BeslutItem item={item} stadsdel={stadsdel} />))
    case 'avgift':
      return list(
        [...answer.avgift]
          .sort((a, b) => (b.period ?? '').localeCompare(a.period ?? ''))
          .map((item) => <AvgiftItem item={item} stadsdel={stadsdel} />),
      )
    case 'utforare':
      return list(answer.utforare.map((item) => <UtforareItem item={item} stadsdel={stadsdel} />))
    case 'handlaggare':
      return list(answer.handlaggare.map((item) => <HandlaggareItem item={item} stadsdel={stadsdel} />))
    case 'ko':
      return list(answer.kostatus.map((item) => <KostatusItem item={item} stadsdel={stadsdel} />))
    case 'rakningsmottagare':
      return list(answer.rakningsmottagare.map((item) => <RakningsmottagareItem item={item} stadsdel={stadsdel} />))
    case 'forskola':
      return list([
        ...answer.forskoleplaceringar.map((item) => <PlacementItem item={item} stadsdel={stadsdel} />),
        ...answer.forskoleko.map((item) => <PreschoolQueueItem item={item} stadsdel={stadsdel} />),
      ])
    case 'fakturor':
      return (
        <Invoices
          fakturor={answer.fakturor}
          stadsdel={stadsdel}
          now={new Date(answer.tidpunkt)}
          address={invoiceAddress}
        />
      )
  }
}

/** Never nothing: what it means that a panel is empty. */
const Empty = ({ state, answer, stadsdel, ring, nothing }: PanelsProps & { readonly state: PanelState }) => {
  const { kind, age, homes } = state
  if (age.state === 'none') return null
  const silent = age.silent.map((row) => stadsdel(row.stadsdel))
  if (nothing) return <p>{VIEW.nothingHere}</p>
  if (age.state === 'failed')
    return (
      <>
        <div class="say failed">
          <h3>{SAY.caller}</h3>
          <p class="reply">{kind.say}</p>
          <h3>{SAY.ring}</h3>
          <WhomToRing {...{ state, answer, stadsdel, ring }} />
        </div>
        <p class="note">{`${didNotAnswer(kind.source, silent)} ${SAY.operators}`}</p>
      </>
    )
  const where = homes.length === 0 ? '' : PANEL_TEXTS.where(namesText(homes.map(stadsdel)))
  return (
    <>
      <p>{PANEL_TEXTS.nothing(kind.none, where, sourceText(age), age.word)}</p>
      {silent.length === 0 ? null : <p class="note">{didNotAnswer(kind.source, silent)}</p>}
    </>
  )
}

/** Before the word of the age: `uppgifter från i natt 02:14`, `uppgifter lästa nu 14:48`. */
const sourceText = ({ row, word }: PanelState['age']): string =>
  row?.direkt === 'svarade'
    ? PANEL_TEXTS.source
    : word.startsWith(AGE.justNow)
      ? PANEL_TEXTS.readNow
      : PANEL_TEXTS.readFrom

/** Whom the settings name; else the handläggare that the page shows, where one answers the telephone; else where to find one. */
const WhomToRing = ({
  state: { kind, age, homes },
  answer,
  stadsdel,
  ring,
}: Omit<PanelsProps, 'nothing' | 'states' | 'invoiceAddress'> & {
  readonly state: PanelState
}) => {
  const near = age.silent.filter((row) => age.silent.length === 1 || homes.includes(row.stadsdel))
  const named = namedBy(ring, kind.source, near.length === 0 ? age.silent : near)
  if (named.length > 0)
    return (
      <ul>
        {named.map((text) => (
          <li>{text}</li>
        ))}
      </ul>
    )
  const reached = answer.handlaggare.flatMap(({ namn, telefon, telefontid }) =>
    telefon === undefined ? [] : [{ namn, telefon, telefontid }],
  )
  if (reached.length > 0)
    return (
      <ul>
        {reached.map(({ namn, telefon, telefontid }) => (
          <li>
            {namn ?? SAY.handlaggare} <Phone number={telefon} /> {telefontid}
          </li>
        ))}
      </ul>
    )
  return (
    <ul>
      {near.length === 0 ? (
        <li>
          <a href="/uppslag/handlaggare">{SAY.anywhere}</a>
        </li>
      ) : (
        near.map((row) => (
          <li>
            <a href={`/uppslag/handlaggare?stadsdel=${encodeURIComponent(row.stadsdel)}`}>
              {SAY.register(stadsdel(row.stadsdel))}
            </a>
          </li>
        ))
      )}
    </ul>
  )
}

/** Each text once: the nearest entry for each stadsdel. */
function namedBy(ring: readonly Ring[], source: SourceName, rows: readonly { readonly stadsdel: string }[]): string[] {
  const nearest = (code: string) =>
    ring.find(({ kalla, stadsdel }) => kalla === source && stadsdel === code) ??
    ring.find(({ kalla, stadsdel }) => kalla === source && stadsdel === undefined) ??
    ring.find(({ kalla }) => kalla === undefined)
  return [...new Set(rows.flatMap(({ stadsdel }) => nearest(stadsdel)?.text ?? []))]
}

const didNotAnswer = (source: PanelState['kind']['source'], stadsdelar: readonly string[]): string =>
  PANEL_TEXTS.silent(SOURCE_DECLARATIONS[source].label, stadsdelar)

/** Of what is old or not whole: what it says of itself, and what to ask. */
const AgeNote = ({ state: { age } }: { readonly state: PanelState }) =>
  age.state !== 'warning' || age.row === undefined ? null : (
    <div class="say warning">
      <p class="small">
        {age.row.forklaring} {SAY.asked}
      </p>
    </div>
  )

/** What is hidden, and by which rule. */
const HiddenNote = ({ hidden, filled }: { readonly hidden: readonly HiddenFields[]; readonly filled: boolean }) => (
  <>
    {hidden.map((one) => (
      <p class="note">{hiddenText(one, filled)}</p>
    ))}
  </>
)

export const hiddenText = (hidden: HiddenFields, filled: boolean): string => {
  if (!filled) return ruleText(hidden)
  const names = namesText(hidden.falt.map(fieldLabel))
  return `${PANEL_TEXTS.notShown(names)} ${ruleText(hidden)}`
}
