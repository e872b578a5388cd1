import type { DeadLetterSelection } from '../../bus/dead-letter.ts'
import { PAUSE_TARGETS, type PauseTarget } from '../../cases/pause.ts'
import { kindName } from '../../informationsmangd/names.ts'
import type { ActForm } from './act.tsx'
import { DELIVERIES, withQuery } from './addresses.ts'
import type { Desk } from './desk.ts'
import { DELIVERY_ACTS } from './flow-texts.ts'
import { ACTS, TARGETS } from './texts.ts'
import { mangdOf } from './words.ts'

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
  title: (target) => DELIVERY_ACTS.pause(TARGETS[target]),
  submit: () => ACTS.pause,
  fields: () => <p>{DELIVERY_ACTS.pauseAbout}</p>,
  perform: async (target, _, act) => {
    await desk.acts.pauseDeliveries(target, act)
    return { is: 'ok', text: DELIVERY_ACTS.paused(TARGETS[target]), goTo: DELIVERIES }
  },
})

export const resumeForm = (desk: Desk): ActForm<PauseTarget> => ({
  ...ON_TARGET,
  path: `${DELIVERIES}/:target/ateruppta`,
  address: (target) => `${DELIVERIES}/${target}/ateruppta`,
  title: (target) => DELIVERY_ACTS.resume(TARGETS[target]),
  submit: () => ACTS.resume,
  fields: () => <p>{DELIVERY_ACTS.resumeAbout}</p>,
  perform: async (target, _, act) => {
    await desk.acts.resumeDeliveries(target, act)
    return { is: 'ok', text: DELIVERY_ACTS.resumed(TARGETS[target]), goTo: DELIVERIES }
  },
})

/** Of everything that the case system has refused; the subject is how many. */
export const retryForm = (desk: Desk): ActForm<number> => ({
  path: `${DELIVERIES}/kor-om`,
  address: () => `${DELIVERIES}/kor-om`,
  under: DELIVERIES,
  back: () => DELIVERIES,
  load: async () => (await desk.parked()).count,
  title: (number) => DELIVERY_ACTS.retry(number),
  submit: () => ACTS.retry,
  fields: () => <p>{DELIVERY_ACTS.retryAbout}</p>,
  perform: async (_, __, act) => {
    const tried = await desk.acts.retryDeliveries({ status: 'parkerad' }, act)
    return { is: 'ok', text: DELIVERY_ACTS.retried(tried), goTo: `${DELIVERIES}#parkerade` }
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
        DELIVERY_ACTS.resend(number),
        ...(stadsdel === undefined ? [] : [desk.names(stadsdel)]),
        ...(mangd === undefined ? [] : [kindName(mangd)]),
      ].join(', '),
    submit: () => ACTS.resend,
    fields: () => <p>{DELIVERY_ACTS.resendAbout}</p>,
    perform: async ({ selection }, _, act) => {
      const sent = await desk.acts.redriveDeadLetters(selection, act)
      return {
        is: 'ok',
        text: DELIVERY_ACTS.resent(sent),
        goTo: `${DELIVERIES}#doda-brev`,
      }
    },
  }
}
