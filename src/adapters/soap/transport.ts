import { Agent, request, type Dispatcher } from 'undici'
import { InsynError } from '../../errors.ts'

export interface Call {
  /** What is asked of whom, for error messages: `paraplyet farsta LasAllt`. Never a value. */
  readonly what: string
  readonly soapAction: string
  readonly body: string
  readonly signal: AbortSignal
  readonly capBytes: number
  /** From the first byte sent to the last byte taken, the consumer's own pauses included. */
  readonly deadlineMs: number
  readonly readCounts?: { byte: number }
}

export interface Answer {
  /** 500 can only be a fault: SOAP 1.1, 6.2. */
  readonly status: 200 | 500
  readonly charset: string | undefined
  /** To be read to its end or left with `return()`, either of which frees the connection. */
  readonly parts: AsyncIterable<Uint8Array>
}

export interface Transport {
  post(url: string, call: Call): Promise<Answer>
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

async function post(agent: Agent, url: string, call: Call): Promise<Answer> {
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
    throw error instanceof InsynError ? error : deadline.fel(error)
  }
}

async function* parts(body: AsyncIterable<Uint8Array>, call: Call, deadline: Deadline): AsyncGenerator<Uint8Array> {
  let byte = 0
  try {
    for await (const part of body) {
      byte += part.length
      if (call.readCounts !== undefined) call.readCounts.byte += part.length
      if (byte > call.capBytes) {
        throw new InsynError('KALLA_INTE_SVAR', `${call.what}: more than ${call.capBytes} bytes`)
      }
      yield part
    }
  } catch (error) {
    throw error instanceof InsynError ? error : deadline.fel(error)
  } finally {
    deadline.end()
  }
}

/** What cannot be an answer, seen from the head alone. */
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
    return new InsynError('KALLA_INTE_SVAR', `${call.what}: a content encoding that was not asked for`)
  }
  return undefined
}

function header(reply: Dispatcher.ResponseData, name: string): string {
  const value = reply.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

interface Deadline {
  readonly signal: AbortSignal
  /** The library's errors are never passed on: only whether it was time, the caller or the connection. */
  fel(error: unknown): InsynError
  end(): void
}

/** One timer for the whole exchange. Not AbortSignal.any: it holds on to every reply for as long as the caller's signal lives. */
function startDeadline({ what, signal, deadlineMs }: Call): Deadline {
  const controller = new AbortController()
  let out = false
  const timer = setTimeout(() => {
    out = true
    controller.abort()
  }, deadlineMs)
  const abort = (): void => controller.abort()
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    fel: (error) => {
      if (out)
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
