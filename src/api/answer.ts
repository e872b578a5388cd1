import type { ServerResponse } from 'node:http'
import type { Problem } from './problem.ts'

/** Writes one JSON answer; nothing else in the API writes one. */
export function svaraJson(res: ServerResponse, status: number, kropp: unknown): void {
  svaraSkriven(res, status, JSON.stringify(kropp))
}

/** The same for one that is JSON already. */
export function svaraSkriven(res: ServerResponse, status: number, json: string): void {
  skriv(res, status, 'application/json; charset=utf-8', json)
}

/** `vanta`: whole seconds, for the statuses that are worth another try. */
export function svaraProblem(res: ServerResponse, problem: Problem, vanta = 5): void {
  if (problem.status === 401) res.setHeader('WWW-Authenticate', 'Bearer')
  if (problem.status === 503 || problem.status === 429) res.setHeader('Retry-After', String(vanta))
  skriv(res, problem.status, 'application/problem+json; charset=utf-8', JSON.stringify(problem))
}

export function skriv(res: ServerResponse, status: number, typ: string, text: string): void {
  res.writeHead(status, { 'Content-Type': typ, 'Content-Length': Buffer.byteLength(text) })
  // As a string it leaves in one write with its headers.
  res.end(text)
}
