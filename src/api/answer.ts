import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ByteText, encoded } from '../mapping/byte-text.ts'
import type { Problem } from './problem.ts'

/** Writes one JSON answer; nothing else in the API writes one. */
export function answerJson(res: ServerResponse, status: number, body: unknown): void {
  answerWritten(res, status, encoded(JSON.stringify(body)))
}

/** Writes an answer that is JSON text already. */
export function answerWritten(res: ServerResponse, status: number, json: ByteText): void {
  writeBytes(res, status, 'application/json; charset=utf-8', json)
}

/** `waitSeconds`: for the statuses that are worth a retry. */
export function answerProblem(res: ServerResponse, problem: Problem, waitSeconds = 5): void {
  res.setHeader('Cache-Control', 'no-store')
  if (problem.status === 401) res.setHeader('WWW-Authenticate', 'Bearer')
  if (problem.status === 503 || problem.status === 429) res.setHeader('Retry-After', String(waitSeconds))
  write(res, problem.status, 'application/problem+json; charset=utf-8', JSON.stringify(problem))
}

export const write = (res: ServerResponse, status: number, type: string, text: string): void =>
  writeBytes(res, status, type, encoded(text))

function writeBytes(res: ServerResponse, status: number, type: string, text: ByteText): void {
  // A 401 is the same whether the token was refused before or after the body came.
  if (hasBody(res.req) && (status === 401 || !res.req.complete)) closeAfterAnswer(res)
  res.writeHead(status, { 'Content-Type': type, 'Content-Length': text.length })
  // A string is sent in one write with the headers; each of its characters is a byte.
  res.end(text, 'latin1')
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

const LINGER_MS = 1_000

/**
 * Answers without the rest of the body, and closes. The connection is half-closed first (RFC 9112 §9.6): closed at once,
 * it would be reset by what the client still sends, and the client could lose the answer.
 */
function closeAfterAnswer(res: ServerResponse): void {
  res.setHeader('Connection', 'close')
  const { req } = res
  // Node calls this when the answer has been written.
  req.socket.destroySoon = () => {
    req.socket.end()
    req.resume()
    const timer = setTimeout(() => req.socket.destroy(), LINGER_MS)
    req.socket.once('close', () => clearTimeout(timer))
  }
}
