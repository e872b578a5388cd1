/** Settings of the bus: config/schema/insyn.schema.json describes each. */
export interface KafkaOptions {
  /** `host:port` of some brokers; the rest are discovered. */
  readonly broker: readonly string[]
  readonly klientId: string
  /** The consumer group of the mirror workers. */
  readonly grupp: string
  /** Prefix of all topic names. */
  readonly amnesprefix: string
  /** PEM texts; `{}` trusts the certificate authorities that Node trusts. */
  readonly tls?: { readonly ca?: string; readonly nyckel?: string; readonly certifikat?: string }
  readonly sasl?: {
    readonly mekanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly anvandare: string
    readonly losenord: string
  }
  readonly amnen: {
    readonly partitioner: number
    readonly replikering: number
    readonly minInsync: number
    /** Days that the topic of the access log is kept. */
    readonly loggDygn: number
  }
}

/** As written: keys with a default may be absent. */
export type KafkaSettings = Pick<KafkaOptions, 'broker'> &
  Partial<Omit<KafkaOptions, 'broker' | 'amnen'>> & { readonly amnen?: Partial<KafkaOptions['amnen']> }

const DEFAULTS = {
  klientId: 'insyn',
  grupp: 'insyn-spegling',
  amnesprefix: 'insyn',
  amnen: { partitioner: 6, replikering: 3, minInsync: 2, loggDygn: 90 },
} satisfies Omit<KafkaOptions, 'broker'>

export const defaultedKafka = (settings: KafkaSettings): KafkaOptions => ({
  ...DEFAULTS,
  ...settings,
  amnen: { ...DEFAULTS.amnen, ...settings.amnen },
})
