import type { ChainState } from '../../review/chain/chain-state.ts'
import { Icon } from '../frame/components.tsx'
import { Button, Form } from '../frame/forms.tsx'
import { CHAIN, PLACES } from './texts.ts'

export interface ChainShown {
  /** The officer's logs, by name. */
  readonly logs: readonly { readonly logg: string; readonly name: string }[]
  /** Sizes of a log would tell how many records are hidden from the officer. */
  readonly mayProtected: boolean
  readonly chain: readonly ChainState[]
}

/** Whether the officer's logs are what was signed for, on every page of the area. Updated by events while a check runs. */
export const ChainBanner = ({ frame, here }: { readonly frame: ChainShown; readonly here: string }) => {
  const { chain } = frame
  if (chain.length === 0) return null
  const running = chain.some((one) => one.running !== undefined)
  const state = stateOf(chain)
  return (
    <section
      class={`chain ${state}`}
      id="chain"
      aria-label={CHAIN.label}
      data-events={running ? '/logg/kedja/handelser' : undefined}
    >
      <Icon name={state === 'failed' ? 'failed' : 'chain'} />
      <div>
        <ChainSummary frame={frame} />
        <details>
          <summary>{CHAIN.each}</summary>
          <ul class="chain-logs">
            {chain.map((one) => (
              <ChainLog one={one} frame={frame} />
            ))}
          </ul>
        </details>
      </div>
      {running ? null : (
        <Form action="/logg/kedja/kontroll" class="row" values={{ till: here }}>
          <Button>{CHAIN.checkNow}</Button>
        </Form>
      )}
    </section>
  )
}

type BannerState = 'ok' | 'failed' | 'none'

const stateOf = (chain: readonly ChainState[]): BannerState => {
  if (chain.some(({ checked }) => checked?.broken !== undefined)) return 'failed'
  return chain.every(({ checked }) => checked !== undefined) ? 'ok' : 'none'
}

/** The sentence of the banner; a piece of its own, which events replace. */
export const ChainSummary = ({ frame }: { readonly frame: ChainShown }) => {
  const { chain } = frame
  const under = chain.flatMap(({ running }) => running ?? [])
  return (
    <div id="chain-summary" class="chain-summary">
      {under.length > 0 ? <Progress under={under} logs={chain.length} /> : <Verdict frame={frame} />}
    </div>
  )
}

const Progress = (props: { readonly under: readonly { checked: number; of: number }[]; readonly logs: number }) => {
  const sum = (pick: (one: { checked: number; of: number }) => number) =>
    props.under.reduce((total, one) => total + pick(one), 0)
  const share = sum(({ of }) => of) === 0 ? 0 : Math.floor((100 * sum(({ checked }) => checked)) / sum(({ of }) => of))
  return (
    <>
      <p>
        <strong>{CHAIN.running}</strong> {CHAIN.progress(share, props.under.length)}
      </p>
      <progress max={100} value={share} aria-label={CHAIN.running} />
    </>
  )
}

const Verdict = ({ frame }: { readonly frame: ChainShown }) => {
  const { chain, mayProtected } = frame
  const broken = chain.filter(({ checked }) => checked?.broken !== undefined)
  if (broken.length > 0)
    return (
      <>
        {broken.map(({ logg, checked }) => (
          <p>
            <strong>{CHAIN.broken}</strong> {nameOf(frame, logg)}: {brokenText(checked?.broken, mayProtected)}
          </p>
        ))}
        <p>
          <strong>{CHAIN.ring}</strong>
        </p>
      </>
    )
  const times = chain.flatMap(({ checked }) => checked?.at ?? [])
  const oldest = times.length === chain.length ? new Date(Math.min(...times.map((at) => at.getTime()))) : undefined
  if (oldest === undefined)
    return (
      <p>
        <strong>{CHAIN.unchecked}</strong> {CHAIN.newRecords}
      </p>
    )
  const checked = chain.reduce((sum, one) => sum + (one.checked?.records ?? 0), 0)
  const since = chain.reduce((sum, one) => sum + one.records - (one.checked?.records ?? 0), 0)
  return (
    <p>
      <strong>{CHAIN.whole}</strong>{' '}
      {mayProtected ? CHAIN.checkedSince(checked, oldest, since) : CHAIN.checkedAll(oldest)}
    </p>
  )
}

const brokenText = (broken: { from: number; to: number } | undefined, mayProtected: boolean): string => {
  if (broken === undefined || !mayProtected) return CHAIN.brokenLog
  return broken.to - broken.from <= 1 ? CHAIN.brokenAt(broken.from) : CHAIN.brokenBetween(broken.from, broken.to - 1)
}

const nameOf = ({ logs }: ChainShown, log: string): string => logs.find(({ logg }) => logg === log)?.name ?? log

const ChainLog = ({ one, frame }: { readonly one: ChainState; readonly frame: ChainShown }) => {
  const { checkpoint, checked, places } = one
  return (
    <li>
      <strong>{nameOf(frame, one.logg)}</strong>{' '}
      {checked === undefined
        ? CHAIN.logUnchecked
        : checked.broken === undefined
          ? CHAIN.logWhole(checked.at)
          : CHAIN.logBroken(checked.at)}{' '}
      {checkpoint === undefined ? (
        <span class="muted">{CHAIN.noCheckpoint}</span>
      ) : (
        <>
          {CHAIN.fingerprint} <span class="fixed">{fingerprint(checkpoint.root)}</span>.
        </>
      )}{' '}
      <span class="muted">{places.length === 0 ? CHAIN.nowhere : places.map(placeText).join(' ')}</span>
    </li>
  )
}

/** Enough to compare by eye with what somebody else has: `7f3a 91c2 0be4 d815`. */
const fingerprint = (root: Buffer): string =>
  root
    .toString('hex')
    .slice(0, 16)
    .replace(/(.{4})(?=.)/g, '$1 ')

function placeText({ place, publishedAt, behindSince }: ChainState['places'][number]): string {
  const name = PLACES[place]
  const published = publishedAt === undefined ? CHAIN.notPublished(name) : CHAIN.published(name, publishedAt)
  return behindSince === undefined ? `${published}.` : CHAIN.behind(published, behindSince)
}
