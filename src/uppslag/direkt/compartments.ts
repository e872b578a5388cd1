import {
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type IPolicy,
  isBrokenCircuitError,
  TaskCancelledError,
  wrap,
} from 'cockatiel'
import { InsynError } from '../../errors.ts'
import { SOURCE_DECLARATIONS, type SourceName, SOURCES } from '../../informationsmangd.ts'
import type { Log } from '../../log.ts'
import { OverBudget } from '../../platform/pace.ts'
import type { Silence } from './live-source.ts'
import type { LiveMetrics } from './metrics.ts'

/** By source: of a whole shared service and (`Foretag`) of one company in it, otherwise of one installation. */
export type LiveLimits = Readonly<Partial<Record<SourceName | `${SourceName}Foretag`, number>>>

export const LIVE_DEFAULTS = { shared: 16, company: 4, 'per-stadsdel': 4 } as const

export interface CompartmentSettings {
  /** Live reads under way at once. */
  readonly samtidiga: LiveLimits
  readonly brytare: {
    /** As many failures in a row open it. */
    readonly fel: number
    /** Milliseconds until one read may try again. */
    readonly viloMs: number
  }
}

interface Scope {
  readonly source: SourceName
  readonly stadsdel: string
}

/** Runs a live read in its source's compartment; rejects at once when the breaker is open or the compartment is full. */
export type InCompartment = <T>(scope: Scope, signal: AbortSignal, read: () => Promise<T>) => Promise<T>

/** As many may wait for each that is under way: a wait ends with the reader's own deadline anyhow. */
const QUEUE = 4
/** A shared service is ill or well for all stadsdelar. */
const WHOLE_SERVICE = 'all'

/**
 * One compartment per source × stadsdel, so that a source that hangs takes nothing from the others. The companies of a
 * shared service share one breaker and one limit, and each has a limit of its own within it.
 */
export function createCompartments(
  connected: Readonly<Partial<Record<SourceName, readonly string[]>>>,
  { samtidiga, brytare }: CompartmentSettings,
  { log, metrics }: { readonly log: Log; readonly metrics: LiveMetrics },
): InCompartment {
  const limit = (count: number) => bulkhead(count, count * QUEUE)
  const breaker = (source: SourceName, stadsdel: string) => {
    const own = circuitBreaker(handleWhen(isTheSources), {
      halfOpenAfter: brytare.viloMs,
      breaker: new ConsecutiveBreaker(brytare.fel),
    })
    metrics.breaker({ source, stadsdel }, false)
    own.onStateChange((state) => {
      if (state === CircuitState.HalfOpen) return
      const open = state === CircuitState.Open
      metrics.breaker({ source, stadsdel }, open)
      if (open) log.warn('circuit-breaker-opened', { source, stadsdel })
      else log.info('circuit-breaker-closed', { source, stadsdel })
    })
    return own
  }

  const single = (source: SourceName, most: number) => (stadsdel: string) =>
    wrap(breaker(source, stadsdel), limit(most))
  const shared = (source: SourceName, most: number) => {
    const whole = { breaker: breaker(source, WHOLE_SERVICE), limit: limit(most) }
    const ofCompany = samtidiga[`${source}Foretag`] ?? LIVE_DEFAULTS.company
    return () => wrap(whole.breaker, limit(ofCompany), whole.limit)
  }

  const compartments = new Map<string, IPolicy>()
  for (const source of SOURCES) {
    const { service } = SOURCE_DECLARATIONS[source]
    const most = samtidiga[source] ?? LIVE_DEFAULTS[service]
    const compartment = service === 'shared' ? shared(source, most) : single(source, most)
    for (const stadsdel of connected[source] ?? []) compartments.set(`${source}/${stadsdel}`, compartment(stadsdel))
  }

  return async ({ source, stadsdel }, signal, read) => {
    const own = compartments.get(`${source}/${stadsdel}`)
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

/** Why a read in a compartment, which ended before its deadline, gave no answer. */
export function silenceOf(error: unknown): Silence {
  if (error instanceof BulkheadRejectedError || error instanceof TaskCancelledError || error instanceof OverBudget)
    return 'crowded'
  if (isBrokenCircuitError(error)) return 'paused'
  const code = error instanceof InsynError ? error.code : undefined
  return code === 'KALLA_INLOGGNING' ? 'login' : code === 'KALLA_OTILLGANGLIG' ? 'unreachable' : 'fault'
}

/**
 * What is our own doing must not open the breaker of a source that is well. A refused login is that too: where it is one
 * company's, the others of the service are read.
 */
const isTheSources = (error: Error): boolean =>
  !(
    error instanceof BulkheadRejectedError ||
    error instanceof TaskCancelledError ||
    error instanceof OverBudget ||
    (error instanceof InsynError && error.code === 'KALLA_INLOGGNING' && !error.retryable)
  )
