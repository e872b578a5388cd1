import type { PageRoute } from '../frame/visit.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Rules } from '../../review/follow-up/rules-file.ts'

export interface FollowUpPagesDeps {
  readonly policy: Policy
  /** Those in use, which flags and samples follow. */
  readonly rules: Rules
}

export const followUpRoutes = (_deps: FollowUpPagesDeps): readonly PageRoute[] => []
