import { type ComponentChildren, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { Icon } from './components.tsx'
import { FRAME } from './texts.ts'

/** The form token of the session that a page is made for. */
export const FormToken = createContext('')

/**
 * A form that changes something: posted, with the token of the session. What is missing is said by the page, beside its field and
 * in Swedish; a browser would say it in a bubble, one field at a time and in its own language.
 */
export const Form = (props: {
  readonly action: string
  readonly children: ComponentChildren
  readonly class?: string
  readonly id?: string
  /** Sent with the form. */
  readonly values?: Readonly<Record<string, string>>
  readonly attributes?: Readonly<Record<`data-${string}`, string>>
}) => (
  <form
    method="post"
    action={props.action}
    class={props.class ?? 'form'}
    id={props.id}
    autoComplete="off"
    noValidate
    {...props.attributes}
  >
    <input type="hidden" name="csrf" value={useContext(FormToken)} />
    {Object.entries(props.values ?? {}).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {props.children}
  </form>
)

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  /** What is wrong with it, and what to do. */
  readonly error?: string | undefined
  readonly value?: string | undefined
  readonly required?: boolean
  /** Of the element; the name when absent. */
  readonly id?: string
}

const described = ({ name, id = name, hint, error, required }: FieldProps) => ({
  id,
  name,
  required: required === true,
  'aria-invalid': error === undefined ? undefined : ('true' as const),
  'aria-describedby':
    [error === undefined ? [] : [`${id}-error`], hint === undefined ? [] : [`${id}-hint`]].flat().join(' ') ||
    undefined,
})

const Field = (props: FieldProps & { readonly children: ComponentChildren }) => {
  const { name, id = name, label, hint, error } = props
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {error === undefined ? null : (
        <span class="error" id={`${id}-error`}>
          <Icon name="failed" />
          {error}
        </span>
      )}
      {hint === undefined ? null : (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {props.children}
    </div>
  )
}

export const TextField = (
  props: FieldProps & {
    readonly numeric?: boolean
    readonly maxLength?: number
    /** The page opens with the cursor here. */
    readonly first?: boolean
    readonly list?: string
  },
) => (
  <Field {...props}>
    <input
      type="text"
      {...described(props)}
      value={props.value}
      inputMode={props.numeric === true ? 'numeric' : undefined}
      maxLength={props.maxLength}
      autoFocus={props.first === true}
      autoComplete="off"
      spellcheck={false}
      list={props.list}
    />
  </Field>
)

export const TextArea = (
  props: FieldProps & { readonly rows?: number; readonly maxLength?: number; readonly first?: boolean },
) => (
  <Field {...props}>
    <textarea {...described(props)} rows={props.rows ?? 2} maxLength={props.maxLength} autoFocus={props.first === true}>
      {props.value}
    </textarea>
  </Field>
)

export interface Option {
  readonly value: string
  readonly label: string
}

export const Select = (props: FieldProps & { readonly options: readonly Option[]; readonly nothing?: string }) => (
  <Field {...props}>
    <select {...described(props)}>
      {props.nothing === undefined ? null : <option value="">{props.nothing}</option>}
      {props.options.map(({ value, label }) => (
        <option value={value} selected={value === props.value}>
          {label}
        </option>
      ))}
    </select>
  </Field>
)

export const Button = (props: {
  readonly children: ComponentChildren
  /** The one filled button of a task. */
  readonly main?: boolean
  readonly small?: boolean
  readonly name?: string
  readonly value?: string
  readonly id?: string
  /** Why it cannot be pressed, which stands beside it too. */
  readonly disabled?: boolean
  readonly attributes?: Readonly<Record<`data-${string}` | `aria-${string}`, string>>
}) => (
  <button
    type="submit"
    class={`button${props.main === true ? ' main' : ''}${props.small === true ? ' small-button' : ''}`}
    name={props.name}
    value={props.value}
    id={props.id}
    disabled={props.disabled === true}
    {...props.attributes}
  >
    {props.children}
  </button>
)

/** Copies a text that is tedious to mark, and says so. */
export const CopyButton = (props: {
  readonly text: string
  readonly label: string
  readonly copied: string
  readonly id?: string | undefined
}) => (
  <button
    type="button"
    class="button small-button copy"
    id={props.id}
    data-copy={props.text}
    data-copied={props.copied}
    aria-label={props.label}
  >
    <Icon name="copy" />
    {FRAME.copy}
  </button>
)

/** A link in the look of a button: leads somewhere, changes nothing. */
export const ButtonLink = (props: {
  readonly href: string
  readonly children: ComponentChildren
  readonly main?: boolean
  readonly id?: string
  /** It gives a file and not a page. */
  readonly file?: boolean
}) => (
  <a
    class={props.main === true ? 'button main' : 'button'}
    href={props.href}
    id={props.id}
    download={props.file === true ? '' : undefined}
  >
    {props.children}
  </a>
)

/**
 * A question in the middle of a task. The link opens the dialog where there is a script, and leads to the page of the same
 * form where there is none.
 */
export const DialogLink = (props: {
  readonly id: string
  readonly href: string
  readonly label: ComponentChildren
  readonly title: string
  readonly main?: boolean
  /** Of the link, for a shortcut. */
  readonly linkId?: string
  /** The form in it has a button of its own that closes it. */
  readonly closes?: boolean
  readonly children: ComponentChildren
}) => (
  <>
    <a
      id={props.linkId}
      class={props.main === true ? 'button main' : 'button'}
      href={props.href}
      data-dialog={props.id}
      aria-haspopup="dialog"
    >
      {props.label}
    </a>
    <dialog id={props.id} aria-labelledby={`h-${props.id}`}>
      <h2 id={`h-${props.id}`}>{props.title}</h2>
      {props.children}
      {props.closes === true ? null : (
        <form method="dialog">
          <Button>{FRAME.cancel}</Button>
        </form>
      )}
    </dialog>
  </>
)
