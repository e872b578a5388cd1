import { explained, type Rule, type RulesContent } from '../../review/follow-up/rules-file.ts'
import type { Policy } from '../../policy/policy.ts'
import { Facts, Section } from '../frame/components.tsx'
import { Portions } from './draw-page.tsx'
import { RULE_NAMES, RULES_PAGE } from './texts.ts'
import { named } from './words.tsx'

/** Every rule with its thresholds, where flags lead to. */
export const RulesInUse = (props: {
  readonly rules: RulesContent & { readonly version: string }
  readonly names: Pick<Policy, 'andamal' | 'roller'>
}) => (
  <>
    <Section
      id="regler"
      title={`${String(props.rules.regler.filter(({ aktiv }) => aktiv).length)} regler är i bruk`}
      aside={
        <>
          version <span class="fixed">{props.rules.version}</span>
        </>
      }
    >
      <ol class="rules">
        {props.rules.regler.map((rule) => (
          <li id={rule.id} tabIndex={-1}>
            <h3>{RULE_NAMES[rule.slag]}</h3>
            <p>
              {ruleText(rule)} {rule.aktiv ? null : <strong>{RULES_PAGE.off}</strong>}
            </p>
            <Exempt rule={rule} names={props.names} />
          </li>
        ))}
      </ol>
    </Section>
    <Section id="urval" title="Urvalsregel">
      <Portions rules={props.rules} />
    </Section>
    <Section id="enheter" title="Enheter och arbetstider">
      <div class="units">
        <Facts
          facts={Object.values(props.rules.enheter).map(({ namn, roller = [], arbetstid }) => [
            namn,
            [
              roller.map((roll) => named(props.names.roller, roll)).join(', ') || 'namngivna användare',
              arbetstid === undefined ? 'ingen arbetstid' : (props.rules.arbetstider[arbetstid]?.namn ?? arbetstid),
            ].join('; '),
          ])}
        />
      </div>
    </Section>
  </>
)

/** With its thresholds; what it measures of a lookup stands by name. */
const ruleText = (rule: Rule): string => {
  const measured = (_: string, name: string) =>
    Object.hasOwn(rule.parametrar, name) ? `{${name}}` : `‹${RULES_PAGE.measured[name] ?? name}›`
  return explained({ ...rule, forklaring: rule.forklaring.replaceAll(/\{(\w+)\}/g, measured) }, {})
}

const Exempt = ({ rule, names }: { readonly rule: Rule; readonly names: Pick<Policy, 'andamal'> }) =>
  rule.slag === 'utan-arende' && rule.parametrar.utomAndamal.length > 0 ? (
    <p class="small muted">
      Gäller inte: {rule.parametrar.utomAndamal.map((andamal) => named(names.andamal, andamal)).join(', ')}.
    </p>
  ) : null
