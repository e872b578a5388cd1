import { OWN_LOG } from '../../atkomstlogg/access.ts'
import type { Caller } from '../../access/caller.ts'
import { failed } from '../../access/refusals.ts'
import { ownRecord, placeIds } from '../../access/records.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import type { Beslutsbegaran, Beslutssvar, Granskningsbegaran, Granskningssvar } from './tillstand-schema.ts'
import { beginStep, refuseFailedStep, aboutFreeText, type TillstandDeps } from './tillstand-steps.ts'

/** Another end user than the requester approves or rejects. The decision takes effect when its record is durable. */
export function createDecideTillstand(deps: TillstandDeps) {
  const { keys, tillstand } = deps

  return async (
    tillstandId: string,
    { beslut, kommentar }: Beslutsbegaran,
    caller: Caller,
  ): Promise<Outcome<Beslutssvar>> => {
    const freeText = { falt: 'kommentar', text: kommentar }
    const step = beginStep(deps, caller, ['godkanna-undantag'], { tillstand: tillstandId, freeText })
    if (isRefused(step)) return step
    const { grounds, roll } = step
    try {
      const verdict = await tillstand.decide(tillstandId, {
        utfall: beslut,
        av: caller.slutanvandare,
        kommentar: keys.sealForLog(OWN_LOG, aboutFreeText(tillstandId, 'beslut'), kommentar),
      })
      if (typeof verdict === 'string') return refuseFailedStep(keys, grounds, verdict)
      return {
        poster: ownRecord(keys, grounds, { roll, utfall: 'tomt', orsak: `tillstand-${beslut}` }),
        carryOut: () => tillstand.carryOut(tillstandId),
        body: (places) => ({
          tillstandId,
          status: beslut === 'godkant' ? 'beviljat' : 'avslaget',
          giltigTill: verdict.giltigTill.toISOString(),
          loggId: placeIds(places),
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

/** An end user who neither requested nor decided it reviews it afterwards. */
export function createReviewTillstand(deps: TillstandDeps) {
  const { keys, tillstand } = deps

  return async (
    tillstandId: string,
    { utfall, kommentar }: Granskningsbegaran,
    caller: Caller,
  ): Promise<Outcome<Granskningssvar>> => {
    const freeText = { falt: 'kommentar', text: kommentar }
    const step = beginStep(deps, caller, ['granska'], { tillstand: tillstandId, freeText })
    if (isRefused(step)) return step
    const { grounds, roll } = step
    try {
      const reviewed = await tillstand.review(tillstandId, {
        utfall,
        av: caller.slutanvandare,
        kommentar: keys.sealForLog(OWN_LOG, aboutFreeText(tillstandId, 'granskning'), kommentar),
      })
      if (reviewed !== 'granskat') return refuseFailedStep(keys, grounds, reviewed)
      return {
        poster: ownRecord(keys, grounds, { roll, utfall: 'tomt', orsak: `tillstand-${utfall}` }),
        body: (places) => ({ tillstandId, granskning: utfall, loggId: placeIds(places) }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}
