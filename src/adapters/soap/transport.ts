import { type Dispatcher, request } from 'undici'
import { type ErrorCode, InsynError } from '../../errors.ts'
import { createClockWitness } from '../../platform/clock-skew.ts'
import { connect, type Deadline, startDeadline } from '../../platform/connection.ts'
import { createPace, type Pace } from '../../platform/pace.ts'
import { encodingRefusal, NO_ENCODING, replyBytes, replyHeader, SILENCE_MS } from '../../platform/reply-body.ts'

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
  /** What is wrong with the clock of the service, by its newest reply. */
  clockShortcomings(url: string, whose: string): string[]
  /** Ends the pool; requests under way are aborted. */
  close(): Promise<void>
}

const CONTENT_TYPES = new Set(['text/xml', 'application/xml', 'application/soap+xml'])

/** HTTP for SOAP, over connections that it is given and ends. */
export function createTransport(connections: Dispatcher = connect('soap', {}), pace: Pace = createPace()): Transport {
  const clocks = createClockWitness()
  return {
    post: (url, call) => post({ connections, pace, clocks }, url, call),
    clockShortcomings: (url, whose) => clocks.shortcomings(url, whose),
    close: () => connections.destroy(),
  }
}

interface Way {
  readonly connections: Dispatcher
  readonly pace: Pace
  readonly clocks: ReturnType<typeof createClockWitness>
}

async function post({ connections, pace, clocks }: Way, url: string, call: Call): Promise<Reply> {
  const { what, deadlineMs } = call
  const deadline = startDeadline(deadlineMs, call.signal)
  try {
    await pace.turn(url, { what, signal: deadline.signal, deadlineMs })
    const reply = await request(url, {
      dispatcher: connections,
      method: 'POST',
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: call.soapAction,
        accept: 'text/xml',
        ...NO_ENCODING,
      },
      body: call.body,
      signal: deadline.signal,
      headersTimeout: deadlineMs,
      bodyTimeout: Math.min(deadlineMs, SILENCE_MS),
    })
    pace.obey(url, reply)
    clocks.see(url, reply)
    const refused = refuse(reply, call)
    if (refused !== undefined) {
      reply.body.on('error', () => undefined).destroy()
      throw refused
    }
    const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(replyHeader(reply, 'content-type'))?.[1]
    return { status: reply.statusCode === 500 ? 500 : 200, charset, parts: parts(reply, call, deadline) }
  } catch (error) {
    deadline.end()
    throw error instanceof InsynError ? error : deadline.failure(what, error)
  }
}

async function* parts(
  reply: Dispatcher.ResponseData,
  call: Call,
  deadline: Deadline,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* replyBytes(reply, call, deadline)
  } finally {
    deadline.end()
  }
}

/** Why the reply cannot be an answer, by its head alone. */
function refuse(reply: Dispatcher.ResponseData, { what }: Call): InsynError | undefined {
  const { statusCode } = reply
  const type = replyHeader(reply, 'content-type').split(';')[0]?.trim().toLowerCase() ?? ''
  const temporary = statusCode === 429 || statusCode === 408 || statusCode >= 500
  const refusal = (why: string, code: ErrorCode = 'KALLA_INTE_SVAR') =>
    new InsynError(code, `${what}: status ${statusCode}${why}`, { retryable: temporary })
  if (statusCode === 401)
    return refusal(
      ': the web server of the service asks for a login of its own: let Insyn in without',
      'KALLA_INLOGGNING',
    )
  if (statusCode !== 200 && statusCode !== 500)
    return refusal(ADVICE.get(statusCode) ?? '', temporary ? 'KALLA_OTILLGANGLIG' : 'KALLA_INTE_SVAR')
  if (type.startsWith('multipart/')) return refusal(', in parts (MTOM): have the service answer with plain XML')
  if (type === 'text/html') return refusal(', an HTML page: check the address, and what stands in front of the service')
  if (!CONTENT_TYPES.has(type)) return refusal(', not XML: check the address')
  return encodingRefusal(reply, what)
}

const ADVICE: ReadonlyMap<number, string> = new Map([
  [403, ': this caller is not let in: check klientcertifikat, and which addresses the service is open to'],
  [404, ': nothing answers at this address: check it'],
  [415, ': the service takes no SOAP 1.1: give the address of its SOAP 1.1 binding'],
])
