import { createRequire } from 'node:module'
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs'
import type { KafkaOptions } from '../../config/kafka-options.ts'
import { passUnreadable } from './unreadable.ts'

/**
 * What one call may cost before it is given up: six tries of at most three seconds with three seconds of pauses between.
 * Below the half minute in which the relay must have let go of its rows.
 */
const BUDGET = {
  connectionTimeout: 2_000,
  authenticationTimeout: 3_000,
  requestTimeout: 3_000,
  retry: { initialRetryTime: 100, multiplier: 2, maxRetryTime: 2_000, retries: 5 },
} satisfies Partial<KafkaConfig>

/** kafkajs logs nothing: a failure is an error of the call, and its caller logs it. */
export function connectKafka({ broker, klientId, tls, sasl }: KafkaOptions): Kafka {
  scheduleOnlyWhatWaits()
  passUnreadable()
  return new Kafka({
    brokers: [...broker],
    clientId: klientId,
    logLevel: logLevel.NOTHING,
    ...BUDGET,
    ...(tls === undefined ? {} : { ssl: { ...(tls.ca && { ca: [tls.ca] }), key: tls.nyckel, cert: tls.certifikat } }),
    ...(sasl === undefined
      ? {}
      : { sasl: { mechanism: sasl.mekanism, username: sasl.anvandare, password: sasl.losenord } as never }),
  })
}

interface RequestQueue {
  readonly pending: readonly unknown[]
  readonly throttledUntil: number
  scheduleCheckPendingRequests: (this: RequestQueue) => void
}

/**
 * kafkajs 2.2.4 sets a timer of minus the present time after each request when nothing waits
 * (tulios/kafkajs issue 1751): Node 22 and later print a warning for it. It has nothing to check then.
 */
function scheduleOnlyWhatWaits(): void {
  const require = createRequire(import.meta.url)
  const { prototype } = require('kafkajs/src/network/requestQueue') as {
    prototype: RequestQueue & { corrected?: true }
  }
  if (prototype.corrected === true) return
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this)
  }
  prototype.corrected = true
}
