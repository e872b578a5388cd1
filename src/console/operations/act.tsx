import type { ComponentChildren } from 'preact'
import { InsynError } from '../../errors.ts'
import { textFault } from '../../mapping/text.ts'
import type { Act } from '../../operations/night-acts.ts'
import { Notice } from '../frame/components.tsx'
import { Button, ButtonLink, DialogLink, Form, TextArea } from '../frame/forms.tsx'
import { nothingPage } from '../frame/layout.tsx'
import { NOTHING } from '../frame/texts.ts'
import type { PageAnswer, PageRoute, Visit } from '../frame/visit.ts'
import { leadOn, operationsPage, type Told } from './frame.tsx'
import { ACT, REASON, REFUSED } from './texts.ts'

export type Errors = Readonly<Record<string, string>>

/** What a form is shown with: new, or as it was sent. */
export interface Given {
  readonly values: URLSearchParams
  readonly errors: Errors
  /** Before the ids of its elements: a page may hold several forms. */
  readonly prefix: string
}

/** An act with a reason: its form, in a dialog and as a page of its own, and what it does. */
export interface ActForm<S> {
  /** Express route template; `address` fills it. */
  readonly path: string
  readonly address: (subject: S) => string
  /** The page of the menu that it belongs to, and where to go when nothing is to be done. */
  readonly under: string
  readonly back: (subject: S) => string
  /** Undefined: there is no such thing to act on. */
  readonly load: (visit: Visit) => Promise<S | undefined>
  readonly title: (subject: S) => string
  readonly submit: (subject: S) => string
  /** What the act comes to, and the fields beside the reason. */
  readonly fields: (subject: S, given: Given) => ComponentChildren
  readonly check?: (subject: S, form: URLSearchParams) => Errors
  readonly perform: (subject: S, form: URLSearchParams, act: Act) => Promise<Told & { readonly goTo: string }>
}

/** One line, composed: the reason is kept so. */
const reasonOf = (form: URLSearchParams): string =>
  (form.get('orsak') ?? '').normalize('NFC').replace(/\s+/g, ' ').trim()

const LONGEST_REASON = 500

function reasonErrors(form: URLSearchParams, now: Date): Errors {
  const fault = textFault(reasonOf(form), { longest: LONGEST_REASON }, now)
  return fault === undefined ? {} : { orsak: fault === 'form' ? REASON.characters : REASON[fault] }
}

const NEW: URLSearchParams = new URLSearchParams()

function ActFields<S>(props: { readonly of: ActForm<S>; readonly subject: S; readonly given: Given }) {
  const { of, subject, given } = props
  return (
    <Form action={of.address(subject)}>
      {of.fields(subject, given)}
      <TextArea
        name="orsak"
        id={`${given.prefix}orsak`}
        label={REASON.label}
        hint={REASON.hint}
        error={given.errors['orsak']}
        value={given.values.get('orsak') ?? undefined}
        maxLength={LONGEST_REASON}
        required
      />
      <div class="row">
        <Button main>{of.submit(subject)}</Button>
        {given.prefix === '' ? <ButtonLink href={of.back(subject)}>{ACT.back}</ButtonLink> : <CloseDialog />}
      </div>
    </Form>
  )
}

/** Sends nothing: closes the dialog that its form stands in. */
const CloseDialog = () => (
  <button class="button" formMethod="dialog">
    {ACT.cancel}
  </button>
)

/** Opens the form in a dialog; leads to its page where there is no script. */
export function ActLink<S>(props: {
  readonly of: ActForm<S>
  readonly subject: S
  /** Of the dialog; unique on the page. */
  readonly id: string
  readonly label: ComponentChildren
  readonly main?: boolean
  /** Of the link, for a shortcut. */
  readonly linkId?: string
}) {
  const { of, subject, id, linkId, label, main = false } = props
  return (
    <DialogLink
      {...{ id, label, main }}
      closes
      href={of.address(subject)}
      title={of.title(subject)}
      {...(linkId === undefined ? {} : { linkId })}
    >
      <ActFields of={of} subject={subject} given={{ values: NEW, errors: {}, prefix: `${id}-` }} />
    </DialogLink>
  )
}

const MISSING: PageAnswer = { page: { ...nothingPage(NOTHING.missing, 404), area: 'drift' } }

/** The page of the form, and what it is sent to. */
export function actRoutes<S>(of: ActForm<S>): readonly PageRoute[] {
  const shown = (
    subject: S,
    given: Omit<Given, 'prefix'>,
    refused?: { readonly text: string; readonly status: number },
  ) =>
    operationsPage({
      title: of.title(subject),
      current: of.under,
      ...(refused === undefined ? {} : { status: refused.status }),
      content: (
        <div class="prose act">
          {refused === undefined || refused.text === '' ? null : <Notice is="failed">{refused.text}</Notice>}
          <ActFields of={of} subject={subject} given={{ ...given, prefix: '' }} />
        </div>
      ),
    })

  async function send(visit: Visit, subject: S): Promise<PageAnswer> {
    const { form, now, who } = visit
    if (form.has('rakna')) return { page: shown(subject, { values: form, errors: {} }) }
    const errors = { ...of.check?.(subject, form), ...reasonErrors(form, now) }
    if (Object.keys(errors).length > 0)
      return { page: shown(subject, { values: form, errors }, { text: '', status: 400 }) }
    const act = { by: who.name, reason: reasonOf(form), caller: who.caller }
    try {
      const { goTo, ...told } = await of.perform(subject, form, act)
      return await leadOn(visit, goTo, told)
    } catch (error) {
      const refused = refusalOf(error)
      if (refused === undefined) throw error
      return { page: shown(subject, { values: form, errors: {} }, refused) }
    }
  }

  const handle =
    (show: (visit: Visit, subject: S) => Promise<PageAnswer>): PageRoute['handle'] =>
    async (visit) => {
      const subject = await of.load(visit)
      return subject === undefined ? MISSING : await show(visit, subject)
    }
  return [
    {
      ...{ method: 'get', path: of.path, area: 'drift' },
      handle: handle(async ({ query }, subject) => ({ page: shown(subject, { values: query, errors: {} }) })),
    },
    { ...{ method: 'post', path: of.path, area: 'drift' }, handle: handle(send) },
  ]
}

const STATUS = { BEGARAN_OGILTIG: 400, KONFLIKT: 409, FINNS_EJ: 404, LOGG_OTILLGANGLIG: 503 } as const

/** Why an act was not done; undefined: something that the person can do nothing about. */
function refusalOf(error: unknown): { readonly text: string; readonly status: number } | undefined {
  if (!(error instanceof InsynError) || !(error.code in STATUS)) return undefined
  const code = error.code as keyof typeof STATUS
  return { text: REFUSED[code], status: STATUS[code] }
}

/** A whole number of at least 1, as it was written. */
export function wholeNumberOf(text: string | null): number | undefined {
  const digits = (text ?? '').replace(/[\s\u00a0]/g, '')
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined
}
