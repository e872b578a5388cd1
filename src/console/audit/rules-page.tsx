import { FLAGS } from '../../review/record/words.ts'
import type { RuleKind } from '../../review/follow-up/rules-file.ts'
import { Section } from '../frame/components.tsx'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { ALERT_WORDS, type AuditRules } from './alert-words.ts'
import { auditFrame, type AuditFrame, auditPage } from './audit-frame.tsx'
import type { AlertPagesDeps } from './alerts.tsx'
import { capital } from './words.ts'

/** Every rule that raises an alert or a flag, with its thresholds: what a link beside a flag leads to. */
export const rulesPage = ({ frame, rules }: { readonly frame: AuditFrame; readonly rules: AuditRules }): Page =>
  auditPage({
    frame,
    title: 'Regler för larm och flaggor',
    about:
      'En flagga är en fråga, inte en dom. Reglerna ändras i hubbens inställningar, och varje ändring får en ny version.',
    current: '/logg/larm',
    here: '/logg/regler',
    content: (
      <>
        <Section id="larm" title="Larm">
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
        <Section id="flaggor" title="Flaggor i en post">
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
          <a href="/logg/uppfoljning/regler">Regler för uppföljningen</a>
        </p>
      </>
    ),
  })

/** By what a rule looks for; several of a kind differ by their thresholds. */
export const RULE_NAMES: Readonly<Record<RuleKind, string>> = {
  'utan-arende': 'Utan ärende',
  'annans-arende': 'Någon annans ärende',
  'utanfor-arbetstid': 'Utanför arbetstid',
  'manga-pa-kort-tid': 'Många uppslag på kort tid',
  'en-person-av-manga': 'En person, många användare',
  'eget-nummer': 'Eget nummer',
  skyddad: 'Skyddade personuppgifter',
  undantag: 'Enkelttillstånd använt',
  'efter-stangt-arende': 'Efter stängt ärende',
  'sjalv-alder': 'Ålder som inte stämmer',
  'utan-traff': 'Många sökningar utan träff',
}

export const showRules =
  (deps: AlertPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => ({
    page: rulesPage({ frame: await auditFrame(deps, visit), rules: deps.rules }),
  })
