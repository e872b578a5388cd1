import type { PageRoute } from '../frame/visit.ts'
import type { Policy } from '../../policy/policy.ts'

export interface AuditPagesDeps {
  readonly policy: Policy
}

export const auditRoutes = (_deps: AuditPagesDeps): readonly PageRoute[] => []
