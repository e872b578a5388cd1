import type { PageRoute } from '../frame/visit.ts'
import type { Policy } from '../../policy/policy.ts'

export interface OperationsPagesDeps {
  readonly policy: Policy
}

export const operationsRoutes = (_deps: OperationsPagesDeps): readonly PageRoute[] => []
