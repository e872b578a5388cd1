import { Hidden } from '../frame/components.tsx'
import { Button, ButtonLink, CopyButton, Form } from '../frame/forms.tsx'
import type { Shortcut } from '../frame/visit.ts'
import { COPY_FIRST } from './invoices.tsx'
import type { KeptView } from './lookup-request.ts'
import type { PanelKind } from './panel-texts.ts'
import { IDENTIFIED_AS, RELATION_NAMES, VIEW, WHY } from './texts.ts'
import { OPEN_MINUTES, WARN_SECONDS } from './view-times.ts'

export interface BandProps {
  readonly view: string
  readonly kept: KeptView
  /** Of the person; where none is shown, what stands in its place. */
  readonly name: string
  readonly andamalName: string
  readonly panels: readonly PanelKind[]
}

/** Below the address of a view. */
export const viewAddress = (view: string, what: string): string => `/uppslag/${encodeURIComponent(view)}/${what}`

/** Who is open, why, and for how long; then the way to each panel. */
export const Band = (props: BandProps) => {
  const { view, kept, andamalName } = props
  const { request, shownNumber } = kept
  return (
    <>
      <section class="band" aria-label={VIEW.band}>
        <div class="frame">
          <h1>
            {props.name} <Hidden>, </Hidden>
            <span class="number-shown">{shownNumber}</span>
          </h1>
          <dl>
            <div>
              <dt>{VIEW.andamal}</dt>
              <dd>
                {andamalName}
                <span class="not-printed">
                  {' · '}
                  <a href={`/uppslag?fran=${encodeURIComponent(view)}`} data-dialog="change" aria-haspopup="dialog">
                    {VIEW.change}
                    <Hidden> {VIEW.andamalToo}</Hidden>
                  </a>
                </span>
              </dd>
            </div>
            <div>
              <dt>{VIEW.arende}</dt>
              <dd>{request.arende ?? VIEW.noArende}</dd>
            </div>
            <div>
              <dt>{VIEW.line}</dt>
              <dd>{`${RELATION_NAMES[request.relation]}, ${IDENTIFIED_AS[request.identifiering]}`}</dd>
            </div>
          </dl>
          <div
            class="time"
            data-closes={String(OPEN_MINUTES * 60)}
            data-warns={String(WARN_SECONDS)}
            data-closed={viewAddress(view, 'stangd')}
          >
            <div class="clock">
              <span data-left={VIEW.closesTemplate}>{VIEW.closesIn(OPEN_MINUTES)}</span>
              <progress value={OPEN_MINUTES} max={OPEN_MINUTES} aria-label={VIEW.timeLeft} />
            </div>
            <ExtendForm view={view} id="extend" />
            <Form action={viewAddress(view, 'stang')} class="view-form">
              <Button id="close-view">
                {VIEW.close} <kbd>Alt+X</kbd>
              </Button>
            </Form>
          </div>
        </div>
      </section>
      <nav class="jump" aria-label={VIEW.panels}>
        <div class="frame">
          <ul>
            {props.panels.map(({ id, letter, name }) => (
              <li>
                <a href={`#${id}`}>
                  <kbd>{`Alt+${letter}`}</kbd>
                  {name}
                </a>
              </li>
            ))}
          </ul>
          <ButtonLink href={`/uppslag?samtal=${encodeURIComponent(view)}`} id="new-lookup">
            {VIEW.newLookup} <kbd>Alt+N</kbd>
          </ButtonLink>
        </div>
      </nav>
    </>
  )
}

/** Sealed, and so too long to be read or typed: it is there to be copied, and whole on paper. */
export const LogId = ({ id }: { readonly id: string | undefined }) =>
  id === undefined ? null : (
    <span class="log-id">
      <span class="fixed small">{id}</span>
      <CopyButton text={id} label={WHY.copyLogId} copied={WHY.logIdCopied} />
    </span>
  )

export const ExtendForm = ({ view, id }: { readonly view: string; readonly id?: string }) => (
  <Form
    action={viewAddress(view, 'forlang')}
    class="view-form"
    attributes={{ 'data-extend': '', 'data-said': VIEW.extended }}
  >
    <Button {...(id === undefined ? {} : { id })}>{VIEW.extend}</Button>
  </Form>
)

/** Every key of the page, as the list of shortcuts shows them. */
export const viewShortcuts = (panels: readonly PanelKind[], copies: boolean): readonly Shortcut[] => [
  ...panels.map(({ id, letter, name }) => ({ key: letter, label: name, target: id })),
  ...(copies ? [{ key: 'O', label: VIEW.copy, target: COPY_FIRST }] : []),
  { key: 'N', label: VIEW.newLookup, target: 'new-lookup' },
  { key: 'L', label: VIEW.extendKey, target: 'extend' },
  { key: 'X', label: VIEW.closeKey, target: 'close-view' },
]
