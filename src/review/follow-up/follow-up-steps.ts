import type { Caller } from '../../access/caller.ts'
import type { Grounds } from '../../access/grounds.ts'
import type { Refusal } from '../../access/outcome.ts'
import { refusalRecords } from '../../access/records.ts'
import type { Details } from '../../atkomstlogg/access.ts'
import type { RecordThen } from '../../atkomstlogg/record-then.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { beginReview, type ReviewDeps, reviewRecords, type ReviewStep } from '../officers.ts'
import { samePerson } from './assign.ts'
import type { DrawDeps } from './draw-sample.ts'
import type { Part } from './evaluate.ts'
import type { Sample, StoredItem } from './sample-store.ts'

export interface FollowUp extends Omit<DrawDeps, 'clock'> {
  readonly recordThen: RecordThen
  /** Names the hub in what it signs. */
  readonly origin: string
}

export interface FollowUpDeps extends ReviewDeps {
  readonly followUp: FollowUp
}

export const drawDeps = ({ followUp, clock }: Pick<FollowUpDeps, 'followUp' | 'clock'>): DrawDeps => ({
  ...followUp,
  clock,
})

/** The parts that the officer sees anything of. */
export const partsOf = ({ officer }: ReviewStep): readonly Part[] =>
  officer.mayProtected ? ['open', 'protected'] : ['open']

const REFUSALS = {
  'urval-okant': { kod: 'FINNS_EJ', forklaring: 'Urvalet finns inte bland dem som du granskar.' },
  'ratt-skyddade': {
    kod: 'ATKOMST_NEKAD',
    forklaring: 'Det kräver en roll med rätten granska-skyddade.',
  },
  'manad-kommande': { kod: 'BEGARAN_OGILTIG', forklaring: 'Månaden har inte börjat än.' },
  'urval-avslutat': { kod: 'KONFLIKT', forklaring: 'Urvalet är avslutat.' },
  'urval-pagar': { kod: 'KONFLIKT', forklaring: 'Urvalet är inte avslutat än.' },
  'post-okand': { kod: 'FINNS_EJ', forklaring: 'Posten finns inte i urvalet.' },
  'eget-uppslag': { kod: 'ATKOMST_NEKAD', forklaring: 'Uppslaget är ditt eget. Någon annan måste bedöma det.' },
  'poster-kvar': { kod: 'KONFLIKT', forklaring: 'Alla poster är inte bedömda än.' },
} as const satisfies Record<string, Refusal['refused']>
export type FollowUpRefusal = keyof typeof REFUSALS

export const refuseFollowUp = (keys: Keys, grounds: Grounds, code: FollowUpRefusal): Refusal => ({
  refused: REFUSALS[code],
  poster: refusalRecords(keys, grounds, 'nekat', code),
})

/** Marks a record that tells protection, so that only officers with granska-skyddade see it. */
export const markedFor = (part: Part, details: Details): Details =>
  part === 'protected' ? { ...details, skyddade: true } : details

export interface SampleStep extends ReviewStep {
  readonly sample: Sample
}

/**
 * The beginning of every act on one sample. One of another's log, one of records that the officer must not know of, and one that
 * does not exist look the same.
 */
export async function beginSample(
  deps: FollowUpDeps,
  caller: Caller,
  sampleId: string,
  reason?: string,
): Promise<SampleStep | Refusal> {
  const step = beginReview(deps, caller, { skal: reason ?? 'logguppföljning' })
  if ('refused' in step) return step
  const sample = await deps.followUp.samples.find(sampleId)
  if (sample === undefined || !step.officer.logs.includes(sample.logg) || !partsOf(step).includes(sample.part))
    return refuseFollowUp(deps.keys, step.grounds, 'urval-okant')
  return { ...step, logs: [sample.logg], sample }
}

/** The record of an act on a sample, in the log that it is of. */
export const sampleRecords = (
  keys: Keys,
  step: SampleStep,
  { orsak, utfall, ...details }: { readonly orsak: string; readonly utfall: 'visat' | 'tomt' } & Details,
) =>
  reviewRecords(keys, step, {
    orsak,
    utfall,
    detaljer: markedFor(step.sample.part, { urval: step.sample.urval, ...details }),
  })

export const isOwn = ({ author }: Pick<StoredItem, 'author'>, caller: Caller): boolean => samePerson(author, caller)

/** Binds a sealed comment to its place, so that it cannot be moved to another. */
export const aboutComment = (sampleId: string, post: number): string => `urval/${sampleId}/${String(post)}`
