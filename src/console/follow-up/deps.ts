import type { AuditRules } from '../audit/alert-texts.ts'
import type { AuditFrameDeps } from '../audit/audit-frame.tsx'

/** What the handlers of these pages use beside the operations. */
export interface FollowUpPagesDeps extends AuditFrameDeps {
  readonly rules: AuditRules
}
