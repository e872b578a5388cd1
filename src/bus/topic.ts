/** A topic as it should be. */
export interface Topic {
  readonly namn: string
  readonly partitioner: number
  readonly replikering: number
  /** Kafka's own names and texts. */
  readonly settings: Readonly<Record<string, string>>
}
