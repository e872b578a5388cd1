import type { ComponentChildren } from 'preact'
import { assignedLogs, type Policy, rollWith } from '../../policy/policy.ts'
import type { ChainReader } from '../../review/chain/chain-state.ts'
import { PageHead } from '../frame/components.tsx'
import { AreaMenu } from '../frame/layout.tsx'
import type { Page, Visit } from '../frame/visit.ts'
import { ChainBanner, type ChainShown } from './chain-banner.tsx'
import { type Errands, reasonOf } from './errand.ts'
import { AUDIT, MENU } from './texts.ts'

export interface AuditFrameDeps {
  readonly policy: Policy
  readonly chain: ChainReader
  readonly errands: Errands
}

/** What every page under /logg shows around its own content. */
export interface AuditFrame extends ChainShown {
  readonly reviews: boolean
  readonly statistics: boolean
  /** Why the officer reviews now; undefined until it has been asked. */
  readonly reason: string | undefined
}

export async function auditFrame({ policy, chain, errands }: AuditFrameDeps, visit: Visit): Promise<AuditFrame> {
  const { caller } = visit.who
  const has = (right: 'granska' | 'granska-skyddade' | 'statistik') =>
    rollWith(policy, caller.roller, right) !== undefined
  const reviews = has('granska')
  const logs = reviews ? assignedLogs(policy, caller) : []
  return {
    reviews,
    statistics: has('statistik'),
    logs: logs.map((log) => ({ logg: log, name: logName(policy, log) })),
    mayProtected: has('granska-skyddade'),
    chain: await chain.states(logs),
    reason: reviews ? await reasonOf(errands, visit) : undefined,
  }
}

export const logName = ({ stadsdelar }: Pick<Policy, 'stadsdelar'>, log: string): string =>
  stadsdelar.find(({ kod }) => kod === log)?.namn ?? (log === 'insyn' ? AUDIT.ownLog : log)

const PAGES = [
  { href: '/logg', label: MENU.search, right: 'reviews' },
  { href: '/logg/tidslinje', label: MENU.timeline, right: 'reviews' },
  { href: '/logg/tider', label: MENU.hours, right: 'reviews' },
  { href: '/logg/larm', label: MENU.alerts, right: 'reviews' },
  { href: '/logg/uppfoljning', label: MENU.followUp, right: 'reviews' },
  { href: '/logg/utdrag', label: MENU.extracts, right: 'reviews' },
  { href: '/logg/export', label: MENU.exports, right: 'reviews' },
  { href: '/logg/tillstand', label: MENU.tillstand, right: 'reviews' },
  { href: '/logg/granskare', label: MENU.officers, right: 'reviews' },
  { href: '/logg/avtal', label: MENU.avtal, right: 'reviews' },
  { href: '/logg/matris', label: MENU.tittbehorighet, right: 'reviews' },
  { href: '/logg/statistik', label: MENU.statistics, right: 'statistics' },
] as const

/**
 * A page of the area: menu, head, reason and the banner of the chain, then the content. `current` is the page of the menu,
 * `here` where the form of the reason leads back to: a path without anything of a person.
 */
export const auditPage = (props: {
  readonly frame: AuditFrame
  readonly title: string
  readonly heading?: string
  readonly about?: ComponentChildren
  readonly current: (typeof PAGES)[number]['href']
  readonly here?: string
  readonly actions?: ComponentChildren
  readonly content: ComponentChildren
  readonly shortcuts?: Page['shortcuts']
  readonly status?: number
}): Page => {
  const { frame, title, current, here = current, shortcuts, status } = props
  return {
    title,
    area: 'logg',
    under: current,
    ...(shortcuts === undefined ? {} : { shortcuts }),
    ...(status === undefined ? {} : { status }),
    content: (
      <>
        <AreaMenu label={AUDIT.menu} current={current} pages={PAGES.filter(({ right }) => isOpen(frame, right))} />
        <PageHead title={props.heading ?? title} about={props.about ?? AUDIT.logged}>
          {props.actions}
        </PageHead>
        {frame.reviews ? (
          <>
            <ReasonLine reason={frame.reason} here={here} />
            <ChainBanner frame={frame} here={here} />
          </>
        ) : null}
        {props.content}
      </>
    ),
  }
}

const isOpen = ({ reviews, statistics }: AuditFrame, right: (typeof PAGES)[number]['right']): boolean =>
  right === 'reviews' ? reviews : statistics

/** What every act of the session is recorded with. */
const ReasonLine = ({ reason, here }: { readonly reason: string | undefined; readonly here: string }) => (
  <p class="errand">
    <span class="muted">{AUDIT.reason}:</span> {reason ?? <span class="muted">{AUDIT.noReason}</span>}{' '}
    <a href={reasonHref(here)}>{reason === undefined ? AUDIT.giveReason : AUDIT.change}</a>
  </p>
)

/** The page that asks for the reason, and leads back. */
export const reasonHref = (back: string): string => `/logg/skal?till=${encodeURIComponent(back)}`
