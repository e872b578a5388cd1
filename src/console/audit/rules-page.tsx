import { FLAGS } from '../../review/record/words.ts'
import { Section } from '../frame/components.tsx'
import { capital } from '../frame/format.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { ALERT_WORDS, type AuditRules } from './alert-texts.ts'
import type { AlertPagesDeps } from './alerts.tsx'
import { type AuditFrame, auditFrame, auditPage } from './audit-frame.tsx'
import { RULES } from './texts.ts'

/** Every rule that raises an alert or a flag, with its thresholds: what a link beside a flag leads to. */
export const rulesPage = ({ frame, rules }: { readonly frame: AuditFrame; readonly rules: AuditRules }): Page =>
  auditPage({
    frame,
    title: RULES.title,
    about: RULES.about,
    current: '/logg/larm',
    here: '/logg/regler',
    content: (
      <>
        <Section id="larm" title={RULES.alerts}>
          <dl class="rules">
            {Object.entries(ALERT_WORDS)
              .filter(([kind]) => frame.mayProtected || !kind.startsWith('skyddad'))
              .map(([kind, { title, rule }]) => (
                <div id={`larm-${kind}`}>
                  <dt>{title}</dt>
                  <dd>{rule(rules)}</dd>
                </div>
              ))}
          </dl>
        </Section>
        <Section id="flaggor" title={RULES.flags}>
          <dl class="rules">
            {[...FLAGS]
              .filter(([flag]) => frame.mayProtected || !flag.includes('skyddad'))
              .map(([flag, text]) => (
                <div id={`flagga-${flag}`}>
                  <dt>{capital(text)}</dt>
                  <dd class="muted fixed">{flag}</dd>
                </div>
              ))}
          </dl>
        </Section>
        <p>
          <a href="/logg/uppfoljning/regler">{RULES.followUp}</a>
        </p>
      </>
    ),
  })

export const showRules =
  (deps: AlertPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => ({
    page: rulesPage({ frame: await auditFrame(deps, visit), rules: deps.rules }),
  })
