import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { type FileAnswer, isRefused, type Outcome } from '../../access/outcome.ts'
import { failed, invalidRequest } from '../../access/refusals.ts'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import { closingDigest, closingOf, closingVkey, readClosing, writeClosing } from './closing.ts'
import { closingPdf } from './closing-pdf.ts'
import { drawingDetails } from './draw-sample.ts'
import {
  aboutComment,
  beginSample,
  type FollowUpDeps,
  isOwn,
  refuseFollowUp,
  sampleRecords,
  type SampleStep,
} from './follow-up-steps.ts'
import { rulesOf } from './month-store.ts'
import type { Avslutsbegaran, Avslutssvar, Bedomningsbegaran, Bedomningssvar, ReportQuery } from './sample-schema.ts'

/** What an officer thinks of one lookup of a sample: never of her own. */
export function createJudge(deps: FollowUpDeps) {
  const { keys, followUp } = deps

  return async (
    sampleId: string,
    { skal, post, utfall, kommentar = '' }: Bedomningsbegaran,
    caller: Caller,
  ): Promise<Outcome<Bedomningssvar>> => {
    const step = await beginSample(deps, caller, sampleId, skal)
    if (isRefused(step)) return step
    const { sample, grounds } = step
    if (utfall !== 'befogad' && kommentar === '')
      return invalidRequest(keys, grounds, [{ pekare: '/kommentar', regel: 'krävs om utfallet inte är befogad' }])
    try {
      if (sample.closedAt !== null) return refuseFollowUp(keys, grounds, 'urval-avslutat')
      const items = await followUp.samples.items(sampleId)
      const item = items.find((one) => one.post === post)
      if (item === undefined) return refuseFollowUp(keys, grounds, 'post-okand')
      if (isOwn(item, caller)) return refuseFollowUp(keys, grounds, 'eget-uppslag')
      const { utfardare, slutanvandare } = caller
      const comment = keys.sealForLog(sample.logg, aboutComment(sampleId, post), kommentar)
      const left = items.filter((one) => one !== item && one.verdicts.length === 0).length
      return {
        poster: sampleRecords(keys, step, { orsak: 'bedomning', utfall: 'tomt', post, bedomning: utfall }),
        body: async (places) => {
          await followUp.samples.judge(sampleId, post, {
            verdict: utfall,
            comment,
            utfardare,
            slutanvandare,
            time: grounds.tid,
          })
          return { urvalId: sampleId, post, utfall, kvar: left, loggId: logIds(keys, places) }
        },
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

/** Signs that all of a sample has been reviewed. Nothing of it changes after that. */
export function createClose(deps: FollowUpDeps) {
  const { keys, followUp } = deps

  return async (sampleId: string, { skal }: Avslutsbegaran, caller: Caller): Promise<Outcome<Avslutssvar>> => {
    const step = await beginSample(deps, caller, sampleId, skal)
    if (isRefused(step)) return step
    const { sample, grounds } = step
    try {
      if (sample.closedAt !== null) return refuseFollowUp(keys, grounds, 'urval-avslutat')
      const items = await followUp.samples.items(sampleId)
      if (items.some(({ verdicts }) => verdicts.length === 0)) return refuseFollowUp(keys, grounds, 'poster-kvar')
      const rules = await rulesOf(followUp.pool, sample.version)
      if (rules === undefined) throw new Error('the rules of a sample are missing')
      const by = { utfardare: caller.utfardare, slutanvandare: caller.slutanvandare }
      const controller = controllerOf(deps, sample.logg)
      const parts = { sample, items, drawing: drawingDetails(sample), rules, controller, by, time: grounds.tid }
      const closing = writeClosing(followUp.origin, closingOf(parts), keys)
      const verdicts = items.reduce((sum, one) => sum + one.verdicts.length, 0)
      return {
        poster: sampleRecords(keys, step, { orsak: 'urval-avslutat', utfall: 'tomt', sha256: closingDigest(closing) }),
        body: async (places) => {
          await followUp.samples.close(sampleId, { closing, verdicts, by, time: grounds.tid })
          return {
            urvalId: sampleId,
            avslutat: grounds.tid.toISOString(),
            dokument: closing,
            nyckel: closingVkey(followUp.origin, sample.logg, keys),
            loggId: logIds(keys, places),
          }
        },
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

/** The closing as a file: the signed document itself, or the same to read and to file. */
export function createReport(deps: FollowUpDeps) {
  const { keys } = deps

  return async (sampleId: string, { form = 'pdf' }: ReportQuery, caller: Caller): Promise<Outcome<FileAnswer>> => {
    const step = await beginSample(deps, caller, sampleId)
    if (isRefused(step)) return step
    const { sample, grounds } = step
    try {
      const content = sample.closing === null ? undefined : await reportContent(deps, step, sample.closing, form)
      if (content === undefined) return refuseFollowUp(keys, grounds, 'urval-pagar')
      const name = `uppfoljning-${sample.logg}-${sample.month}.${form === 'pdf' ? 'pdf' : 'txt'}`
      return {
        poster: sampleRecords(keys, step, { orsak: 'urval-rapport', utfall: 'visat', form }),
        body: (places) => ({
          name,
          mediaType: form === 'pdf' ? 'application/pdf' : 'text/plain',
          content,
          loggId: logIds(keys, places),
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

async function reportContent(
  { keys, followUp: { origin } }: FollowUpDeps,
  { sample }: SampleStep,
  note: string,
  form: 'pdf' | 'dokument',
): Promise<Uint8Array | undefined> {
  if (form === 'dokument') return Buffer.from(note)
  const closing = readClosing(note)
  return closing === undefined ? undefined : closingPdf(closing, note, closingVkey(origin, sample.logg, keys))
}

const controllerOf = ({ policy }: Pick<FollowUpDeps, 'policy'>, log: string): string =>
  log === OWN_LOG ? 'Personuppgiftsbiträdet' : (policy.stadsdelar.find(({ kod }) => kod === log)?.namn ?? log)
