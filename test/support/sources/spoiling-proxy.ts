import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Passing {
  /** The body of the request, which names what is asked for. */
  readonly asked: string
  readonly body: string
}

/** What becomes of an answer; a number: only so many of its bytes come, and then the connection ends. */
export type Spoil = (answer: Passing) => string | number

export interface SpoilingProxy {
  /** The address of the source behind it, with the same path and query. */
  readonly url: string
  /** Undefined: every answer passes as it is. A promise holds the answer back. */
  spoil: Spoil | ((answer: Passing) => Promise<string | number>) | undefined
  /** Answers that did not pass as they were. */
  spoilt: number
  stop(): Promise<void>
}

/** Stands between the hub and a simulated source, and spoils its answers on their way. */
export async function startSpoilingProxy(source: string): Promise<SpoilingProxy> {
  const behind = new URL(source)
  const server = createServer((req, res) => {
    const asked: Buffer[] = []
    req.on('data', (part: Buffer) => asked.push(part))
    req.on('end', () => {
      const headers = { ...req.headers, host: behind.host }
      const onward = forward({ port: behind.port, host: behind.hostname, path: req.url, method: req.method, headers })
      onward.on('response', (reply) => {
        const parts: Buffer[] = []
        reply.on('data', (part: Buffer) => parts.push(part))
        const pass = async () => {
          const whole = Buffer.concat(parts)
          const answer = { asked: Buffer.concat(asked).toString(), body: whole.toString() }
          const spoilt = (await proxy.spoil?.(answer)) ?? answer.body
          if (spoilt !== answer.body) proxy.spoilt++
          const bytes = typeof spoilt === 'number' ? whole : Buffer.from(spoilt)
          res.writeHead(reply.statusCode ?? 500, {
            'content-type': reply.headers['content-type'] ?? '',
            'content-length': bytes.length,
          })
          if (typeof spoilt !== 'number') res.end(bytes)
          else res.write(bytes.subarray(0, spoilt), () => res.destroy())
        }
        reply.on('end', () => void pass())
      })
      onward.on('error', () => res.destroy())
      onward.end(Buffer.concat(asked))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const proxy: SpoilingProxy = {
    url: `http://127.0.0.1:${port}${behind.pathname}${behind.search}`,
    spoil: undefined,
    spoilt: 0,
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
  return proxy
}
