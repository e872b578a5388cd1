import type { HeldDeletion, RunPage } from '../../operations/night-runs.ts'
import { TextField } from '../frame/forms.tsx'
import type { Visit } from '../frame/visit.ts'
import { type ActForm, wholeNumberOf } from './act.tsx'
import { runAddress, START } from './addresses.ts'
import type { Desk } from './desk.ts'
import { RUN_ACTS } from './run-texts.ts'
import { scopeText } from './words.ts'

/** The run that the address names. */
export async function runOf({ nights }: Desk, { parameters }: Visit): Promise<RunPage | undefined> {
  const { id = '' } = parameters
  return /^[1-9]\d{0,14}$/.test(id) ? await nights.run(Number(id)) : undefined
}

export const abortForm = (desk: Desk): ActForm<RunPage> => ({
  path: '/drift/korning/:id/stoppa',
  address: ({ id }) => `${runAddress(id)}/stoppa`,
  under: START,
  back: ({ id }) => runAddress(id),
  load: async (visit) => {
    const run = await runOf(desk, visit)
    return run?.state === 'pagar' ? run : undefined
  },
  title: (run) => RUN_ACTS.abort(scopeText(run, desk.names)),
  submit: () => RUN_ACTS.abortSubmit,
  fields: () => <p>{RUN_ACTS.abortAbout}</p>,
  perform: async (run, _, act) => {
    await desk.acts.abort(run.id, act)
    return { is: 'ok', text: RUN_ACTS.aborted, goTo: runAddress(run.id) }
  },
})

export interface HeldSubject {
  readonly run: RunPage
  readonly held: HeldDeletion
}

const loadHeld =
  (desk: Desk): ActForm<HeldSubject>['load'] =>
  async (visit) => {
    const run = await runOf(desk, visit)
    return run?.guard == null || run.guard.over ? undefined : { run, held: run.guard }
  }

export const approveForm = (desk: Desk): ActForm<HeldSubject> => ({
  path: '/drift/korning/:id/godkann',
  address: ({ run }) => `${runAddress(run.id)}/godkann`,
  under: START,
  back: ({ run }) => runAddress(run.id),
  load: loadHeld(desk),
  title: ({ run }) => RUN_ACTS.approve(scopeText(run, desk.names)),
  submit: () => RUN_ACTS.approveSubmit,
  fields: ({ held }, { values, errors, prefix }) => (
    <>
      <p>{RUN_ACTS.approveAbout(held.touched)}</p>
      <TextField
        name="hogst"
        id={`${prefix}hogst`}
        label={RUN_ACTS.most}
        error={errors['hogst']}
        value={values.get('hogst') ?? String(held.touched)}
        numeric
        maxLength={11}
        required
      />
      <label class="choice">
        <input type="checkbox" name="lasnu" value="ja" checked={values.get('lasnu') === 'ja'} />
        {RUN_ACTS.readNow}
      </label>
    </>
  ),
  check: ({ held }, form) => {
    const most = wholeNumberOf(form.get('hogst'))
    if (most === undefined) return { hogst: RUN_ACTS.wholeNumber }
    return most < held.touched
      ? {
          hogst: RUN_ACTS.tooFew(held.touched),
        }
      : {}
  },
  perform: async ({ run }, form, act) => {
    const most = wholeNumberOf(form.get('hogst')) ?? 1
    const runNow = form.get('lasnu') === 'ja'
    await desk.acts.approve(run.id, most, act, { runNow })
    return {
      is: 'ok',
      text: RUN_ACTS.approved(most, runNow),
      goTo: `${runAddress(run.id)}#borttagning`,
    }
  },
})

export const rejectForm = (desk: Desk): ActForm<HeldSubject> => ({
  path: '/drift/korning/:id/avvisa',
  address: ({ run }) => `${runAddress(run.id)}/avvisa`,
  under: START,
  back: ({ run }) => runAddress(run.id),
  load: loadHeld(desk),
  title: ({ run }) => RUN_ACTS.reject(scopeText(run, desk.names)),
  submit: () => RUN_ACTS.rejectSubmit,
  fields: () => <p>{RUN_ACTS.rejectAbout}</p>,
  perform: async ({ run }, _, act) => {
    await desk.acts.reject(run.id, act)
    return {
      is: 'ok',
      text: RUN_ACTS.rejected,
      goTo: `${runAddress(run.id)}#borttagning`,
    }
  },
})
