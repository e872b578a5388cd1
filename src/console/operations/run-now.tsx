import { randomUUID } from 'node:crypto'
import type { RunKind } from '../../sync/run-record.ts'
import type { Scope } from '../../sync/source.ts'
import { Select } from '../frame/forms.tsx'
import type { ActForm } from './act.tsx'
import { RUN_NOW, START, withQuery } from './addresses.ts'
import type { Desk } from './desk.ts'
import { RUN_NOW_FORM } from './run-texts.ts'
import { ACTS, ALL, COUNTS, FIELDS, KIND_CHOICES } from './texts.ts'
import { type Names, scopeText, sourceText } from './words.ts'

interface Wanted {
  /** Empty: all. */
  readonly source: string
  readonly stadsdel: string
  readonly kind: RunKind
}

/** A run that somebody may order, with what it would come to. */
export interface RunNow {
  readonly wanted: Wanted
  /** Those that would be read; empty when there is no such scope. */
  readonly scopes: readonly Scope[]
  readonly forecast: string
  /** Of today, for the choices. */
  readonly all: readonly Scope[]
  readonly names: Names
}

const wantedOf = (values: URLSearchParams): Wanted => ({
  source: values.get('kalla') ?? '',
  stadsdel: values.get('stadsdel') ?? '',
  kind: KIND_CHOICES.find(({ value }) => value === values.get('slag'))?.value ?? 'fullstandig',
})

/** What would be read, and how long that would take by history. */
export async function forecastRun(desk: Desk, wanted: Wanted): Promise<RunNow> {
  const { nights, names } = desk
  const all = desk.scopes()
  const scopes = all.filter(
    ({ source, stadsdel }) =>
      (wanted.source === '' || wanted.source === source) && (wanted.stadsdel === '' || wanted.stadsdel === stadsdel),
  )
  const [forecast, running] =
    scopes.length === 0
      ? [{ ms: null, read: null }, []]
      : await Promise.all([nights.forecast(scopes, wanted.kind), nights.running()])
  const busy = running.filter((run) => scopes.some((one) => sameScope(one, run)))
  const sentences = [
    scopes.length === 0
      ? RUN_NOW_FORM.noSuchScope
      : forecast.ms === null || forecast.read === null
        ? RUN_NOW_FORM.unknownTime
        : RUN_NOW_FORM.forecast(forecast.read, forecast.ms),
    ...(busy.length === 0 ? [] : [RUN_NOW_FORM.busy(busy.map((run) => scopeText(run, names)).join('; '))]),
  ]
  return { wanted, scopes, forecast: sentences.join(' '), all, names }
}

const sameScope = (one: Scope, other: Scope): boolean => one.source === other.source && one.stadsdel === other.stadsdel

/** Fields that the forecast follows. */
const FOLLOWED = 'kalla stadsdel slag'

export const runNowForm = (desk: Desk): ActForm<RunNow> => ({
  path: RUN_NOW,
  address: () => RUN_NOW,
  under: START,
  back: () => START,
  load: (visit) => forecastRun(desk, wantedOf(visit.form.has('slag') ? visit.form : visit.query)),
  title: () => ACTS.runNow,
  submit: () => ACTS.runNow,
  fields: ({ wanted, all, names, forecast }, { values, errors, prefix }) => (
    <>
      <input type="hidden" name="nyckel" value={values.get('nyckel') ?? randomUUID()} />
      <Select
        name="kalla"
        id={`${prefix}kalla`}
        label={FIELDS.source}
        value={wanted.source}
        nothing={ALL.source}
        options={[...new Set(all.map(({ source }) => source))].map((source) => ({
          value: source,
          label: sourceText(source),
        }))}
      />
      <Select
        name="stadsdel"
        id={`${prefix}stadsdel`}
        label={FIELDS.stadsdel}
        error={errors['stadsdel']}
        value={wanted.stadsdel}
        nothing={ALL.stadsdel}
        options={[...new Set(all.map(({ stadsdel }) => stadsdel))].map((stadsdel) => ({
          value: stadsdel,
          label: names(stadsdel),
        }))}
      />
      <Select name="slag" id={`${prefix}slag`} label={FIELDS.kind} value={wanted.kind} options={KIND_CHOICES} />
      <p data-follows={FOLLOWED}>{forecast}</p>
      <button class="button small-button without-script" name="rakna" value="ja">
        {RUN_NOW_FORM.countAgain}
      </button>
    </>
  ),
  check: ({ scopes }) => (scopes.length === 0 ? { stadsdel: FIELDS.noSuchScope } : {}),
  perform: async ({ scopes, wanted, names }, form, act) => {
    const key = keyOf(form)
    await desk.acts.runNow({ scopes, kind: wanted.kind, key }, act)
    const [first] = scopes
    const what = scopes.length === 1 && first !== undefined ? scopeText(first, names) : COUNTS.reads(scopes.length)
    return {
      is: 'ok',
      text: RUN_NOW_FORM.ordered(what),
      goTo: `${START}#pagar`,
    }
  },
})

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The form's own: sent twice, it orders once. One that is no UUID is not ours. */
export const keyOf = (form: URLSearchParams): string => {
  const key = form.get('nyckel') ?? ''
  return UUID.test(key) ? key : randomUUID()
}

export const runNowAddress = ({ source, stadsdel }: Partial<Scope>): string =>
  withQuery(RUN_NOW, { kalla: source, stadsdel })

export const chosen = ({ source, stadsdel }: Partial<Scope>): Wanted => ({
  source: source ?? '',
  stadsdel: stadsdel ?? '',
  kind: 'fullstandig',
})
