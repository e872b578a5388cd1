import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach } from '@jest/globals'

/** A peer on a free loopback port until the test is over. */
export async function peer(answer: (req: IncomingMessage, res: ServerResponse) => unknown): Promise<string> {
  const server = createServer((req, res) => void answer(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closings.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/`
}

const closings: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closings.splice(0).map((close) => close()))
})

export const body = (req: IncomingMessage): Promise<string> => text(req)

/** Everything that an error could carry into a log: message, stack and all that hangs on it or on its causes. */
export function allTexts(error: unknown): string {
  const seen = new Set<unknown>()
  const gather = (value: unknown): string => {
    if (typeof value === 'function' || seen.has(value)) return ''
    if (typeof value !== 'object' || value === null) return String(value)
    seen.add(value)
    return Reflect.ownKeys(value)
      .map((key) => `${String(key)}=${gather((value as Record<PropertyKey, unknown>)[key])}`)
      .join('\n')
  }
  return gather(error)
}

/** What the promise was rejected with. */
export async function error(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('no error came')
}
