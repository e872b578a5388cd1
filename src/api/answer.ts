import type { ServerResponse } from 'node:http'
import type { Problem } from './problem.ts'

/** Writes one JSON answer; nothing else in the API writes one. */
export function answerJson(res: ServerResponse, status: number, body: unknown): void {
  answerWritten(res, status, JSON.stringify(body))
}

/** Writes an answer that is JSON text already. */
export function answerWritten(res: ServerResponse, status: number, json: string): void {
  write(res, status, 'application/json; charset=utf-8', json)
}

/** `waitSeconds`: for the statuses that are worth a retry. */
export function answerProblem(res: ServerResponse, problem: Problem, waitSeconds = 5): void {
  if (problem.status === 401) res.setHeader('WWW-Authenticate', 'Bearer')
  if (problem.status === 503 || problem.status === 429) res.setHeader('Retry-After', String(waitSeconds))
  write(res, problem.status, 'application/problem+json; charset=utf-8', JSON.stringify(problem))
}

export function write(res: ServerResponse, status: number, type: string, text: string): void {
  res.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) })
  // A string is sent in one write with the headers.
  res.end(text)
}
