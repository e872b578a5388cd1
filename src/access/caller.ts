import { containsPersonnummer } from '../mapping/find-personnummer.ts'

/** Who asks, as the verified token says. */
export interface Caller {
  /** The person at work; for a system that acts on its own, the system itself. */
  readonly slutanvandare: string
  /** Who says so: the signed token, or the client, whose contract lets it name its users. */
  readonly identitet: 'token' | 'uppgiven'
  readonly klient: string
  readonly roller: readonly string[]
  /** Reference of the end user's own number, where the token names it. */
  readonly ownRef: string | null
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Who asked stands in clear in every access record, so what could be a personnummer is refused as a name. Identity
 * providers name people by UUIDs, of which one in a thousand holds ten such digits by chance; those are let through.
 */
export const mayBePersonnummer = (name: string, now: Date): boolean =>
  !UUID.test(name) && containsPersonnummer(name, now)
