import { OWN_LOG, type Event } from '../access.ts'
import type { FollowedRecord } from './log-reader.ts'

export const ALERT_KINDS = [
  'skyddad',
  'skyddad-visad',
  'eget-nummer',
  'undantag',
  'upprepat-nekad',
  'manga-uppslag',
] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

/**
 * What operations staff are told of. The others follow, in part or whole, from whom a lookup was about: with a line for
 * one of them, somebody who can both look up and read the lines could find out that a person is protected.
 */
export const MAY_BE_REPORTED: ReadonlySet<AlertKind> = new Set(['eget-nummer', 'manga-uppslag'])

/** Flags of a record that somebody should look at. */
const FLAGS = ['skyddad-visad', 'eget-nummer', 'undantag'] as const

/** What one record is an alert for by itself. */
export function alertKindsOf({ logg, access }: FollowedRecord): readonly AlertKind[] {
  const kinds: AlertKind[] = FLAGS.filter((flag) => access.flaggor.includes(flag))
  // Our own log has every attempt once; the boards that flagged the person have theirs beside it.
  if (logg === OWN_LOG && access.orsak === 'skyddad') kinds.push('skyddad')
  return kinds
}

/** What systems do on their own: a case system reports every case alike, whoever it is about. */
const SYSTEM: ReadonlySet<Event> = new Set(['arende', 'spegling', 'rensning', 'borttagning', 'berikning'])

export type WindowKind = 'upprepat-nekad' | 'manga-uppslag'

/**
 * What one record counts towards, of its end user's doings. Counted so that a lookup is one whatever came of it: a
 * protected person must not bring anybody nearer to an alert that is told of.
 */
export function windowKindsOf({ logg, access }: FollowedRecord): readonly WindowKind[] {
  const inOwnLog = logg === OWN_LOG
  const kinds: WindowKind[] = []
  if (access.handelse === 'uppslag' && (inOwnLog || access.utfall === 'visat')) kinds.push('manga-uppslag')
  // A request in the wrong form is a slip, or a fault of the calling system.
  const refused = inOwnLog && access.utfall === 'nekat' && access.orsak !== 'begaran-ogiltig'
  if (refused && !SYSTEM.has(access.handelse)) kinds.push('upprepat-nekad')
  return kinds
}
