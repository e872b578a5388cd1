import type { ComponentChildren } from 'preact'
import { stockholmTime } from '../../platform/stockholm-time.ts'
import { BY_CHANCE } from '../../review/follow-up/draw.ts'
import type { RulesContent } from '../../review/follow-up/rules-file.ts'
import type { Judgement } from '../../review/follow-up/sample-store.ts'
import { Icon, type IconName } from '../frame/components.tsx'
import { dateText, secondsText } from '../frame/format.ts'
import { WEEKDAY_NAMES } from '../frame/texts.ts'
import { BY_CHANCE_NAME, RULE_NAMES, VERDICT_NAMES } from './texts.ts'

/** `2026-09-22 (tisdag) 16:48:12`, in Stockholm. */
export function wholeMoment(instant: string): string {
  const time = new Date(instant)
  return `${dateText(time)} (${WEEKDAY_NAMES[stockholmTime(time).weekday]}) ${secondsText(time)}`
}

const VERDICT_ICONS: Readonly<Record<Judgement, IconName>> = {
  befogad: 'ok',
  'behover-utredas': 'question',
  obefogad: 'failed',
}

/** The three are equally heavy: none has a colour of its own. */
export const VerdictName = ({ is, children }: { readonly is: Judgement; readonly children?: ComponentChildren }) => (
  <>
    <Icon name={VERDICT_ICONS[is]} />
    <span>
      {VERDICT_NAMES[is]}
      {children}
    </span>
  </>
)

/** What a rule asks about: by its kind, and by its id where the rules have changed since. */
export function ruleName({ regler }: Pick<RulesContent, 'regler'>, ruleId: string): string {
  const rule = regler.find(({ id }) => id === ruleId)
  return ruleId === BY_CHANCE ? BY_CHANCE_NAME : rule === undefined ? ruleId : RULE_NAMES[rule.slag]
}

export const unitName = ({ enheter }: Pick<RulesContent, 'enheter'>, unit: string): string =>
  (Object.hasOwn(enheter, unit) ? enheter[unit]?.namn : undefined) ?? unit

export const named = (register: Readonly<Record<string, { readonly namn: string }>>, code: string): string =>
  (Object.hasOwn(register, code) ? register[code]?.namn : undefined) ?? code

/** A table that may be wider than the page scrolls by itself, also with the keyboard. */
export const Scroll = ({ label, children }: { readonly label: string; readonly children: ComponentChildren }) => (
  <div class="scroll" role="region" aria-label={label} tabIndex={0}>
    {children}
  </div>
)
