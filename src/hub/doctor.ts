import type pg from 'pg'
import type { Config } from '../config.ts'
import type { Mirror } from '../mirror/mirror.ts'
import type { Review } from '../operations/doctor.ts'
import { reviewStanding, type StandingToReview } from '../operations/doctor-standing.ts'
import type { Scope } from '../sync/source.ts'

/** All that the doctor looks at; reads only. */
export function composeDoctor({
  config,
  mirror,
  scopes,
  others,
  ...parts
}: Omit<StandingToReview, 'issuers' | 'lastReads'> & {
  readonly config: Pick<Config, 'utfardare'>
  readonly pool: pg.Pool
  readonly mirror: Pick<Mirror, 'sourceStatus'>
  readonly scopes: () => readonly Scope[]
  readonly others: readonly (() => Promise<readonly Review[]>)[]
}): () => Promise<readonly Review[]> {
  const lastReads = async () => {
    const status = await mirror.sourceStatus()
    return scopes().map((scope) => {
      const read = status.find(({ source, stadsdel }) => source === scope.source && stadsdel === scope.stadsdel)
      return { ...scope, readAt: read?.speglad ?? null }
    })
  }
  return async () => {
    const standing = await reviewStanding({ ...parts, issuers: config.utfardare, lastReads })
    const rest = await Promise.all(others.map((review) => review()))
    return [...standing, ...rest.flat()]
  }
}
