import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type Span, traceparent, type Tracing } from './spans.ts'

/** What undici tells of a request: also the one in Node, by which keys of issuers are fetched. */
interface Outgoing {
  readonly origin?: string | URL
  readonly method?: string
  readonly headers: unknown
  addHeader(name: string, value: string): void
}

interface Told {
  readonly request: Outgoing
  readonly response?: { readonly statusCode: number }
  readonly error?: unknown
}

/**
 * Records every request to a source, the case system and other services that something recorded makes, and tells them the place
 * in the trace. Returns what ends it.
 */
export function traceRequests(tracing: Pick<Tracing, 'isRecording' | 'start'>): () => void {
  const open = new Map<Outgoing, { readonly span: Span; status?: number }>()
  const listeners: Record<string, (message: unknown) => void> = {
    'undici:request:create': (message) => {
      if (!tracing.isRecording()) return
      const { request } = message as Told
      const action = soapAction(request.headers)
      const method = request.method ?? 'GET'
      const span = tracing.start({
        kind: 'client',
        name: action === undefined ? method : `SOAP ${action}`,
        attributes: {
          'http.request.method': method,
          'server.address': hostOf(request.origin),
          ...(action === undefined ? {} : { 'rpc.method': action }),
        },
      })
      open.set(request, { span })
      request.addHeader('traceparent', traceparent(span.place, true))
    },
    'undici:request:headers': (message) => {
      const { request, response } = message as Told
      const known = open.get(request)
      if (known !== undefined && response !== undefined) known.status = response.statusCode
    },
    'undici:request:trailers': (message) => end((message as Told).request),
    'undici:request:error': (message) => end((message as Told).request, (message as Told).error ?? new Error('failed')),
  }

  function end(request: Outgoing, failure?: unknown): void {
    const known = open.get(request)
    open.delete(request)
    known?.span.end(known.status === undefined ? {} : { 'http.response.status_code': known.status }, failure)
  }

  for (const [channel, listener] of Object.entries(listeners)) subscribe(channel, listener)
  return () => {
    for (const [channel, listener] of Object.entries(listeners)) unsubscribe(channel, listener)
  }
}

const hostOf = (origin: string | URL | undefined): string => {
  try {
    return new URL(String(origin)).hostname
  } catch {
    return 'unknown'
  }
}

/** The last part of the action that the WSDL gives an operation. Names and values of headers come one after another. */
function soapAction(headers: unknown): string | undefined {
  if (!Array.isArray(headers)) return undefined
  const at = headers.findIndex((one) => typeof one === 'string' && one.toLowerCase() === 'soapaction')
  const value: unknown = at === -1 ? undefined : headers[at + 1]
  return typeof value === 'string' ? /(\w+)"?$/.exec(value)?.[1] : undefined
}
