import type { Event, Verdict } from '../../atkomstlogg/access.ts'
import { kindName } from '../../informationsmangd/names.ts'
import type { Policy } from '../../policy/policy.ts'
import { CAUSES } from '../../review/record/cause-words.ts'
import { EVENTS, FLAGS, OUTCOMES } from '../../review/record/words.ts'
import { capital } from '../frame/format.ts'
import { logName } from './audit-frame.tsx'
import type { ListName } from './filter.ts'

export type Names = Pick<Policy, 'andamal' | 'klienter' | 'roller' | 'stadsdelar'>

const named = (register: Readonly<Record<string, { readonly namn: string }>>, code: string): string =>
  Object.hasOwn(register, code) ? (register[code]?.namn ?? code) : code

/** A code of the log in words, as the log's other pages say it; a code without words stands as it is. */
export function inWords(names: Names, list: ListName, code: string): string {
  switch (list) {
    case 'logg':
      return logName(names, code)
    case 'handelse':
      return capital(Object.hasOwn(EVENTS, code) ? EVENTS[code as Event] : code)
    case 'utfall':
      return capital(Object.hasOwn(OUTCOMES, code) ? OUTCOMES[code as Verdict] : code)
    case 'orsak':
      return (CAUSES.get(code) ?? code).replace(/\.$/, '')
    case 'andamal':
      return named(names.andamal, code)
    case 'klient':
      return named(names.klienter, code)
    case 'roll':
      return named(names.roller, code)
    case 'flagga':
      return capital(FLAGS.get(code) ?? code)
    case 'informationsmangd':
      return kindName(code)
  }
}

/** What a list of a form offers. */
export const optionsOf = (names: Names, list: ListName, codes: readonly string[]) =>
  codes
    .map((value) => ({ value, label: inWords(names, list, value) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'sv'))

export const EVENT_CODES = Object.keys(EVENTS)
export const FLAG_CODES = [...FLAGS.keys()]
export const OUTCOME_CODES = Object.keys(OUTCOMES)
