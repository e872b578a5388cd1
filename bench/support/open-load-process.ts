import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { answerPeer } from './ipc.ts'
import { median, quantile } from './numbers.ts'

export interface OpenLoad {
  readonly url: string
  readonly perSecond: number
  readonly seconds: number
  readonly token: string
  readonly bodies: readonly string[]
}

export interface OpenLoadResult {
  readonly answers: number
  readonly p50: number
  readonly p99: number
  readonly slowest: number
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

/**
 * Asks at set times, whether or not what was asked before has been answered: a lookup that waits makes nobody else wait, and is
 * counted from when it was due. Any status but 200 ends it.
 */
async function run({ url, perSecond, seconds, token, bodies }: OpenLoad): Promise<OpenLoadResult> {
  const times: number[] = []
  const asked: Promise<void>[] = []
  const start = performance.now()
  for (let count = 0; count < perSecond * seconds; count++) {
    const due = start + (count * 1_000) / perSecond
    await delay(Math.max(0, due - performance.now()))
    asked.push(
      ask(url, token, bodies[count % bodies.length] ?? '').then(() => void times.push(performance.now() - due)),
    )
  }
  await Promise.all(asked)
  return { answers: times.length, p50: median(times), p99: quantile(times, 0.99), slowest: Math.max(...times) }
}

const ask = (url: string, token: string, body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = {
      ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      'content-length': Buffer.byteLength(body),
    }
    request(url, { agent, method: 'POST', headers }, (answer) => {
      answer.resume().once('end', () => resolve())
      if (answer.statusCode !== 200) reject(new Error(`a lookup was answered ${answer.statusCode}`))
    })
      .once('error', reject)
      .end(body)
  })

answerPeer(run, () => Promise.resolve())
