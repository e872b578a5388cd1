/** A topic as it should be. */
export interface Amne {
  readonly namn: string
  readonly partitioner: number
  readonly replikering: number
  /** Kafka's own names and texts. */
  readonly installningar: Readonly<Record<string, string>>
}
