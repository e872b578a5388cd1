import type { ComponentChildren } from 'preact'
import { Notice, PageHead, type StateName } from '../frame/components.tsx'
import { AreaMenu } from '../frame/layout.tsx'
import type { Page, PageAnswer, Shortcut, Visit } from '../frame/visit.ts'
import { DELIVERIES, DOCTOR, ENDING, QUARANTINE, RECONCILIATION, START, UPCOMING } from './addresses.ts'
import { MENU } from './texts.ts'

/** What an act has done, told on the page that follows it. */
export interface Told {
  readonly is: StateName
  readonly text: string
}

const MINUTES = 10

/** Leads on with what was done. Kept for the session alone, so that no link makes a page say what did not happen. */
export async function leadOn(visit: Visit, path: string, told: Told): Promise<PageAnswer> {
  const id = await visit.keep(told, MINUTES)
  const [page = '', part] = path.split('#')
  const joined = `${page}${page.includes('?') ? '&' : '?'}besked=${encodeURIComponent(id)}`
  return { redirect: part === undefined ? joined : `${joined}#${part}` }
}

export async function toldOf({ query, kept }: Pick<Visit, 'query' | 'kept'>): Promise<Told | undefined> {
  const id = query.get('besked')
  return id === null ? undefined : ((await kept(id)) as Told | undefined)
}

const PAGES = [
  { href: START, label: MENU.start },
  { href: UPCOMING, label: MENU.upcoming },
  { href: QUARANTINE, label: MENU.quarantine },
  { href: DELIVERIES, label: MENU.deliveries },
  { href: RECONCILIATION, label: MENU.reconciliation },
  { href: ENDING, label: MENU.ending },
  { href: DOCTOR, label: MENU.doctor },
]

/** A page of operations: the menu of the area, what was done, the head, and the content. */
export const operationsPage = (props: {
  readonly title: string
  /** Of the menu. */
  readonly current?: string
  readonly heading?: string
  readonly about?: ComponentChildren
  /** Beside the heading. */
  readonly actions?: ComponentChildren
  readonly told?: Told | undefined
  readonly status?: number
  readonly shortcuts?: readonly Shortcut[]
  readonly content: ComponentChildren
}): Page => ({
  title: props.title,
  area: 'drift',
  ...(props.current === undefined ? {} : { under: props.current }),
  ...(props.status === undefined ? {} : { status: props.status }),
  ...(props.shortcuts === undefined ? {} : { shortcuts: props.shortcuts }),
  content: (
    <>
      <AreaMenu label={MENU.label} current={props.current} pages={PAGES} />
      <PageHead title={props.heading ?? props.title} about={props.about}>
        {props.actions}
      </PageHead>
      {props.told === undefined ? null : <Notice is={props.told.is}>{props.told.text}</Notice>}
      {props.content}
    </>
  ),
})
