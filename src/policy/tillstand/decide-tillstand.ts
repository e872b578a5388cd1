import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { ownRecord } from '../../access/records.ts'
import { failed } from '../../access/refusals.ts'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import { REQUIREMENTS } from '../requirements.ts'
import type { Beslutsbegaran, Beslutssvar, Granskningsbegaran, Granskningssvar } from './tillstand-schema.ts'
import { aboutFreeText, beginStep, refuseFailedStep, type TillstandDeps } from './tillstand-steps.ts'

/** Another person than the requester approves or rejects. */
export function createDecideTillstand(deps: TillstandDeps) {
  const { keys, tillstand } = deps

  return async (
    tillstandId: string,
    { beslut, kommentar }: Beslutsbegaran,
    caller: Caller,
  ): Promise<Outcome<Beslutssvar>> => {
    const step = beginStep(deps, caller, REQUIREMENTS.decideTillstand, { tillstand: tillstandId })
    if (isRefused(step)) return step
    const { grounds, roll } = step
    try {
      const decision = {
        utfall: beslut,
        utfardare: caller.utfardare,
        av: caller.slutanvandare,
        kommentar: keys.sealForLog(OWN_LOG, aboutFreeText(tillstandId, 'beslut'), kommentar),
      }
      const obstacle = await tillstand.obstacleToDecision(tillstandId, decision)
      if (obstacle !== undefined) return refuseFailedStep(keys, grounds, obstacle)
      return {
        poster: ownRecord(keys, grounds, { roll, utfall: 'tomt', orsak: `tillstand-${beslut}` }),
        body: async (places) => {
          const { giltigTill } = await tillstand.decide(tillstandId, decision)
          return {
            tillstandId,
            status: beslut === 'godkant' ? 'beviljat' : 'avslaget',
            giltigTill: giltigTill.toISOString(),
            loggId: logIds(keys, places),
          }
        },
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

/** Somebody who neither requested nor decided it reviews it afterwards. */
export function createReviewTillstand(deps: TillstandDeps) {
  const { keys, tillstand } = deps

  return async (
    tillstandId: string,
    { utfall, kommentar }: Granskningsbegaran,
    caller: Caller,
  ): Promise<Outcome<Granskningssvar>> => {
    const step = beginStep(deps, caller, REQUIREMENTS.reviewTillstand, { tillstand: tillstandId })
    if (isRefused(step)) return step
    const { grounds, roll } = step
    try {
      const review = {
        utfall,
        utfardare: caller.utfardare,
        av: caller.slutanvandare,
        kommentar: keys.sealForLog(OWN_LOG, aboutFreeText(tillstandId, 'granskning'), kommentar),
      }
      const obstacle = await tillstand.obstacleToReview(tillstandId, review)
      if (obstacle !== undefined) return refuseFailedStep(keys, grounds, obstacle)
      return {
        poster: ownRecord(keys, grounds, { roll, utfall: 'tomt', orsak: `tillstand-${utfall}` }),
        body: async (places) => {
          await tillstand.review(tillstandId, review)
          return { tillstandId, granskning: utfall, loggId: logIds(keys, places) }
        },
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}
