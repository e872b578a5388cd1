import { randomUUID } from 'node:crypto'
import type { QuarantineGroup, QuarantineSelection } from '../../sync/quarantined.ts'
import type { Scope } from '../../sync/source.ts'
import type { Visit } from '../frame/visit.ts'
import type { ActForm } from './act.tsx'
import { QUARANTINE, withQuery } from './addresses.ts'
import type { Desk } from './desk.ts'
import { REDRIVE_ACT } from './flow-texts.ts'
import { grouped } from './grouped.ts'
import { keyOf } from './run-now.tsx'
import { COUNTS } from './texts.ts'
import { mangdOf, scopeText, sourceOf } from './words.ts'

export const REDRIVE = `${QUARANTINE}/kor-om`

/** Names one cause in one place. */
export const groupKey = ({ source, stadsdel, mangd, falt, reason }: QuarantineGroup): string =>
  [source, stadsdel, mangd, falt, reason].join('/')

export function selectionOf(query: URLSearchParams): QuarantineSelection {
  const source = sourceOf(query.get('kalla'))
  const mangd = mangdOf(query.get('mangd'))
  const stadsdel = query.get('stadsdel') ?? ''
  const field = query.get('falt') ?? ''
  return {
    ...(source === undefined ? {} : { source }),
    ...(stadsdel === '' ? {} : { stadsdel }),
    ...(mangd === undefined ? {} : { mangd }),
    ...(field === '' ? {} : { falt: field }),
  }
}

export const selectionFields = ({ source, stadsdel, mangd, falt }: QuarantineSelection) => ({
  kalla: source,
  stadsdel,
  mangd,
  falt,
})

/** What would be read again, counted as it stands now. */
export interface Redrive {
  readonly selection: QuarantineSelection
  /** Every group of the selection, not those that were ticked. */
  readonly all: boolean
  readonly groups: readonly QuarantineGroup[]
  readonly scopes: readonly Scope[]
  readonly forecast: { readonly ms: number | null; readonly read: number | null }
}

async function loadRedrive(desk: Desk, { query, form }: Visit): Promise<Redrive | undefined> {
  const values = form.has('orsak') ? form : query
  const all = values.get('alla') === 'ja'
  const selection = all ? selectionOf(values) : {}
  const wanted = new Set(values.getAll('grupp'))
  const found = await desk.nights.quarantine(selection)
  const groups = all ? found : found.filter((group) => wanted.has(groupKey(group)))
  const scopes = [...grouped(groups, ({ source, stadsdel }) => `${source}/${stadsdel}`).values()].flatMap(
    ([first]) => first ?? [],
  )
  const forecast = scopes.length === 0 ? { ms: null, read: null } : await desk.nights.forecast(scopes, 'fullstandig')
  return { selection, all, groups, scopes, forecast }
}

const rowsOf = ({ groups }: Pick<Redrive, 'groups'>): number => groups.reduce((sum, one) => sum + one.count, 0)

export const redriveForm = (desk: Desk): ActForm<Redrive> => ({
  path: REDRIVE,
  address: () => REDRIVE,
  under: QUARANTINE,
  back: ({ selection }) => withQuery(QUARANTINE, selectionFields(selection)),
  load: (visit) => loadRedrive(desk, visit),
  title: (redrive) => REDRIVE_ACT.title(rowsOf(redrive)),
  submit: (redrive) => REDRIVE_ACT.submit(rowsOf(redrive)),
  fields: ({ groups, scopes, forecast, all, selection }, { values, errors }) => (
    <>
      <input type="hidden" name="nyckel" value={values.get('nyckel') ?? randomUUID()} />
      {all ? (
        <>
          <input type="hidden" name="alla" value="ja" />
          {Object.entries(selectionFields(selection)).map(([name, value]) =>
            value === undefined ? null : <input type="hidden" name={name} value={value} />,
          )}
        </>
      ) : (
        groups.map((group) => <input type="hidden" name="grupp" value={groupKey(group)} />)
      )}
      {errors['grupp'] === undefined ? null : <p class="error">{errors['grupp']}</p>}
      {groups.length === 0 ? null : (
        <>
          <p>{REDRIVE_ACT.about(scopes.length, forecast.ms)}</p>
          <ul class="fields">
            {scopes.map((scope) => (
              <li>
                {scopeText(scope, desk.names)}:{' '}
                {COUNTS.rows(
                  rowsOf({
                    groups: groups.filter((one) => one.source === scope.source && one.stadsdel === scope.stadsdel),
                  }),
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  ),
  check: ({ groups }) => (groups.length === 0 ? { grupp: REDRIVE_ACT.nothing } : {}),
  perform: async (redrive, form, act) => {
    const { all, selection, groups } = redrive
    const what = all ? selection : { ids: groups.flatMap(({ ids }) => ids) }
    await desk.acts.redriveQuarantine(what, { ...act, key: keyOf(form) })
    return {
      is: 'ok',
      text: REDRIVE_ACT.ordered(rowsOf(redrive)),
      goTo: withQuery(QUARANTINE, selectionFields(selection)),
    }
  },
})
