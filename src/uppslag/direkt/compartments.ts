import {
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  TaskCancelledError,
  wrap,
  type IPolicy,
} from 'cockatiel'
import { SOURCES, type SourceName } from '../../informationsmangd.ts'
import type { Log } from '../../log.ts'
import type { LiveMetrics } from './metrics.ts'

export interface Compartmentsettings {
  /** Live reads under way at once. */
  readonly samtidiga: {
    /** Of one installation. */
    readonly paraplyet: number
    /** Of the whole service. */
    readonly agresso: number
    /** Of one company in it. */
    readonly agressoForetag: number
  }
  readonly brytare: {
    /** As many failures in a row open it. */
    readonly fel: number
    /** Milliseconds until one read may try again. */
    readonly viloMs: number
  }
}

interface Scope {
  readonly kalla: SourceName
  readonly stadsdel: string
}

/** Runs a live read in its source's compartment; rejects at once when the breaker is open or the compartment is full. */
export type InCompartment = <T>(scope: Scope, signal: AbortSignal, read: () => Promise<T>) => Promise<T>

/** As many may wait for each that is under way: a wait ends with the reader's own deadline anyhow. */
const QUEUE = 4
/** Agresso is one service for all companies, so it is ill or well for all of them. */
const WHOLE_SERVICE = 'alla'

/**
 * One compartment per source × stadsdel, so that a source that hangs takes nothing from the others. The companies of
 * Agresso share one breaker and one limit, and each has a limit of its own within it.
 */
export function createCompartments(
  connected: Readonly<Record<SourceName, readonly string[]>>,
  { samtidiga, brytare }: Compartmentsettings,
  { log, metrics }: { readonly log: Log; readonly metrics: LiveMetrics },
): InCompartment {
  const limit = (count: number) => bulkhead(count, count * QUEUE)
  const breaker = (kalla: SourceName, stadsdel: string) => {
    const own = circuitBreaker(handleWhen(isTheSources), {
      halfOpenAfter: brytare.viloMs,
      breaker: new ConsecutiveBreaker(brytare.fel),
    })
    metrics.brytare({ kalla, stadsdel }, false)
    own.onStateChange((state) => {
      if (state === CircuitState.HalfOpen) return
      const open = state === CircuitState.Open
      metrics.brytare({ kalla, stadsdel }, open)
      if (open) log.warn('direkt-brytare-oppen', { kalla, stadsdel })
      else log.info('direkt-brytare-stangd', { kalla, stadsdel })
    })
    return own
  }

  const compartments = new Map<string, IPolicy>()
  for (const stadsdel of connected.paraplyet)
    compartments.set(`paraplyet/${stadsdel}`, wrap(breaker('paraplyet', stadsdel), limit(samtidiga.paraplyet)))
  const service = { breaker: breaker('agresso', WHOLE_SERVICE), limit: limit(samtidiga.agresso) }
  for (const stadsdel of connected.agresso)
    compartments.set(`agresso/${stadsdel}`, wrap(service.breaker, limit(samtidiga.agressoForetag), service.limit))

  return async ({ kalla, stadsdel }, signal, read) => {
    const own = compartments.get(`${kalla}/${stadsdel}`)
    if (own === undefined) throw new RangeError(`${SOURCES.join(' or ')} of ${stadsdel} has not joined`)
    const asked = performance.now()
    return own.execute(async () => {
      // Its time went by while it waited: the source was never asked.
      if (signal.aborted) throw new TaskCancelledError()
      const begun = performance.now()
      try {
        return await read()
      } catch (error) {
        // Given up after less time than it had waited, so that it was the crowd that took too long.
        if (signal.aborted && performance.now() - begun < begun - asked) throw new TaskCancelledError()
        throw error
      }
    }, signal)
  }
}

/** What is our own doing must not open the breaker of a source that is well. */
const isTheSources = (error: Error): boolean =>
  !(error instanceof BulkheadRejectedError || error instanceof TaskCancelledError)
