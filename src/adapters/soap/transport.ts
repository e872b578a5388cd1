import { Agent, request, type Dispatcher } from 'undici'
import { InsynError } from '../../errors.ts'

export interface Anrop {
  /** What is asked of whom, for error messages: `paraplyet farsta LasAllt`. Never a value. */
  readonly vad: string
  readonly soapAction: string
  readonly body: string
  readonly signal: AbortSignal
  readonly capBytes: number
  /** From the first byte sent to the last byte taken, the consumer's own pauses included. */
  readonly deadlineMs: number
  readonly lasning?: { byte: number }
}

export interface Svar {
  /** 500 can only be a fault: SOAP 1.1, 6.2. */
  readonly status: 200 | 500
  readonly charset: string | undefined
  /** To be read to its end or left with `return()`, either of which frees the connection. */
  readonly delar: AsyncIterable<Uint8Array>
}

export interface Transport {
  post(url: string, anrop: Anrop): Promise<Svar>
  /** Ends the pool; requests under way are aborted. */
  stang(): Promise<void>
}

/** The longest silence within a reply, so that a peer that vanished is noticed long before a bulk deadline. */
const TYSTNAD_MS = 60_000
const INNEHALLSTYPER = new Set(['text/xml', 'application/xml', 'application/soap+xml'])

/**
 * HTTP for SOAP. The number of connections is not limited here: a reader may hold one reply still while it waits for
 * another, and a full pool would then wait for itself.
 */
export function createTransport(): Transport {
  const agent = new Agent({ allowH2: false, connect: { timeout: 10_000 } })
  return { post: (url, anrop) => post(agent, url, anrop), stang: () => agent.destroy() }
}

async function post(agent: Agent, url: string, anrop: Anrop): Promise<Svar> {
  const frist = startaFrist(anrop)
  try {
    const reply = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: anrop.soapAction, accept: 'text/xml' },
      body: anrop.body,
      signal: frist.signal,
      headersTimeout: anrop.deadlineMs,
      bodyTimeout: Math.min(anrop.deadlineMs, TYSTNAD_MS),
    })
    const refused = refuse(reply, anrop)
    if (refused !== undefined) {
      reply.body.on('error', () => undefined).destroy()
      throw refused
    }
    const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(header(reply, 'content-type'))?.[1]
    return { status: reply.statusCode === 500 ? 500 : 200, charset, delar: delar(reply.body, anrop, frist) }
  } catch (error) {
    frist.slut()
    throw error instanceof InsynError ? error : frist.fel(error)
  }
}

async function* delar(body: AsyncIterable<Uint8Array>, anrop: Anrop, frist: Frist): AsyncGenerator<Uint8Array> {
  let byte = 0
  try {
    for await (const del of body) {
      byte += del.length
      if (anrop.lasning !== undefined) anrop.lasning.byte += del.length
      if (byte > anrop.capBytes) {
        throw new InsynError('KALLA_INTE_SVAR', `${anrop.vad}: more than ${anrop.capBytes} bytes`)
      }
      yield del
    }
  } catch (error) {
    throw error instanceof InsynError ? error : frist.fel(error)
  } finally {
    frist.slut()
  }
}

/** What cannot be an answer, seen from the head alone. */
function refuse(reply: Dispatcher.ResponseData, anrop: Anrop): InsynError | undefined {
  const { statusCode } = reply
  const temporary = statusCode === 429 || statusCode === 408 || statusCode >= 500
  if (statusCode !== 200 && statusCode !== 500) {
    const code = temporary ? 'KALLA_OTILLGANGLIG' : 'KALLA_INTE_SVAR'
    return new InsynError(code, `${anrop.vad}: status ${statusCode}`, { retryable: temporary })
  }
  const typ = header(reply, 'content-type').split(';')[0]?.trim().toLowerCase() ?? ''
  if (!INNEHALLSTYPER.has(typ)) {
    return new InsynError('KALLA_INTE_SVAR', `${anrop.vad}: status ${statusCode}, not XML`, { retryable: temporary })
  }
  const encoding = header(reply, 'content-encoding')
  if (encoding !== '' && encoding !== 'identity') {
    return new InsynError('KALLA_INTE_SVAR', `${anrop.vad}: a content encoding that was not asked for`)
  }
  return undefined
}

function header(reply: Dispatcher.ResponseData, name: string): string {
  const value = reply.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

interface Frist {
  readonly signal: AbortSignal
  /** The library's errors are never passed on: only whether it was time, the caller or the connection. */
  fel(error: unknown): InsynError
  slut(): void
}

/** One timer for the whole exchange. Not AbortSignal.any: it holds on to every reply for as long as the caller's signal lives. */
function startaFrist({ vad, signal, deadlineMs }: Anrop): Frist {
  const controller = new AbortController()
  let ute = false
  const timer = setTimeout(() => {
    ute = true
    controller.abort()
  }, deadlineMs)
  const avbryt = (): void => controller.abort()
  if (signal.aborted) avbryt()
  signal.addEventListener('abort', avbryt, { once: true })
  return {
    signal: controller.signal,
    fel: (error) => {
      if (ute)
        return new InsynError('KALLA_OTILLGANGLIG', `${vad}: no whole answer in ${deadlineMs} ms`, { retryable: true })
      if (signal.aborted) return new InsynError('KALLA_OTILLGANGLIG', `${vad}: aborted by the caller`)
      return new InsynError('KALLA_OTILLGANGLIG', `${vad}: ${errorCode(error)}`, { retryable: true })
    },
    slut: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', avbryt)
    },
  }
}

/** The system's or the library's own code (`ECONNREFUSED`, `UND_ERR_SOCKET`), which holds nothing of the exchange. */
export function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? code : 'connection failed'
}
