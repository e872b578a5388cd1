import { createHash } from 'node:crypto'
import { GATE_RULES } from '../../access/request-schema.ts'
import { textFault } from '../../mapping/text.ts'
import type { Visit } from '../frame/visit.ts'
import { ERRORS } from './texts.ts'

/** Why an officer reviews now: asked once, sent with each operation until it is changed or the session ends. */
export interface Errands {
  /** `session` is a digest of what only that session knows. */
  reason(session: string, now: Date): Promise<string | undefined>
  setReason(session: string, reason: string, until: Date): Promise<void>
}

const LONGEST = 200

export const reasonOf = (errands: Errands, { who, now }: Visit): Promise<string | undefined> =>
  errands.reason(sessionOf(who), now)

/** What is wrong with it, in Swedish; undefined when it is kept now. */
export async function setReason(errands: Errands, { who, now }: Visit, text: string): Promise<string | undefined> {
  const reason = text.trim().normalize('NFC')
  const fault = textFault(reason, { longest: LONGEST }, now)
  if (fault === 'empty') return ERRORS.reasonMissing
  if (fault !== undefined) return ERRORS.reason(GATE_RULES[fault])
  await errands.setReason(sessionOf(who), reason, who.endsAt)
  return undefined
}

const sessionOf = ({ csrf }: Visit['who']): string => createHash('sha256').update(csrf).digest('base64url')

/** Where a form leads back to: a page of this area alone, by path and query. */
export function backTo(wanted: string | null, otherwise: string): string {
  const address = URL.parse(wanted ?? '', 'http://localhost')
  const own = address?.origin === 'http://localhost' && /^\/logg(\/|$)/.test(address.pathname)
  return own ? address.pathname + address.search : otherwise
}
