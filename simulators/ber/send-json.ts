import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Failure } from '../faults.ts'
import type { Answer } from './ber-handler.ts'

export interface Times {
  /** Milliseconds until a late reply begins. */
  readonly lateMs: number
  /** Milliseconds between the bytes of a reply that drips. */
  readonly dropMs: number
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

/** Sends the answer, damaged on its way when the fault is of that kind. */
export async function sendJson(
  res: ServerResponse,
  { status, body }: Answer,
  fault: Failure | undefined,
  { lateMs, dropMs }: Times,
): Promise<void> {
  const text = JSON.stringify(body)
  const send = (whole: string | Buffer): void => void res.writeHead(status, JSON_TYPE).end(whole)
  switch (fault) {
    case 'nere':
      return void res.destroy()
    case 'sen':
      await pause(res, lateMs)
      return send(text)
    case 'html':
      return void res.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Underhåll</body></html>')
    case 'tomt':
      return void res.writeHead(200, JSON_TYPE).end()
    case 'avhugget':
      return send(text.slice(0, Math.floor(text.length / 2)))
    case 'avhugget-efter-rad':
      return send(text.slice(0, text.lastIndexOf('},{') + 1))
    case 'fel-teckenkodning':
      return send(Buffer.from(text, 'latin1'))
    case 'for-stort':
      res.writeHead(status, JSON_TYPE)
      // Ends when the reader has had enough.
      return pipeline(endless, res).catch(() => undefined)
    case 'droppar':
      res.writeHead(status, JSON_TYPE)
      for (const byte of Buffer.from(text)) {
        if (res.destroyed) return
        res.write(Buffer.of(byte))
        await pause(res, dropMs)
      }
      return void res.end()
    default:
      return send(text)
  }
}

function* endless(): Generator<string> {
  for (;;) yield ' '.repeat(256 * 1024)
}

/** Ends early when the caller has gone. */
function pause(res: ServerResponse, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      res.off('close', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    res.once('close', end)
  })
}
