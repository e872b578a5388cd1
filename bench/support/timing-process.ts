import { Agent, request } from 'node:http'
import { answerPeer } from './ipc.ts'

export interface Timing {
  readonly url: string
  readonly token: string
  readonly connections: number
  /** Asked in this order, each when a connection is free. */
  readonly bodies: readonly string[]
}

/** Milliseconds from the whole request being handed over to the last byte of each answer, in the order of the bodies. */
async function run({ url, token, connections, bodies }: Timing): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, noDelay: true })
  const times: number[] = []
  let next = 0
  const worker = async () => {
    for (let i = next++; i < bodies.length; i = next++) times[i] = await ask(agent, url, token, bodies[i] ?? '')
  }
  await Promise.all(Array.from({ length: connections }, worker))
  agent.destroy()
  return times
}

function ask(agent: Agent, url: string, token: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const start = performance.now()
    const asked = request(url, { agent, method: 'POST', headers }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`))
      answer.resume().once('end', () => resolve(performance.now() - start))
    })
    asked.once('error', reject)
    asked.end(body)
  })
}

answerPeer(run, () => Promise.resolve())
