import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { allValues } from './admission.ts'
import { answerProblem } from './answer.ts'
import type { ApiMetrics, HeadFault } from './metrics.ts'
import type { CreateProblem } from './problem.ts'
import type { Step } from './step.ts'
import { requestId } from './trace.ts'

/** Far more than any caller sends, and far fewer than Node keeps before it drops the rest without a word. */
const MAX_HEADERS = 100
/**
 * Of a repeated header Node keeps the first value, or joins them; whoever stands in front may have read another one.
 * A repeated Authorization header is no valid token, and a repeated end user is refused with a record of its own.
 */
const SINGLE = ['Host', 'Content-Type', 'Content-Length', 'Content-Encoding', 'Idempotency-Key', 'traceparent']

/** Refuses a request by its headers alone, before anything is known of who sends it. */
export const checkHeaders =
  (metrics: Pick<ApiMetrics, 'requestRefused'>, problem: CreateProblem): Step =>
  (req, res, next) => {
    // An answer before has closed the connection: nothing more can be answered on it, so nothing more is done.
    if (req.socket.writableEnded) return
    const refuse = (status: 400 | 431, reason: HeadFault, rule: string) => {
      metrics.requestRefused(reason)
      answerProblem(res, refusal(problem, requestId(res), status, rule))
    }
    if (req.rawHeaders.length > 2 * MAX_HEADERS)
      return refuse(431, 'too_many_headers', `får ha högst ${MAX_HEADERS} huvuden`)
    const repeated = SINGLE.find((name) => allValues(req, name).length > 1)
    if (repeated !== undefined) return refuse(400, 'header_repeated', `huvudet ${repeated} får anges en gång`)
    next()
  }

const refusal = (problem: CreateProblem, id: string, status: 400 | 431, rule: string) =>
  problem('BEGARAN_OGILTIG', id, { status, fel: [{ pekare: '', regel: rule }] })

const LINGER_MS = 1_000
const STATUS: ReadonlyMap<string, { readonly line: string; readonly reason: HeadFault }> = new Map([
  ['HPE_HEADER_OVERFLOW', { line: '431 Request Header Fields Too Large', reason: 'headers_too_large' }],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', { line: '413 Payload Too Large', reason: 'not_http' }],
  ['ERR_HTTP_REQUEST_TIMEOUT', { line: '408 Request Timeout', reason: 'too_slow' }],
])
const NOT_HTTP = { line: '400 Bad Request', reason: 'not_http' } as const

/**
 * Answers what Node's parser refuses, for the event `clientError`: as Node would, but counted, and of too large headers,
 * which a caller meets with a token that has grown, with a problem document. Nothing of what came is repeated.
 */
export const refuseUnread =
  (metrics: Pick<ApiMetrics, 'requestRefused'>, problem: CreateProblem) =>
  (
    error: NodeJS.ErrnoException,
    socket: Duplex & { readonly _httpMessage?: { readonly headersSent: boolean } | null },
  ) => {
    const code = error.code ?? ''
    // What comes after the answer is refused anew, piece by piece.
    if (socket.writableEnded) return
    // A connection that broke, or whose TLS was never agreed, can be told nothing.
    const told = code.startsWith('HPE_') || code === 'ERR_HTTP_REQUEST_TIMEOUT'
    if (!told || !socket.writable) return void socket.destroy()
    const { line, reason } = STATUS.get(code) ?? NOT_HTTP
    metrics.requestRefused(reason)
    // In the middle of an answer to an earlier request nothing else can be said.
    if (socket._httpMessage?.headersSent === true) return void socket.destroy()
    const id = randomUUID()
    const body =
      code === 'HPE_HEADER_OVERFLOW'
        ? JSON.stringify(refusal(problem, id, 431, 'huvudena är för stora, oftast genom en för stor token'))
        : ''
    const head = [
      `HTTP/1.1 ${line}`,
      'Connection: close',
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      `X-Request-Id: ${id}`,
      ...(body === '' ? [] : ['Content-Type: application/problem+json; charset=utf-8']),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ]
    // Half-closed first: closed at once the connection is reset by what still comes, and the answer can be lost.
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
    const timer = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(timer))
  }
