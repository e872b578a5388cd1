import { containsPersonnummer } from '../mapping/find-personnummer.ts'

/** The caller, from the verified token. */
export interface Caller {
  /** The end user; for a system that acts on its own, the system itself. */
  readonly slutanvandare: string
  /** Who named the end user: the signed token, or the client, when its contract allows that. */
  readonly identitet: 'token' | 'uppgiven'
  readonly klient: string
  readonly roller: readonly string[]
  /** personRef of the end user's own number, when the token carries it. */
  readonly ownRef: string | null
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * The names of client and end user stand in clear in every access record, so a name that could be a personnummer is
 * refused. Identity providers name people by UUIDs, of which one in a thousand holds ten such digits by chance; those
 * are let through.
 */
export const mayBePersonnummer = (name: string, now: Date): boolean =>
  !UUID.test(name) && containsPersonnummer(name, now)
