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
