import { AsyncLocalStorage } from 'node:async_hooks'
import {
  ROOT_CONTEXT,
  type Span as RecordedSpan,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  RandomIdGenerator,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { allowed, allowedName, failureType } from './attributes.ts'
import type { NewSpan, Place, Span, Tracing } from './spans.ts'
import { tracePool } from './traced-pool.ts'
import { traceRequests } from './traced-requests.ts'

export interface TracingOptions {
  /** Address of the collector, `/v1/traces` and all. */
  readonly otlp: string
  /** Sent as a bearer token. */
  readonly token?: string | undefined
  /** Of the traces that begin here, from 0 to 1. */
  readonly andel: number
  readonly version: string
}

/** A trace of a run that writes a hundred thousand rows is of no use whole. */
const MOST_SPANS = 1_000
const STOP_MS = 5_000

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const satisfies Record<NewSpan['kind'], SpanKind>

/** What one request or one run has under way in this process. */
interface Work {
  readonly kept: ReadableSpan[]
  count: number
  /** Whether what is below leaves. */
  shown: boolean
  ended: boolean
}

/** Where the code is: the span that new ones are below. */
interface Where {
  readonly work: Work
  readonly place: Place
}

/** Spans over OTLP. Loaded only where the settings name a collector. */
export function startTracing({ otlp, token, andel, version }: TracingOptions): Tracing {
  const where = new AsyncLocalStorage<Where>()
  const works = new WeakMap<object, Work>()
  const ids = new RandomIdGenerator()
  let given: Place | undefined
  const exporting = new BatchSpanProcessor(
    new OTLPTraceExporter({
      url: otlp,
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    }),
  )

  /**
   * What is below a request leaves only when the request has shown something: what is done for somebody protected and for
   * somebody absent is not the same, and their traces must be.
   */
  const processor: SpanProcessor = {
    onStart: () => undefined,
    onEnd(span) {
      const work = works.get(span)
      if (work?.ended === false) work.kept.push(span)
    },
    forceFlush: () => exporting.forceFlush(),
    shutdown: () => exporting.shutdown(),
  }
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'insyn', 'service.version': version }),
    spanProcessors: [processor],
    idGenerator: {
      generateTraceId: () => given?.traceId ?? ids.generateTraceId(),
      generateSpanId: () => given?.spanId ?? ids.generateSpanId(),
    },
  })
  const tracer = provider.getTracer('insyn')

  function open({ kind, name, attributes = {}, place, parentId }: NewSpan, traceId: string | undefined): RecordedSpan {
    const parent =
      traceId === undefined || parentId === undefined
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, {
            traceId,
            spanId: parentId,
            traceFlags: TraceFlags.SAMPLED,
            isRemote: true,
          })
    given = place
    try {
      return tracer.startSpan(allowedName(name), { kind: KINDS[kind], attributes: allowed({ ...attributes }) }, parent)
    } finally {
      given = undefined
    }
  }

  function close(span: RecordedSpan, more: Parameters<Span['end']>[0], failure: unknown): void {
    span.setAttributes(allowed({ ...more, ...(failure === undefined ? {} : failureType(failure)) }))
    if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
  }

  function start(span: NewSpan): Span {
    const above = span.place === undefined ? where.getStore() : undefined
    const work: Work = above?.work ?? { kept: [], count: 0, shown: span.kind !== 'server', ended: false }
    if (above !== undefined && (work.ended || work.count++ >= MOST_SPANS)) return unrecorded(above.place)
    const own = open(
      above === undefined ? span : { ...span, parentId: above.place.spanId },
      above?.place.traceId ?? span.place?.traceId,
    )
    const { traceId, spanId } = own.spanContext()
    const place = { traceId, spanId }
    works.set(own, work)
    return {
      place,
      run: (steps) => where.run({ work, place }, steps),
      end(more, failure) {
        close(own, more, failure)
        if (above !== undefined) return
        work.ended = true
        const leaving = work.kept.filter((one) => work.shown || one.spanContext().spanId === spanId)
        for (const one of leaving) exporting.onEnd(one)
        work.kept.length = 0
      },
    }
  }

  const made: Tracing = {
    samples: () => Math.random() < andel,
    isRecording: () => where.getStore()?.work.ended === false,
    start,
    showBelow() {
      const now = where.getStore()
      if (now !== undefined) now.work.shown = true
    },
    tracePool,
    async stop() {
      stopRequests()
      // A collector that does not answer does not hold up the end.
      await Promise.race([
        provider.shutdown().catch(() => undefined),
        new Promise((done) => setTimeout(done, STOP_MS).unref()),
      ])
    },
  }
  const stopRequests = traceRequests(made)
  return made
}

const unrecorded = (place: Place): Span => ({
  place,
  run: (work) => work(),
  end: () => undefined,
})
