import type { RequestHandler } from 'express'
import type { Suspended } from '../api/admission.ts'
import type { Perform } from '../api/perform.ts'
import type { Report } from '../api/report.ts'
import type { Policy } from '../policy/policy.ts'
import { type AuditPagesDeps, auditRoutes } from './audit/routes.ts'
import type { FollowUpPagesDeps } from './follow-up/deps.ts'
import { followUpRoutes } from './follow-up/routes.ts'
import { createPages } from './frame/pages.tsx'
import type { Sessions } from './frame/session.ts'
import type { Page } from './frame/visit.ts'
import { accessibilityPage } from './open/accessibility-page.tsx'
import { problemPages } from './open/problem-page.tsx'
import { shortcutsPage } from './open/shortcuts-page.tsx'
import { startPage } from './open/start-page.tsx'
import { type OperationsPagesDeps, operationsRoutes } from './operations/routes.ts'
import { OPERATIONS_SHORTCUTS } from './operations/start-page.tsx'
import { type UppslagPagesDeps, uppslagRoutes } from './uppslag/routes.ts'

export interface ConsoleDeps extends UppslagPagesDeps, OperationsPagesDeps, AuditPagesDeps, FollowUpPagesDeps {
  readonly policy: Policy
  /** Absent: nobody signs in here. */
  readonly sessions?: Sessions | undefined
  readonly publicAddress?: string | undefined
  readonly clock: () => Date
  readonly report: Report
  readonly suspended?: Suspended | undefined
}

/** Everything that is shown in a browser. */
export const createConsole =
  (deps: ConsoleDeps) =>
  (perform: Perform): RequestHandler => {
    const open = new Map<string, () => Page>([
      ...problemPages(),
      ['/', () => startPage(deps.sessions !== undefined)],
      ['/tillganglighet', () => accessibilityPage],
      ['/kortkommandon', () => shortcutsPage([OPERATIONS_SHORTCUTS])],
    ])
    const routes = [...uppslagRoutes(deps), ...operationsRoutes(deps), ...auditRoutes(deps), ...followUpRoutes(deps)]
    return createPages({ ...deps, open, routes }, perform)
  }
