import type { Response } from 'express'
import { setTimeout as vanta } from 'node:timers/promises'
import type { Fel } from '../faults.ts'

export interface Svar {
  readonly status: number
  readonly body: unknown
}

const TITLAR: Readonly<Record<number, string>> = {
  400: 'Begäran följer inte schemat',
  401: 'Åtkomsttoken saknas eller är fel',
  403: 'Åtkomst nekad',
  404: 'Finns inte',
  409: 'Ärendet tar inte emot spegling',
  500: 'Internt fel',
}

/** RFC 9457. */
export const problem = (status: number, detail?: string): Svar => ({
  status,
  body: { type: 'about:blank', title: TITLAR[status], status, ...(detail === undefined ? {} : { detail }) },
})

/** Sends an answer as JSON, or damaged. With `sen` and `droppar` the work is done, and only its answer is slow. */
export async function sandSvar(
  res: Response,
  { status, body }: Svar,
  fel: Fel | undefined,
  senMs: number,
): Promise<void> {
  const borta = new AbortController()
  res.once('close', () => borta.abort())
  res.status(status).type(status < 400 ? 'application/json' : 'application/problem+json')
  const text = JSON.stringify(body)
  try {
    if (fel === 'sen') await vanta(senMs, undefined, { signal: borta.signal })
    if (fel !== 'droppar') return void res.end(text)
    for (const byte of Buffer.from(text)) {
      res.write(Buffer.of(byte))
      await vanta(100, undefined, { signal: borta.signal })
    }
    res.end()
  } catch {
    res.destroy() // The client did not wait.
  }
}

/** Faults that come before any work is done. Undefined: the work goes on. */
export function felISvaretsStalle(res: Response, fel: Fel | undefined): Svar | 'sant' | undefined {
  switch (fel) {
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
