import { connect } from 'node:net'

/** One answer as it came over the wire, headers and all. */
export function rawAnswer(
  base: string,
  token: string,
  path: string,
  body: object | undefined,
  method = 'POST',
): Promise<string> {
  const { hostname, port } = new URL(base)
  const text = body === undefined ? '' : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      ),
    )
    socket.setEncoding('utf8')
    socket.on('data', (piece: string) => (received += piece))
    socket.once('end', () => resolve(received))
    socket.once('error', reject)
  })
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const TRACE = /00-[0-9a-f]{32}-[0-9a-f]{16}-00/
const DATE = /^Date: .{29}$/m
const PERSON_ID = /(?<="personId":")[A-Za-z0-9_-]+/
const LOG_ID = /(?<="loggId":\[")[^"]+/

/** The same with what is different in every answer put aside: identities, the trace and the time; lengths stay. */
export const withoutIds = (answer: string): string =>
  answer
    .replace(UUID, (id) => 'x'.repeat(id.length))
    .replace(PERSON_ID, (id) => 'x'.repeat(id.length))
    .replace(TRACE, 'trace')
    .replace(LOG_ID, (id) => 'x'.repeat(id.length))
    .replace(DATE, 'Date: then')
