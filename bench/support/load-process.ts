import { connect, type Socket } from 'node:net'
import { answerPeer } from './ipc.ts'
import { quantile } from './numbers.ts'

export interface Load {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  readonly token: string
  /** Sent in turn, one at a time on each connection. */
  readonly bodies: readonly string[]
}

export interface LoadResult {
  readonly answers: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

/**
 * Keeps each connection busy with one request after the other. Bare sockets and finished bytes, so that the generator
 * takes as little as possible of the cores that it shares with what it measures. Any status but 200 ends it.
 */
async function run({ url, connections, seconds, token, bodies }: Load): Promise<LoadResult> {
  const { hostname, port, pathname } = new URL(url)
  const requests = bodies.map((body) =>
    Buffer.from(
      `POST ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  )
  let next = 0
  const nextRequest = (): Buffer => requests[next++ % requests.length] ?? Buffer.alloc(0)
  const times: number[] = []
  const start = performance.now()
  const until = start + seconds * 1000
  await Promise.all(
    Array.from({ length: connections }, () => keepBusy(connect(Number(port), hostname), nextRequest, until, times)),
  )
  const took = (performance.now() - start) / 1000
  return {
    answers: times.length,
    perSecond: times.length / took,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  }
}

function keepBusy(socket: Socket, nextRequest: () => Buffer, until: number, times: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0
    let received: Buffer = Buffer.alloc(0)
    const send = (): void => {
      sent = performance.now()
      socket.write(nextRequest())
    }
    socket.setNoDelay()
    socket.once('connect', send)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the server closed a connection')))
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const whole = answerLength(received)
      if (whole === undefined || received.length < whole) return
      if (!received.subarray(0, 15).toString('latin1').startsWith('HTTP/1.1 200 ')) {
        return void socket.destroy(new Error(received.toString('utf8', 0, 2_000)))
      }
      const now = performance.now()
      times.push(now - sent)
      received = received.subarray(whole)
      if (now < until) return send()
      socket.removeAllListeners('close').end()
      resolve()
    })
  })
}

function answerLength(received: Buffer): number | undefined {
  const end = received.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const length = /\r\ncontent-length: (\d+)/i.exec(received.toString('latin1', 0, end))?.[1]
  return length === undefined ? undefined : end + 4 + Number(length)
}

answerPeer(run, () => Promise.resolve())
