import { afterEach } from '@jest/globals'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

/** A peer on a free loopback port until the test is over. */
export async function peer(svara: (req: IncomingMessage, res: ServerResponse) => unknown): Promise<string> {
  const server = createServer((req, res) => void svara(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stangningar.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const adress = server.address()
  if (adress === null || typeof adress === 'string') throw new Error('no port')
  return `http://127.0.0.1:${adress.port}/`
}

const stangningar: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(stangningar.splice(0).map((stang) => stang()))
})

export const kropp = (req: IncomingMessage): Promise<string> => text(req)

/** Everything that an error could carry into a log: message, stack and all that hangs on it or on its causes. */
export function allaTexter(error: unknown): string {
  const sedda = new Set<unknown>()
  const samla = (varde: unknown): string => {
    if (typeof varde === 'function' || sedda.has(varde)) return ''
    if (typeof varde !== 'object' || varde === null) return String(varde)
    sedda.add(varde)
    return Reflect.ownKeys(varde)
      .map((nyckel) => `${String(nyckel)}=${samla((varde as Record<PropertyKey, unknown>)[nyckel])}`)
      .join('\n')
  }
  return samla(error)
}

/** What the promise was rejected with. */
export async function felet(lofte: Promise<unknown>): Promise<unknown> {
  try {
    await lofte
  } catch (error) {
    return error
  }
  throw new Error('no error came')
}
