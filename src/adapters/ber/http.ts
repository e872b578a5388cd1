import { type Dispatcher, request } from 'undici'
import { InsynError } from '../../errors.ts'
import { createClockWitness } from '../../platform/clock-skew.ts'
import type { Deadline } from '../../platform/connection.ts'
import { createPace, type Pace } from '../../platform/pace.ts'
import { encodingRefusal, NO_ENCODING, replyBytes, replyHeader, SILENCE_MS } from '../../platform/reply-body.ts'

/** Limits of one read, which may be several exchanges, and where its bytes are counted. */
export interface ReadLimits {
  readonly signal: AbortSignal
  readonly deadlineMs: number
  readonly capBytes: number
  readonly counts: { bytes: number }
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
  /** What is wrong with the clock of the service, by its newest reply. */
  clockShortcomings(url: string, whose: string): string[]
  close(): Promise<void>
}

/** HTTP over connections that it is given and ends. */
export function createHttp(connections: Dispatcher, pace: Pace = createPace()): Http {
  const clocks = createClockWitness()
  return {
    exchange: (one) => exchange({ connections, pace, clocks }, one),
    clockShortcomings: (url, whose) => clocks.shortcomings(new URL(url).host, whose),
    close: () => connections.destroy(),
  }
}

interface Way {
  readonly connections: Dispatcher
  readonly pace: Pace
  readonly clocks: ReturnType<typeof createClockWitness>
}

async function exchange({ connections, pace, clocks }: Way, one: Exchange): Promise<Reply> {
  const { what, method, url, headers, body, deadline } = one
  try {
    const { host } = new URL(url)
    await pace.turn(host, { what, signal: deadline.signal, deadlineMs: deadline.ms })
    const reply = await request(url, {
      dispatcher: connections,
      method,
      headers: { accept: 'application/json', ...NO_ENCODING, ...headers },
      body: body ?? null,
      signal: deadline.signal,
      // The deadline covers the head.
      headersTimeout: 0,
      bodyTimeout: SILENCE_MS,
    })
    pace.obey(host, reply)
    clocks.see(host, reply)
    const { statusCode } = reply
    const refused = statusCode === 400 || statusCode === 401 ? statusCode : refusal(reply, what)
    if (refused === undefined) return { status: 200, bytes: await whole(reply, one) }
    reply.body.on('error', () => undefined).destroy()
    if (refused instanceof InsynError) throw refused
    return { status: refused }
  } catch (error) {
    throw error instanceof InsynError ? error : deadline.failure(what, error)
  }
}

async function whole(reply: Dispatcher.ResponseData, one: Exchange): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of replyBytes(reply, one, one.deadline)) parts.push(part)
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
  const [type = '', ...parameters] = replyHeader(reply, 'content-type').toLowerCase().replace(/\s/g, '').split(';')
  const isPage = type === 'text/html'
  if (type !== 'application/json')
    return new InsynError(
      'KALLA_INTE_SVAR',
      `${what}: ${isPage ? 'an HTML page' : 'not application/json'}: check the address`,
    )
  if (parameters.some((one) => one.startsWith('charset=') && !/^charset="?utf-8"?$/.test(one)))
    return new InsynError('KALLA_INTE_SVAR', `${what}: another encoding than UTF-8`)
  return encodingRefusal(reply, what)
}
