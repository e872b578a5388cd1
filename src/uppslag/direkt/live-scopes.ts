import { MANGDER_OF_SOURCE, SOURCES } from '../../informationsmangd.ts'
import { allowedMangder, todaysStadsdelar } from '../../policy/decide.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Reach } from '../../policy/reach.ts'
import type { ReadScope } from '../../sync/source.ts'
import type { LiveSource } from './live-source.ts'

type FieldReach = Pick<Reach, 'decide'>

/**
 * The source × stadsdel from which the reach opens anything, each with all kinds that its avtal permits: as much is read as
 * in a sync, so that protection is told with it.
 */
export function scopesWithin(
  policy: Policy,
  live: Pick<LiveSource, 'connected'>,
  reach: FieldReach,
  date: string,
): ReadScope[] {
  return todaysStadsdelar(policy, date).flatMap(({ kod: stadsdel }) => {
    const allowed = allowedMangder(policy, stadsdel, date)
    return SOURCES.filter(
      (source) =>
        live.connected(source, stadsdel) &&
        MANGDER_OF_SOURCE[source].some((mangd) => reach.decide(stadsdel, mangd).falt.size > 0),
    ).map((source) => ({
      source,
      stadsdel,
      mangder: new Set(MANGDER_OF_SOURCE[source].filter((mangd) => allowed.has(mangd))),
    }))
  })
}

/** The same with only the kinds that are shown: for a read that is not stored. */
export const onlyShownKinds = (scopes: readonly ReadScope[], reach: FieldReach): ReadScope[] =>
  scopes.map((scope) => ({
    ...scope,
    mangder: new Set([...scope.mangder].filter((mangd) => reach.decide(scope.stadsdel, mangd).falt.size > 0)),
  }))
