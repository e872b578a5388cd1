import { OWN_LOG } from '../../atkomstlogg/access.ts'

/** The officer's logs to choose among; none chosen means all. */
export const ChooseLogs = (props: {
  readonly label: string
  readonly hint: string
  readonly logs: readonly { readonly logg: string; readonly name: string }[]
  /** Those chosen, apart by spaces. */
  readonly value: string | undefined
}) => {
  const chosen = (props.value ?? '').split(' ')
  return (
    <fieldset class="field" aria-describedby="loggar-hint">
      <legend class="label">{props.label}</legend>
      <span class="hint" id="loggar-hint">
        {props.hint}
      </span>
      <div class="choices">
        {props.logs.map(({ logg, name }) => (
          <label class="choice">
            <input type="checkbox" name="loggar" value={logg} checked={chosen.includes(logg)} />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** What most questions are about; the processor's own log stands first in the list. */
export const firstBoard = ({ logs }: { readonly logs: readonly { readonly logg: string }[] }): string =>
  (logs.find(({ logg }) => logg !== OWN_LOG) ?? logs[0])?.logg ?? ''

/** The logs that were chosen, of those that the officer has; undefined: all. */
export function chosenLogs(form: URLSearchParams, logs: readonly { readonly logg: string }[]): string[] | undefined {
  const chosen = form.getAll('loggar').filter((one) => logs.some(({ logg }) => logg === one))
  return chosen.length === 0 ? undefined : [...new Set(chosen)]
}
