import { Agent, request, type Dispatcher } from 'undici'
import { InsynError } from '../../errors.ts'

export interface Call {
  /** What is asked of whom, for error messages: `paraplyet farsta LasAllt`. Never a value. */
  readonly what: string
  readonly soapAction: string
  readonly body: string
  readonly signal: AbortSignal
  readonly capBytes: number
  /** From the first byte sent to the last byte taken, pauses of the consumer included. */
  readonly deadlineMs: number
  /** Where the bytes of the reply are counted. */
  readonly counts?: { bytes: number }
}

export interface Reply {
  /** 500 can only be a fault: SOAP 1.1, 6.2. */
  readonly status: 200 | 500
  readonly charset: string | undefined
  /** To be read to its end or left with `return()`, either of which frees the connection. */
  readonly parts: AsyncIterable<Uint8Array>
}

export interface Transport {
  post(url: string, call: Call): Promise<Reply>
  /** Ends the pool; requests under way are aborted. */
  close(): Promise<void>
}

/** The longest silence within a reply, so that a peer that vanished is noticed long before a bulk deadline. */
const SILENCE_MS = 60_000
const CONTENT_TYPES = new Set(['text/xml', 'application/xml', 'application/soap+xml'])

/**
 * HTTP for SOAP. The number of connections is not limited here: a reader may hold one reply still while it waits for
 * another, and a full pool would then wait for itself.
 */
export function createTransport(): Transport {
  const agent = new Agent({ allowH2: false, connect: { timeout: 10_000 } })
  return { post: (url, call) => post(agent, url, call), close: () => agent.destroy() }
}

async function post(agent: Agent, url: string, call: Call): Promise<Reply> {
  const deadline = startDeadline(call)
  try {
    const reply = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: call.soapAction, accept: 'text/xml' },
      body: call.body,
      signal: deadline.signal,
      headersTimeout: call.deadlineMs,
      bodyTimeout: Math.min(call.deadlineMs, SILENCE_MS),
    })
    const refused = refuse(reply, call)
    if (refused !== undefined) {
      reply.body.on('error', () => undefined).destroy()
      throw refused
    }
    const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(header(reply, 'content-type'))?.[1]
    return { status: reply.statusCode === 500 ? 500 : 200, charset, parts: parts(reply.body, call, deadline) }
  } catch (error) {
    deadline.end()
    throw error instanceof InsynError ? error : deadline.failure(error)
  }
}

async function* parts(body: AsyncIterable<Uint8Array>, call: Call, deadline: Deadline): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const part of body) {
      bytes += part.length
      if (call.counts !== undefined) call.counts.bytes += part.length
      if (bytes > call.capBytes) {
        throw new InsynError('KALLA_INTE_SVAR', `${call.what}: more than ${call.capBytes} bytes`)
      }
      yield part
    }
  } catch (error) {
    throw error instanceof InsynError ? error : deadline.failure(error)
  } finally {
    deadline.end()
  }
}

/** Why the reply cannot be an answer, by its head alone. */
function refuse(reply: Dispatcher.ResponseData, call: Call): InsynError | undefined {
  const { statusCode } = reply
  const temporary = statusCode === 429 || statusCode === 408 || statusCode >= 500
  if (statusCode !== 200 && statusCode !== 500) {
    const code = temporary ? 'KALLA_OTILLGANGLIG' : 'KALLA_INTE_SVAR'
    return new InsynError(code, `${call.what}: status ${statusCode}`, { retryable: temporary })
  }
  const type = header(reply, 'content-type').split(';')[0]?.trim().toLowerCase() ?? ''
  if (!CONTENT_TYPES.has(type)) {
    return new InsynError('KALLA_INTE_SVAR', `${call.what}: status ${statusCode}, not XML`, { retryable: temporary })
  }
  const encoding = header(reply, 'content-encoding')
  if (encoding !== '' && encoding !== 'identity') {
    return new InsynError('KALLA_INTE_SVAR', `${call.what}: a content encoding that the request does not accept`)
  }
  return undefined
}

function header(reply: Dispatcher.ResponseData, name: string): string {
  const value = reply.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

interface Deadline {
  readonly signal: AbortSignal
  /** Whether the deadline, the caller or the connection ended the exchange; the library's own error is never passed on. */
  failure(error: unknown): InsynError
  end(): void
}

/** One timer for the whole exchange. Not AbortSignal.any: it holds on to every reply for as long as the caller's signal lives. */
function startDeadline({ what, signal, deadlineMs }: Call): Deadline {
  const controller = new AbortController()
  let expired = false
  const timer = setTimeout(() => {
    expired = true
    controller.abort()
  }, deadlineMs)
  const abort = (): void => controller.abort()
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    failure: (error) => {
      if (expired)
        return new InsynError('KALLA_OTILLGANGLIG', `${what}: no whole answer in ${deadlineMs} ms`, { retryable: true })
      if (signal.aborted) return new InsynError('KALLA_OTILLGANGLIG', `${what}: aborted by the caller`)
      return new InsynError('KALLA_OTILLGANGLIG', `${what}: ${errorCode(error)}`, { retryable: true })
    },
    end: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    },
  }
}

/** The system's or the library's own code (`ECONNREFUSED`, `UND_ERR_SOCKET`), which holds nothing of the exchange. */
export function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? code : 'connection failed'
}
