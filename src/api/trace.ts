import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { containsPersonnummer } from '../mapping/find-personnummer.ts'
import { newPlace, type Place, traceparent as traceparentOf, type Tracing, tracing } from '../platform/tracing/spans.ts'
import { METHODS } from './metrics.ts'
import type { Asking, Step } from './step.ts'

// Both stand in answers and logs, so only these forms are accepted from callers, and none that contains a personnummer:
// hexadecimal digits may all be decimal.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const TRACEPARENT = /^([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Gives every request an id and a place in a W3C trace, and returns both to the caller. */
export const assignRequestId: Step = (req, res, next) => {
  const stated = headerOf(req, 'x-request-id')
  const id =
    stated !== undefined && UUID.test(stated) && !containsPersonnummer(stated, new Date()) ? stated : randomUUID()
  const traceparent = headerOf(req, 'traceparent') ?? ''
  const { traceId, parentId, sampled } = containsPersonnummer(traceparent, new Date()) ? NO_TRACE : traceOf(traceparent)
  ;(res as Identified).requestId = id
  res.setHeader('X-Request-Id', id)
  const place = { ...newPlace(), ...(traceId !== undefined && { traceId }) }
  const recorder = tracing()
  const isSampled = sampled || (traceId === undefined && recorder?.samples() === true)
  res.setHeader('traceparent', traceparentOf(place, isSampled))
  if (recorder !== undefined && isSampled) record(recorder, { place, parentId }, req, res, next)
  else next()
}

/** The request as a span, which ends with the answer. The template of its route is known then, and the path is not told. */
function record(
  recorder: Tracing,
  where: { readonly place: Place; readonly parentId: string | undefined },
  req: Asking,
  res: ServerResponse,
  next: () => void,
): void {
  const method = METHODS.has(req.method ?? '') ? (req.method ?? '') : 'OTHER'
  const attributes = { 'http.request.method': method }
  const span = recorder.start({ kind: 'server', name: `HTTP ${method}`, attributes, ...where })
  res.once('close', () => {
    const route = (req.route as { path?: unknown } | undefined)?.path
    span.end({
      'http.response.status_code': res.statusCode,
      ...(typeof route === 'string' ? { 'http.route': route } : {}),
    })
  })
  span.run(next)
}

const NO_TRACE: Traced = { sampled: false }

interface Traced {
  readonly traceId?: string
  readonly parentId?: string | undefined
  readonly sampled: boolean
}

/**
 * W3C Trace Context: of a later version the parts that version 00 has are read, whatever follows them; ff is none. Of the
 * flags only `sampled` has a meaning here, and the others are not passed on.
 */
function traceOf(traceparent: string): Traced {
  const [, version, traceId, parentId, flags = '', more] = TRACEPARENT.exec(traceparent) ?? []
  if (traceId === undefined || version === 'ff' || (version === '00' && more !== undefined)) return NO_TRACE
  return { traceId, parentId, sampled: (parseInt(flags, 16) & 1) === 1 }
}

interface Identified extends ServerResponse {
  requestId?: string
}

export const requestId = (res: ServerResponse): string => (res as Identified).requestId ?? ''

/** Repeated ones are one text, joined. */
const headerOf = ({ headers }: Asking, name: string): string | undefined => headers[name] as string | undefined
