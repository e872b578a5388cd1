import type { PageRoute } from '../frame/visit.ts'
import type { Policy } from '../../policy/policy.ts'

export interface UppslagPagesDeps {
  readonly policy: Policy
}

export const uppslagRoutes = (_deps: UppslagPagesDeps): readonly PageRoute[] => []
