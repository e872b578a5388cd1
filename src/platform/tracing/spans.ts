import type pg from 'pg'
import { randomInBlocks } from '../random-blocks.ts'
import type { Attributes } from './attributes.ts'

/** A place in a W3C trace: 32 and 16 hexadecimal digits. */
export interface Place {
  readonly traceId: string
  readonly spanId: string
}

export interface NewSpan {
  readonly kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal'
  readonly name: string
  readonly attributes?: Attributes
  /** The place that others have already been told; absent: a new one, below what is under way. */
  readonly place?: Place
  /** What a span with a place of its own is below. */
  readonly parentId?: string | undefined
}

export interface Span {
  readonly place: Place
  /** What `work` does, and what it waits for, is below the span. */
  run<T>(work: () => T): T
  /** Of a failure only its code is told. */
  end(more?: Attributes, failure?: unknown): void
}

/** What records spans, while the settings name a collector. */
export interface Tracing {
  /** Whether a trace that begins here is recorded. */
  samples(): boolean
  /** Whether something recorded is under way. */
  isRecording(): boolean
  start(span: NewSpan): Span
  /** Lets out what is below the request under way, which is kept back otherwise. */
  showBelow(): void
  /** Has the statements of these connections recorded. */
  tracePool(pool: pg.Pool): void
  stop(): Promise<void>
}

// One for the process, as the log and the channels of Node's diagnostics are: what is traced passes through every room.
let inUse: Tracing | undefined
export const tracing = (): Tracing | undefined => inUse
export const useTracing = (next: Tracing | undefined): void => {
  inUse = next
}

/** The work as a span of its own below what is under way, where that is recorded; without tracing nothing but the work. */
export async function inSpan<T>(span: NewSpan, work: () => Promise<T>): Promise<T> {
  return inUse?.isRecording() === true ? recorded(inUse.start(span), work) : work()
}

/** The same for work that nobody waits for: a trace begins with it. */
export async function inTrace<T>(span: NewSpan, work: () => Promise<T>): Promise<T> {
  return inUse?.samples() === true ? recorded(inUse.start({ ...span, place: newPlace() }), work) : work()
}

async function recorded<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    const result = await span.run(work)
    span.end()
    return result
  } catch (error) {
    span.end({}, error)
    throw error
  }
}

const PLACE_BYTES = 24
const randomPlace = randomInBlocks(PLACE_BYTES)

export function newPlace(): Place {
  const place = randomPlace().toString('hex')
  return { traceId: place.slice(16), spanId: place.slice(0, 16) }
}

export const traceparent = ({ traceId, spanId }: Place, sampled: boolean): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`

const SAMPLED = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/

/** The place of a message that is recorded. */
export function sampledPlace(text: string | undefined): Place | undefined {
  const [, traceId, spanId] = SAMPLED.exec(text ?? '') ?? []
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId }
}
