import { InsynError } from '../../errors.ts'

/**
 * What a broker answers about a message or a topic, and would answer again; names of Kafka's error codes. Not INVALID_TIMESTAMP: the
 * time is that of this machine's clock, which is mended.
 */
const FOR_GOOD = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'INVALID_TOPIC_EXCEPTION',
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'POLICY_VIOLATION',
])

/** kafkajs's error as ours. Its own message may quote what it was handed: only the kind goes on. */
export function kafkaFailure(doing: string, error: unknown): InsynError {
  if (error instanceof InsynError) return error
  const kind = kindOf(error)
  return FOR_GOOD.has(kind)
    ? new InsynError('KAFKA_NEKAR', `Kafka, ${doing}: ${kind}`)
    : new InsynError('KAFKA_OTILLGANGLIG', `Kafka, ${doing}: ${kind}`, { retryable: true })
}

/** The broker's own word where there is one, below however many layers. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { type, cause } = error as Error & { type?: unknown }
  if (typeof type === 'string') return type
  return cause instanceof Error ? kindOf(cause) : error.name
}
