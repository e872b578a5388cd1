import type { ComponentChildren } from 'preact'

const ICONS = {
  ok: 'm3 8.5 3.2 3.2L13 4.6',
  warning: 'M8 2.6 14.2 13.4H1.8Z',
  failed: 'm3.8 3.8 8.4 8.4M12.2 3.8l-8.4 8.4',
  held: 'M5.2 3.5v9M10.8 3.5v9',
  none: 'M4.5 8h7',
  running: 'M8 2.5A5.5 5.5 0 1 1 2.5 8',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  question: 'M5 5.8a3 3 0 1 1 4.4 2.6C8.4 9 8 9.5 8 10.3M8 13v.1',
  fetch: 'M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3',
  flag: 'M4 14V2.5h8l-1.8 3 1.8 3H4',
  search: 'M7 12A5 5 0 1 1 7 2a5 5 0 0 1 0 10M10.6 10.6 14 14',
  chain: 'M6.5 5.5h-2a2.5 2.5 0 0 0 0 5h2M9.5 5.5h2a2.5 2.5 0 0 1 0 5h-2M5.5 8h5',
} as const
export type IconName = keyof typeof ICONS

/** Says nothing by itself: a word stands beside it. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class={name === 'running' ? 'icon turning' : 'icon'} viewBox="0 0 16 16" aria-hidden="true">
    <path d={ICONS[name]} />
  </svg>
)

export type StateName = 'ok' | 'warning' | 'failed' | 'held' | 'none' | 'running'

/** A state: glyph, colour and word, always all three. */
export const State = ({ is, children }: { readonly is: StateName; readonly children: ComponentChildren }) => (
  <span class={`state ${is}`}>
    <Icon name={is} />
    <span>{children}</span>
  </span>
)

/** Text for a screen reader alone. */
export const Hidden = ({ children }: { readonly children: ComponentChildren }) => <span class="hidden">{children}</span>

/** The head of a page: its one h1, what it is about, and what can be done. */
export const PageHead = (props: {
  readonly title: string
  readonly about?: ComponentChildren
  readonly children?: ComponentChildren
}) => (
  <div class="page-head">
    <div>
      <h1>{props.title}</h1>
      {props.about === undefined ? null : <p class="muted">{props.about}</p>}
    </div>
    {props.children === undefined ? null : <div class="row">{props.children}</div>}
  </div>
)

/** A part of a page under a rule, with a heading that carries the answer. */
export const Section = (props: {
  readonly id: string
  readonly title: ComponentChildren
  readonly aside?: ComponentChildren
  readonly children: ComponentChildren
}) => (
  <section class="section" id={props.id} aria-labelledby={`h-${props.id}`} tabIndex={-1}>
    <header>
      <h2 id={`h-${props.id}`}>{props.title}</h2>
      {props.aside === undefined ? null : <div class="small muted">{props.aside}</div>}
    </header>
    {props.children}
  </section>
)

/** Terms and what they are; a fact without a value is left out. */
export const Facts = (props: {
  readonly facts: readonly (readonly [string, ComponentChildren])[]
  readonly narrow?: boolean
}) => (
  <dl class={props.narrow === true ? 'facts narrow' : 'facts'}>
    {props.facts.map(([term, value]) =>
      value === undefined || value === null || value === '' ? null : (
        <>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </>
      ),
    )}
  </dl>
)

export interface Column {
  readonly label: string
  readonly number?: boolean
}

/**
 * A table that becomes cards when narrow: the roles keep it a table for a screen reader then. The first cell of a row is its
 * heading.
 */
export const Table = (props: {
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly { readonly key: string; readonly id?: string; readonly cells: readonly ComponentChildren[] }[]
  readonly class?: string
}) => (
  <table role="table" class={`cards ${props.class ?? ''}`}>
    <caption class="hidden">{props.caption}</caption>
    <thead role="rowgroup">
      <tr role="row">
        {props.columns.map(({ label, number }) => (
          <th role="columnheader" scope="col" class={number === true ? 'number' : undefined}>
            {label}
          </th>
        ))}
      </tr>
    </thead>
    <tbody role="rowgroup">
      {props.rows.map(({ key, id, cells }) => (
        <tr role="row" key={key} id={id}>
          {cells.map((cell, place) => {
            const { label = '', number } = props.columns[place] ?? {}
            const attributes = { class: number === true ? 'number' : undefined, 'data-label': label }
            return place === 0 ? (
              <th role="rowheader" scope="row" {...attributes}>
                {cell}
              </th>
            ) : (
              <td role="cell" {...attributes}>
                {cell}
              </td>
            )
          })}
        </tr>
      ))}
    </tbody>
  </table>
)

/** What a form did, or what stands in the way, where it happened; read out once. */
export const Notice = (props: { readonly is: StateName; readonly children: ComponentChildren }) => (
  <div class={`notice ${props.is}`} role={props.is === 'failed' ? 'alert' : 'status'}>
    <Icon name={props.is} />
    <div>{props.children}</div>
  </div>
)
