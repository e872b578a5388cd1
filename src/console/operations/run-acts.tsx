import type { HeldDeletion, RunPage } from '../../operations/night-runs.ts'
import { TextField } from '../frame/forms.tsx'
import { wholeNumber } from '../frame/format.ts'
import type { Visit } from '../frame/visit.ts'
import { type ActForm, wholeNumberOf } from './act.tsx'
import { runAddress, START } from './addresses.ts'
import type { Desk } from './desk.ts'
import { count, scopeText } from './words.ts'

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
  title: (run) => `Stoppa läsningen: ${scopeText(run, desk.names)}`,
  submit: () => 'Stoppa läsningen',
  fields: () => (
    <p>Läsningen avslutas inom några sekunder. Ingenting tas bort ur spegeln, och nästa läsning börjar från början.</p>
  ),
  perform: async (run, _, act) => {
    await desk.acts.abort(run.id, act)
    return { is: 'ok', text: 'Läsningen stoppas. Det tar några sekunder.', goTo: runAddress(run.id) }
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
    return run?.guard == null ? undefined : { run, held: run.guard }
  }

export const approveForm = (desk: Desk): ActForm<HeldSubject> => ({
  path: '/drift/korning/:id/godkann',
  address: ({ run }) => `${runAddress(run.id)}/godkann`,
  under: START,
  back: ({ run }) => runAddress(run.id),
  load: loadHeld(desk),
  title: ({ run }) => `Godkänn borttagningen: ${scopeText(run, desk.names)}`,
  submit: () => 'Godkänn',
  fields: ({ held }, { values, errors, prefix }) => (
    <>
      <p>
        {`Nästa fullständiga läsning får ta bort något ur högst så många uppgifter som du anger. Just nu gäller det ${wholeNumber(held.touched)}. Det går inte att ångra när läsningen har gjorts.`}
      </p>
      <TextField
        name="hogst"
        id={`${prefix}hogst`}
        label="Högst antal uppgifter"
        error={errors['hogst']}
        value={values.get('hogst') ?? String(held.touched)}
        numeric
        maxLength={11}
        required
      />
      <label class="choice">
        <input type="checkbox" name="lasnu" value="ja" checked={values.get('lasnu') === 'ja'} />
        Läs nu, i stället för i natt
      </label>
    </>
  ),
  check: ({ held }, form) => {
    const most = wholeNumberOf(form.get('hogst'))
    if (most === undefined) return { hogst: 'Skriv ett helt tal som är minst 1.' }
    return most < held.touched
      ? {
          hogst: `Borttagningen gäller ${count(held.touched, 'uppgift', 'uppgifter')}. Ett lägre tal släpper inte igenom den.`,
        }
      : {}
  },
  perform: async ({ run }, form, act) => {
    const most = wholeNumberOf(form.get('hogst')) ?? 1
    const runNow = form.get('lasnu') === 'ja'
    await desk.acts.approve(run.id, most, act, { runNow })
    return {
      is: 'ok',
      text: `Godkänt för högst ${count(most, 'uppgift', 'uppgifter')}. ${runNow ? 'Läsningen är beställd.' : 'Gäller nästa fullständiga läsning.'}`,
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
  title: ({ run }) => `Avvisa borttagningen: ${scopeText(run, desk.names)}`,
  submit: () => 'Avvisa',
  fields: () => (
    <p>
      Ingenting tas bort. Om nästa fullständiga läsning säger samma sak kommer frågan tillbaka. Rätta källan under
      tiden.
    </p>
  ),
  perform: async ({ run }, _, act) => {
    await desk.acts.reject(run.id, act)
    return {
      is: 'ok',
      text: 'Borttagningen är avvisad. Ingenting har tagits bort.',
      goTo: `${runAddress(run.id)}#borttagning`,
    }
  },
})
