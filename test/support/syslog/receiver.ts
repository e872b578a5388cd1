import type { AddressInfo } from 'node:net'
import { createServer, type TlsOptions, type TLSSocket } from 'node:tls'

/** An event as a receiver reads it, by the grammar of RFC 5424, section 6. */
export interface ReceivedEvent {
  readonly priority: number
  readonly time: string
  readonly host: string
  readonly app: string
  readonly process: string
  readonly kind: string
  readonly element: string
  readonly parameters: readonly (readonly [string, string])[]
  readonly text: string
}

const NAME = '[\\x21\\x23-\\x3c\\x3e-\\x5c\\x5e-\\x7e]{1,32}'
const VALUE = '(?:[^"\\\\\\]]|\\\\["\\\\\\]])*'
const HEADER = new RegExp(
  '^<([1-9]\\d{0,2})>1 (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?Z) ([\\x21-\\x7e]{1,255}) ' +
    '([\\x21-\\x7e]{1,48}) ([\\x21-\\x7e]{1,128}) ([\\x21-\\x7e]{1,32}) ' +
    `\\[(${NAME})((?: ${NAME}="${VALUE}")*)\\] \\ufeff(.*)$`,
  'su',
)
const PARAMETER = new RegExp(` (${NAME})="(${VALUE})"`, 'gu')

/** Throws for what is not exactly that. */
export function parseSyslog(message: string): ReceivedEvent {
  const found = HEADER.exec(message)
  if (found === null) throw new Error(`not a message of RFC 5424: ${message.slice(0, 200)}`)
  const [, priority, time = '', host = '', app = '', process = '', kind = '', element = '', data = '', text = ''] =
    found
  const parameters = [...data.matchAll(PARAMETER)].map(
    ([, name = '', value = '']) => [name, value.replace(/\\(["\\\]])/g, '$1')] as const,
  )
  return { priority: Number(priority), time, host, app, process, kind, element, parameters, text }
}

/** The whole frames of RFC 5425 in what one connection brought. */
function messagesOf(bytes: Buffer): string[] {
  const messages: string[] = []
  for (let rest = bytes; rest.length > 0;) {
    const space = rest.indexOf(0x20)
    const length = /^[1-9]\d{0,4}$/.exec(rest.subarray(0, Math.max(space, 0)).toString('latin1'))?.[0]
    if (length === undefined) throw new Error('not a frame of RFC 5425')
    const end = space + 1 + Number(length)
    if (end > rest.length) return messages
    messages.push(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rest.subarray(space + 1, end)))
    rest = rest.subarray(end)
  }
  return messages
}

/**
 * A receiver on a socket of its own. `take` may do what it likes with a connection, before its data is looked at; true: it is
 * then not listened to.
 */
export async function startSyslogReceiver(
  tls: TlsOptions,
  take: (socket: TLSSocket) => boolean = () => false,
): Promise<SyslogReceiver> {
  const events: ReceivedEvent[] = []
  const sockets = new Set<TLSSocket>()
  const server = createServer({ minVersion: 'TLSv1.2', ...tls }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    if (take(socket)) return
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('end', () => events.push(...messagesOf(Buffer.concat(chunks)).map(parseSyslog)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export interface SyslogReceiver {
  readonly address: string
  readonly events: readonly ReceivedEvent[]
  stop(): Promise<void>
}
