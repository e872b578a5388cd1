import type { Policy } from '../../policy/policy.ts'
import { explained, type Rule, type RulesContent } from '../../review/follow-up/rules-file.ts'
import { Facts, Section } from '../frame/components.tsx'
import { Portions } from './draw-page.tsx'
import { RULE_NAMES, RULES_PAGE, SAMPLE } from './texts.ts'
import { named } from './words.tsx'

/** Every rule with its thresholds, where flags lead to. */
export const RulesInUse = (props: {
  readonly rules: RulesContent & { readonly version: string }
  readonly names: Pick<Policy, 'andamal' | 'roller'>
}) => (
  <>
    <Section
      id="regler"
      title={RULES_PAGE.inUse(props.rules.regler.filter(({ aktiv }) => aktiv).length)}
      aside={
        <>
          {RULES_PAGE.version} <span class="fixed">{props.rules.version}</span>
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
    <Section id="urval" title={SAMPLE.rule}>
      <Portions rules={props.rules} />
    </Section>
    <Section id="enheter" title={RULES_PAGE.units}>
      <div class="units">
        <Facts
          facts={Object.values(props.rules.enheter).map(({ namn, roller = [], arbetstid }) => [
            namn,
            [
              roller.map((roll) => named(props.names.roller, roll)).join(', ') || RULES_PAGE.namedUsers,
              arbetstid === undefined ? RULES_PAGE.noHours : (props.rules.arbetstider[arbetstid]?.namn ?? arbetstid),
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
      {RULES_PAGE.exempt(rule.parametrar.utomAndamal.map((andamal) => named(names.andamal, andamal)))}.
    </p>
  ) : null
