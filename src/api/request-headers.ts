import type { RequestHandler } from 'express'
import { allValues } from './admission.ts'
import { answerProblem } from './answer.ts'
import { problem } from './problem.ts'
import { requestId } from './trace.ts'

/** Far more than any caller sends, and far fewer than Node keeps before it drops the rest without a word. */
const MAX_HEADERS = 100
/**
 * Of a repeated header Node keeps the first value, or joins them; whoever stands in front may have read another one.
 * A repeated Authorization header is no valid token, and a repeated end user is refused with a record of its own.
 */
const SINGLE = ['Host', 'Content-Type', 'Content-Length', 'Content-Encoding', 'Idempotency-Key', 'traceparent']

/** Refuses a request by its headers alone, before anything is known of who sends it. */
export const checkHeaders: RequestHandler = (req, res, next) => {
  // An answer before has closed the connection: nothing more can be answered on it, so nothing more is done.
  if (req.socket.writableEnded) return
  const refuse = (status: 400 | 431, rule: string) =>
    answerProblem(res, problem('BEGARAN_OGILTIG', requestId(res), { status, fel: [{ pekare: '', regel: rule }] }))
  if (req.rawHeaders.length > 2 * MAX_HEADERS) return refuse(431, `får ha högst ${MAX_HEADERS} huvuden`)
  const repeated = SINGLE.find((name) => allValues(req, name).length > 1)
  if (repeated !== undefined) return refuse(400, `huvudet ${repeated} får anges en gång`)
  next()
}
