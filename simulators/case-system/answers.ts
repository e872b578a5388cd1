import { setTimeout as wait } from 'node:timers/promises'
import type { Response } from 'express'
import type { Failure } from '../faults.ts'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Begäran följer inte schemat',
  401: 'Åtkomsttoken saknas eller är fel',
  403: 'Åtkomst nekad',
  404: 'Finns inte',
  409: 'Ärendet tar inte emot spegling',
  500: 'Internt fel',
}

/** RFC 9457. */
export const problem = (status: number, detail?: string): Answer => ({
  status,
  body: { type: 'about:blank', title: TITLES[status], status, ...(detail === undefined ? {} : { detail }) },
})

/** Sends an answer as JSON, or damaged. With `sen` and `droppar` the work is done, and only its answer is slow. */
export async function sendAnswer(
  res: Response,
  { status, body }: Answer,
  error: Failure | undefined,
  lateMs: number,
): Promise<void> {
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  res.status(status).type(status < 400 ? 'application/json' : 'application/problem+json')
  const text = JSON.stringify(body)
  try {
    if (error === 'sen') await wait(lateMs, undefined, { signal: gone.signal })
    if (error !== 'droppar') return void res.end(text)
    for (const byte of Buffer.from(text)) {
      res.write(Buffer.of(byte))
      await wait(100, undefined, { signal: gone.signal })
    }
    res.end()
  } catch {
    res.destroy() // The client did not wait.
  }
}

/** Faults that come before any work is done. Undefined: the work goes on. */
export function errorInPlaceOfAnswer(res: Response, error: Failure | undefined): Answer | 'sant' | undefined {
  switch (error) {
    case 'nere':
      res.socket?.resetAndDestroy()
      return 'sant'
    case 'html':
      res.type('html').send('<!doctype html><title>Proxy</title><p>Tjänsten är tillfälligt otillgänglig')
      return 'sant'
    case 'tomt':
      res.status(200).end()
      return 'sant'
    case 'fault':
      return problem(500)
    case 'nekad':
      return problem(403)
    default:
      return undefined
  }
}
