/** Who asks, as the verified token says. */
export interface Anropare {
  /** The person at work; for a system that acts on its own, the system itself. */
  readonly slutanvandare: string
  /** Who says so: the signed token, or the client, whose contract lets it name its users. */
  readonly identitet: 'token' | 'uppgiven'
  readonly klient: string
  readonly roller: readonly string[]
  /** Reference of the end user's own number, where the token names it. */
  readonly egenRef: string | null
}
