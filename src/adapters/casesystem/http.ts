import { Agent, request } from 'undici'
import { InsynError } from '../../errors.ts'

export interface HttpOptions {
  readonly token: string
  /** For one call, from the first byte sent to the last byte read. */
  readonly deadlineMs: number
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface Call {
  /** What the call does, for the message of its failure. */
  readonly what: string
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE'
  readonly url: string
  readonly body?: unknown
  readonly ifMatch?: string
  /** Refusals that the caller handles: they are returned, not thrown. */
  readonly expected?: readonly number[]
  readonly signal: AbortSignal
}

export interface Answer {
  readonly status: number
  /** JSON, or empty. */
  readonly text: string
}

const CAP_BYTES = 64 * 1024 * 1024

/**
 * Calls a case system. Throws MALSYSTEM_OTILLGANGLIGT (try again) or MALSYSTEM_NEKAR (do not), whose message names the
 * call and the status and nothing that was sent or answered.
 */
export function createCaller(options: HttpOptions) {
  const agent = new Agent({ connections: 16 })
  return {
    call: (invoke: Call): Promise<Answer> => call(agent, options, invoke),
    close: (): Promise<void> => agent.destroy(),
  }
}

export type Caller = ReturnType<typeof createCaller>

async function call(agent: Agent, { token, deadlineMs, headers }: HttpOptions, invoke: Call): Promise<Answer> {
  const { what, method, url, body, ifMatch, expected = [], signal } = invoke
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const timer = setTimeout(abort, deadlineMs)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: controller.signal,
    })
    const status = answer.statusCode
    const text = await readText(answer.body)
    if (expected.includes(status)) return { status, text: '' }
    check(what, status)
    if (text !== '' && !/^application\/json\b/i.test(String(answer.headers['content-type'] ?? '')))
      throw notAnAnswer(what)
    return { status, text }
  } catch (error) {
    // The library's error may hold the request: only its kind is passed on.
    if (error instanceof InsynError) throw error
    throw unavailable(what, controller.signal.aborted ? 'no whole answer in time' : 'connection failed')
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body) {
    bytes += part.length
    if (bytes > CAP_BYTES) throw unavailable('reply', `more than ${CAP_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** 401 is about our token, not about this write: it may be tried again when the token is right. */
const TEMPORARY = new Set([401, 408, 425, 429])

function check(what: string, status: number): void {
  if (status >= 400 && status < 500 && !TEMPORARY.has(status)) throw refuses(what, `status ${status}`)
  if (status < 200 || status > 204) throw unavailable(what, `status ${status}`)
}

export const refuses = (what: string, why: string): InsynError =>
  new InsynError('MALSYSTEM_NEKAR', `case system ${what}: ${why}`)

export const unavailable = (what: string, why: string): InsynError =>
  new InsynError('MALSYSTEM_OTILLGANGLIGT', `case system ${what}: ${why}`, { retryable: true })

/** A page of a proxy, an empty body or another document: whether the call took effect is not known. */
export const notAnAnswer = (what: string): InsynError => unavailable(what, 'not an answer')
