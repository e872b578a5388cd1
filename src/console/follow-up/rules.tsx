import { auditFrame, auditPage } from '../audit/audit-frame.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import type { FollowUpPagesDeps } from './deps.ts'
import { RulesInUse } from './rules-page.tsx'
import { RULES_PAGE } from './texts.ts'

/** Of the configuration alone: nothing of a person, of a record or of a log. */
export const showRules =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => ({
    page: auditPage({
      frame: await auditFrame(deps, visit),
      title: RULES_PAGE.title,
      about: RULES_PAGE.about,
      current: '/logg/uppfoljning',
      here: '/logg/uppfoljning/regler',
      content: <RulesInUse rules={deps.rules.followUp} names={deps.policy} />,
    }),
  })
