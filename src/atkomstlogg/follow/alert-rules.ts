import { type Event, OWN_LOG } from '../access.ts'
import { ANSWERS, showsProtection } from '../protection.ts'
import type { FollowedRecord } from './log-reader.ts'

export const ALERT_KINDS = [
  'skyddad',
  'skyddad-visad',
  'eget-nummer',
  'undantag',
  'upprepat-nekad',
  'manga-uppslag',
  'urval-sent',
] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

/**
 * Alerts that are reported to operations staff. The others depend, in part or whole, on the person a lookup was about:
 * with a log line for one of them, somebody who can both look up and read the lines could learn that a person is
 * protected.
 */
export const MAY_BE_REPORTED: ReadonlySet<AlertKind> = new Set(['eget-nummer', 'manga-uppslag'])

/**
 * Whether the alert, or the record it points at, tells that somebody is protected: then it is there only for officers with
 * the right granska-skyddade.
 */
export const tellsProtection = (kind: AlertKind, { logg, access }: FollowedRecord): boolean =>
  kind === 'skyddad' || kind === 'skyddad-visad' || showsProtection({ logg, atkomst: access })

/** Flags of a record that make it an alert. */
const FLAGS = ['skyddad-visad', 'eget-nummer', 'undantag'] as const

/** The alerts that a single record gives, in its own log. */
export function alertKindsOf({ logg, access }: FollowedRecord): readonly AlertKind[] {
  const kinds: AlertKind[] = FLAGS.filter((flag) => access.flaggor.includes(flag))
  // The processor's own log has every attempt; of the boards, those that flagged the person, where what is no request has the
  // cause too: a removal from the mirror is no attempt.
  if (access.orsak === 'skyddad' && (logg === OWN_LOG || ANSWERS.has(access.handelse))) kinds.push('skyddad')
  return kinds
}

/** Acts of systems without an end user: a case system reports every case alike, whoever it is about. */
const SYSTEM: ReadonlySet<Event> = new Set(['arende', 'spegling', 'rensning', 'borttagning', 'berikning'])

export type WindowKind = 'upprepat-nekad' | 'manga-uppslag'

/**
 * The windows of its end user that a record counts in. A lookup counts once whatever its outcome: a protected person
 * must not bring an end user nearer to an alert that is reported.
 */
export function windowKindsOf({ logg, access }: FollowedRecord): readonly WindowKind[] {
  const inOwnLog = logg === OWN_LOG
  const kinds: WindowKind[] = []
  if (access.handelse === 'uppslag' && (inOwnLog || access.utfall === 'visat')) kinds.push('manga-uppslag')
  // A malformed request is a mistake, or a fault of the calling system.
  const refused = inOwnLog && access.utfall === 'nekat' && access.orsak !== 'begaran-ogiltig'
  if (refused && !SYSTEM.has(access.handelse)) kinds.push('upprepat-nekad')
  return kinds
}
