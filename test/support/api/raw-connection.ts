import { once } from 'node:events'
import { connect } from 'node:net'
import { until } from '../until.ts'

/** One answer on a connection, with the moment (`performance.now()`) at which its head came. */
export interface PlainAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
  readonly at: number
}

const HEAD = /^HTTP\/1\.1 (\d{3}) [^\r]*\r\n(?:[^\r]+\r\n)*\r\n/

/** A connection on which a test writes bytes when it likes; answers with a Content-Length are taken apart. */
export async function rawConnection(base: string) {
  const { hostname, port } = new URL(base)
  // Half-open, as a client is that goes on sending after the answer.
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
  socket.setNoDelay(true).setEncoding('latin1')
  const answers: PlainAnswer[] = []
  let received = ''
  let failure: string | undefined
  let ended = false
  socket.on('error', (error: NodeJS.ErrnoException) => (failure = error.code ?? error.message))
  socket.on('end', () => (ended = true))
  socket.on('data', (piece: string) => {
    const at = performance.now()
    received += piece
    for (;;) {
      const [head = '', status] = HEAD.exec(received) ?? []
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (head === '' || received.length < head.length + length) return
      const body = Buffer.from(received.slice(head.length, head.length + length), 'latin1').toString()
      answers.push({ status: Number(status), head, body, at })
      received = received.slice(head.length + length)
    }
  })
  await once(socket, 'connect')
  return {
    answers,
    write: (bytes: string | Buffer) => socket.write(bytes),
    end: () => socket.end(),
    /** What broke the connection, if anything did. */
    failure: () => failure,
    ended: () => ended,
    /** Resolves when so many answers have come. */
    async until(count: number): Promise<readonly PlainAnswer[]> {
      await until(() => answers.length >= count)
      return answers
    },
    untilEnded: () => until(() => ended || failure !== undefined),
    stop: () => void socket.destroy(),
  }
}
