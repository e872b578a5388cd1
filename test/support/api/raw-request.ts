import { Agent, request } from 'node:http'

export interface RawAnswer {
  readonly status: number
  readonly type: string
  /** Status line, headers and body as they came, one after the other. */
  readonly all: string
  readonly body: string
}

/** Sends the path as it is: nothing between normalises it. Rejects when there is no answer within five seconds. */
export function createSender(base: string) {
  const { hostname, port } = new URL(base)
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const send = (method: string, path: string, headers: Record<string, string>, body?: string) =>
    new Promise<RawAnswer>((resolve, reject) => {
      const sent = request({ hostname, port, method, path, headers, agent, timeout: 5_000 }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString()
          const { statusCode = 0, headers: given, rawHeaders } = answer
          resolve({
            status: statusCode,
            type: given['content-type'] ?? '',
            body: text,
            all: `${rawHeaders.join('\n')}\n${text}`,
          })
        })
      })
      sent.on('timeout', () => sent.destroy(new Error(`${method} hangs`)))
      sent.on('error', reject)
      sent.end(body)
    })
  return { send, stop: () => agent.destroy() }
}
