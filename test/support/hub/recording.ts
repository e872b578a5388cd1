import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Finding, Scanner } from './scan.ts'

export interface Answer {
  readonly status: number
  readonly text: string
}

/** A caller of the hub's API whose every answer is looked through, head and body. */
export function recordingCaller(scanner: Scanner, found: Finding[]) {
  return async (method: string, url: string, headers: Record<string, string>, body?: string): Promise<Answer> => {
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }), redirect: 'manual' })
    const text = await answer.text()
    const head = [answer.statusText, ...[...answer.headers].flat()].join('\n')
    // Named by status alone: the address of a bad request may itself hold what is looked for.
    found.push(...scanner.text(`an answer with status ${answer.status}`, `${head}\n\n${text}`))
    return { status: answer.status, text }
  }
}

/** Looks through the address and the head of every request that reaches a server in this process. */
export function recordRequests(scanner: Scanner, found: Finding[]): { readonly seen: () => number; stop(): void } {
  let seen = 0
  const look = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage }
    seen++
    const head = [`${request.method ?? ''} ${request.url ?? ''}`, ...request.rawHeaders].join('\n')
    found.push(...scanner.text(`a request to ${(request.url ?? '').split('/')[1] ?? ''}`, head))
  }
  subscribe('http.server.request.start', look)
  return { seen: () => seen, stop: () => void unsubscribe('http.server.request.start', look) }
}
