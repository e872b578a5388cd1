/** Who asks, as the verified token says. */
export interface Anropare {
  /** The person at work; for a system that acts on its own, the system itself. */
  readonly slutanvandare: string
  readonly klient: string
  readonly roller: readonly string[]
}
