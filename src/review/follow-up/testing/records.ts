import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { anAccess } from '../../../../test/support/access-records.ts'
import type { Access } from '../../../atkomstlogg/access.ts'
import type { FollowedRecord } from '../../../atkomstlogg/follow/log-reader.ts'
import { showsProtection } from '../../../atkomstlogg/protection.ts'
import { createEvaluation, type EvaluationContext, type Part } from '../evaluate.ts'
import { checkRules, contentOf, readRules, type Rule, type Rules } from '../rules-file.ts'

const CONFIG = join(import.meta.dirname, '../../../../config')
export const RULES = readRules(CONFIG)
export const MONTH = '2026-10'

/** The rules of the configuration, with one of them changed and the others off. */
export const only = (id: string, parameters?: object): Rules => {
  const content = contentOf(RULES)
  const rules = content.regler.map(
    (rule) =>
      ({ ...rule, aktiv: rule.id === id, ...(rule.id === id && parameters ? { parametrar: parameters } : {}) }) as Rule,
  )
  return checkRules({ ...content, regler: rules }, 'test')
}

/** A lookup on Wednesday 14 October, by default at noon in Stockholm. */
export const lookup = (changed: Partial<Access> = {}): Access =>
  anAccess({ handelseId: randomUUID(), tid: '2026-10-14T10:00:00Z', arende: 'KC-1', ...changed })

export const shows: EvaluationContext['showsProtection'] = ({ logg, access }) =>
  showsProtection({ logg, atkomst: access })

export const numbered = (accesses: readonly Access[], log = 'bromma'): readonly FollowedRecord[] =>
  accesses.map((access, number) => ({ logg: log, nummer: number, access }))

export function evaluate(
  rules: Rules,
  accesses: readonly Access[],
  { part = 'open', logg = 'bromma', ...context }: { part?: Part; logg?: string } & Partial<EvaluationContext> = {},
) {
  const evaluation = createEvaluation(rules, MONTH, part, { showsProtection: shows, ...context })
  for (const record of numbered(accesses, logg)) evaluation.take(record)
  return evaluation.result()
}

/** The numbers that the rule flags. */
export const flagged = (...given: Parameters<typeof evaluate>): readonly number[] =>
  evaluate(...given).flags.map(({ nummer }) => nummer)

const at = (minute: number) => new Date(Date.parse('2026-10-14T08:00:00Z') + minute * 60_000).toISOString()
/** Of three users; every seventh names no case. */
export const ordinary = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    lookup({ tid: at(i), slutanvandare: i % 3 === 0 ? 'eva' : 'bo', arende: i % 7 === 0 ? null : `KC-${String(i)}` }),
  )

/** Of a protected person. */
export const hidden = (count: number) =>
  Array.from({ length: count }, (_, i) => lookup({ tid: at(i), flaggor: ['skyddad-visad'], personRef: 'S' }))
