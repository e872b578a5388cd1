import { Agent, request, type Dispatcher } from 'undici'
import { InsynError } from '../../errors.ts'

/** Limits of one read, which may be several exchanges, and where its bytes are counted. */
export interface ReadLimits {
  readonly signal: AbortSignal
  readonly deadlineMs: number
  readonly capBytes: number
  readonly counts: { bytes: number }
}

export interface Deadline {
  readonly signal: AbortSignal
  /** Whether the deadline, the caller or the connection ended the exchange; the library's own error is never passed on. */
  failure(what: string, error: unknown): InsynError
  end(): void
}

export interface Exchange {
  /** What is asked of whom, for error messages. Never a value. */
  readonly what: string
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly deadline: Deadline
  readonly capBytes: number
  readonly counts?: { bytes: number }
}

/** What a refused token or request means is for the caller to say; other statuses are errors here. */
export type Reply = { readonly status: 200; readonly bytes: Buffer } | { readonly status: 400 | 401 }

export interface Http {
  exchange(exchange: Exchange): Promise<Reply>
  close(): Promise<void>
}

/** The longest silence within a reply, so that a peer that vanished is noticed long before a bulk deadline. */
const SILENCE_MS = 60_000

export function createHttp(): Http {
  const agent = new Agent({ allowH2: false, connect: { timeout: 10_000 } })
  return { exchange: (one) => exchange(agent, one), close: () => agent.destroy() }
}

async function exchange(agent: Agent, one: Exchange): Promise<Reply> {
  const { what, method, url, headers, body, deadline } = one
  try {
    const reply = await request(url, {
      dispatcher: agent,
      method,
      headers: { accept: 'application/json', ...headers },
      body: body ?? null,
      signal: deadline.signal,
      // The deadline covers the head.
      headersTimeout: 0,
      bodyTimeout: SILENCE_MS,
    })
    const { statusCode } = reply
    const refused = statusCode === 400 || statusCode === 401 ? statusCode : refusal(reply, what)
    if (refused === undefined) return { status: 200, bytes: await whole(reply.body, one) }
    reply.body.on('error', () => undefined).destroy()
    if (refused instanceof InsynError) throw refused
    return { status: refused }
  } catch (error) {
    throw error instanceof InsynError ? error : deadline.failure(what, error)
  }
}

async function whole(body: AsyncIterable<Uint8Array>, { what, capBytes, counts }: Exchange): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body) {
    bytes += part.length
    if (counts !== undefined) counts.bytes += part.length
    if (bytes > capBytes) throw new InsynError('KALLA_INTE_SVAR', `${what}: more than ${capBytes} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Why the reply cannot be an answer, by its head alone. A redirect is not followed: it would take the token elsewhere. */
function refusal(reply: Dispatcher.ResponseData, what: string): InsynError | undefined {
  const { statusCode } = reply
  const temporary = statusCode === 429 || statusCode === 408 || statusCode >= 500
  if (statusCode !== 200) {
    const code = temporary ? 'KALLA_OTILLGANGLIG' : 'KALLA_INTE_SVAR'
    return new InsynError(code, `${what}: status ${statusCode}`, { retryable: temporary })
  }
  const [type = '', ...parameters] = header(reply, 'content-type').toLowerCase().replace(/\s/g, '').split(';')
  if (type !== 'application/json') return new InsynError('KALLA_INTE_SVAR', `${what}: not application/json`)
  if (parameters.some((one) => one.startsWith('charset=') && !/^charset="?utf-8"?$/.test(one)))
    return new InsynError('KALLA_INTE_SVAR', `${what}: another encoding than UTF-8`)
  const encoding = header(reply, 'content-encoding')
  if (encoding !== '' && encoding !== 'identity')
    return new InsynError('KALLA_INTE_SVAR', `${what}: a content encoding that the request does not accept`)
  return undefined
}

function header(reply: Dispatcher.ResponseData, name: string): string {
  const value = reply.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** One timer for everything that is done under it. */
export function startDeadline(deadlineMs: number, signal?: AbortSignal): Deadline {
  const controller = new AbortController()
  let expired = false
  const abort = (): void => controller.abort()
  const timer = setTimeout(() => {
    expired = true
    abort()
  }, deadlineMs)
  if (signal?.aborted === true) abort()
  signal?.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    failure(what, error) {
      if (expired)
        return new InsynError('KALLA_OTILLGANGLIG', `${what}: no whole answer in ${deadlineMs} ms`, { retryable: true })
      if (signal?.aborted === true) return new InsynError('KALLA_OTILLGANGLIG', `${what}: aborted by the caller`)
      return new InsynError('KALLA_OTILLGANGLIG', `${what}: ${errorCode(error)}`, { retryable: true })
    },
    end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    },
  }
}

/** The system's or the library's own code, which holds nothing of the exchange. */
function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? code : 'connection failed'
}
