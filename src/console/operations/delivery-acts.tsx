import type { DeadLetterSelection } from '../../bus/dead-letter.ts'
import { PAUSE_TARGETS, type PauseTarget } from '../../cases/pause.ts'
import type { ActForm } from './act.tsx'
import { DELIVERIES, withQuery } from './addresses.ts'
import type { Desk } from './desk.ts'
import { TARGETS } from './texts.ts'
import { count, mangdOf } from './words.ts'

const targetOf = (text: string | undefined): PauseTarget | undefined => PAUSE_TARGETS.find((one) => one === text)

const ON_TARGET: Pick<ActForm<PauseTarget>, 'under' | 'back' | 'load'> = {
  under: DELIVERIES,
  back: () => DELIVERIES,
  load: async ({ parameters }) => targetOf(parameters['target']),
}

export const pauseForm = (desk: Desk): ActForm<PauseTarget> => ({
  ...ON_TARGET,
  path: `${DELIVERIES}/:target/pausa`,
  address: (target) => `${DELIVERIES}/${target}/pausa`,
  title: (target) => `Pausa leveranserna: ${TARGETS[target]}`,
  submit: () => 'Pausa',
  fields: () => <p>Inget nytt levereras förrän någon återupptar det. Det som ska tas bort tas bort ändå.</p>,
  perform: async (target, _, act) => {
    await desk.acts.pauseDeliveries(target, act)
    return { is: 'ok', text: `Leveranserna är pausade: ${TARGETS[target]}.`, goTo: DELIVERIES }
  },
})

export const resumeForm = (desk: Desk): ActForm<PauseTarget> => ({
  ...ON_TARGET,
  path: `${DELIVERIES}/:target/ateruppta`,
  address: (target) => `${DELIVERIES}/${target}/ateruppta`,
  title: (target) => `Återuppta leveranserna: ${TARGETS[target]}`,
  submit: () => 'Återuppta',
  fields: () => <p>Det som har väntat levereras, och det som målet har nekat prövas igen.</p>,
  perform: async (target, _, act) => {
    await desk.acts.resumeDeliveries(target, act)
    return { is: 'ok', text: `Leveranserna är återupptagna: ${TARGETS[target]}.`, goTo: DELIVERIES }
  },
})

/** Of everything that the case system has refused; the subject is how many. */
export const retryForm = (desk: Desk): ActForm<number> => ({
  path: `${DELIVERIES}/kor-om`,
  address: () => `${DELIVERIES}/kor-om`,
  under: DELIVERIES,
  back: () => DELIVERIES,
  load: async () => (await desk.parked()).count,
  title: (number) => `Kör om ${count(number, 'parkerad leverans', 'parkerade leveranser')}`,
  submit: () => 'Kör om',
  fields: () => <p>De prövas genast. Det som ärendesystemet nekar igen parkeras igen.</p>,
  perform: async (_, __, act) => {
    const tried = await desk.acts.retryDeliveries({ status: 'parkerad' }, act)
    return { is: 'ok', text: `${count(tried, 'leverans', 'leveranser')} prövas igen.`, goTo: `${DELIVERIES}#parkerade` }
  },
})

export interface DeadLetterSubject {
  readonly selection: DeadLetterSelection
  readonly count: number
}

export const deadLetterForm = (desk: Desk): ActForm<DeadLetterSubject> => {
  const path = `${DELIVERIES}/doda-brev`
  return {
    path,
    address: ({ selection: { stadsdel, mangd } }) => withQuery(path, { stadsdel, mangd }),
    under: DELIVERIES,
    back: () => `${DELIVERIES}#doda-brev`,
    load: async ({ query }) => {
      const mangd = mangdOf(query.get('mangd'))
      const stadsdel = query.get('stadsdel') ?? undefined
      if (mangd === undefined && query.has('mangd')) return undefined
      const selection = {
        ...(stadsdel === undefined ? {} : { stadsdel }),
        ...(mangd === undefined ? {} : { mangd }),
      }
      const found = (await desk.nights.deadLetters()).filter(
        (one) => one.stadsdel === (stadsdel ?? one.stadsdel) && one.mangd === (mangd ?? one.mangd),
      )
      return { selection, count: found.reduce((sum, one) => sum + one.count, 0) }
    },
    title: ({ count: number, selection: { stadsdel, mangd } }) =>
      [
        `Skicka om ${count(number, 'meddelande', 'meddelanden')}`,
        ...(stadsdel === undefined ? [] : [desk.names(stadsdel)]),
        ...(mangd === undefined ? [] : [mangd]),
      ].join(', '),
    submit: () => 'Skicka om',
    fields: () => <p>Insyn skickar det som spegeln har nu. Det som Kafka nekar igen läggs tillbaka här.</p>,
    perform: async ({ selection }, _, act) => {
      const sent = await desk.acts.redriveDeadLetters(selection, act)
      return {
        is: 'ok',
        text: `${count(sent, 'meddelande', 'meddelanden')} skickas om.`,
        goTo: `${DELIVERIES}#doda-brev`,
      }
    },
  }
}
