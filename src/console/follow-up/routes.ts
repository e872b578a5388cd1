import type { PageRoute } from '../frame/visit.ts'
import type { Policy } from '../../policy/policy.ts'

export interface FollowUpPagesDeps {
  readonly policy: Policy
}

export const followUpRoutes = (_deps: FollowUpPagesDeps): readonly PageRoute[] => []
