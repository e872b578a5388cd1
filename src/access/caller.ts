/** The caller, from the verified token. */
export interface Caller {
  /**
   * The end user: of a signed token the subject, which with its issuer is one person; for a system that acts on its own, the
   * system itself.
   */
  readonly slutanvandare: string
  /**
   * Who named the end user: the end user's own signed token, or the client, when its contract allows that. `system`: nobody did.
   */
  readonly identitet: 'token' | 'uppgiven' | 'system'
  /** Name of the token's issuer. */
  readonly utfardare: string
  readonly klient: string
  readonly roller: readonly string[]
  /** personRef of the end user's own number, when the token carries it. */
  readonly ownRef: string | null
  /** Logs that the token says its end user reads; absent where the issuer has no such claim. */
  readonly loggar?: readonly string[]
}

/** Equal for what is counted or kept for one end user; an asserted name never equals a signed one. */
export const endUserKey = ({ utfardare, identitet, slutanvandare }: Caller): string =>
  JSON.stringify([utfardare, identitet, slutanvandare])

const PLAIN_NAME = /^[a-z0-9à-öø-ÿ'.@_:-]{1,200}$/

/**
 * Whether an end user's name can be told from every other by sight: Latin letters in lower case with the accents of Western
 * Europe, digits and a few signs, composed. Case, width, invisible characters and letters of other scripts are refused
 * rather than compared.
 */
export const isPlainName = (name: string): boolean => PLAIN_NAME.test(name) && name.normalize('NFKC') === name
