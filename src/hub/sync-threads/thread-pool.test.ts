import { afterEach, expect, test } from '@jest/globals'
import { createLoginGuard } from '../../platform/login-guard.ts'
import { createRooms } from '../../sync/budget.ts'
import type { Round } from '../../sync/run-frame.ts'
import type { ReadScope } from '../../sync/source.ts'
import { createThreadPool, type ThreadPool } from './thread-pool.ts'

const BROMMA: ReadScope = { source: 'paraplyet', stadsdel: 'bromma', mangder: new Set(['beslut']) }
const job: Round['job'] = { scopes: [], kind: 'fullstandig', trigger: 'prov' }
const enter = createRooms({ paraplyet: 1 })
const attempts: string[] = []
const guard = createLoginGuard(() => new Date())
let threads: ThreadPool
afterEach(() => threads.close())

/** Threads that run this text, with `port` and the text `done` that ends a run well. */
function threadsOf(text: string, most = 1): ThreadPool {
  const program = `import { parentPort as port } from 'node:worker_threads'
    const done = () => port.postMessage({ done: undefined })
    port.on('message', (message) => { if ('close' in message) port.close() })
    port.on('message', (message) => { ${text} })`
  return (threads = createThreadPool({
    program: new URL(`data:text/javascript,${encodeURIComponent(program)}`),
    ...{ most, heapMb: 32 },
    settings: {
      config: { synk: {} as never },
      ...{ manifests: [], address: { url: 'postgresql://nowhere/at-all' }, stateFolder: '/nowhere' },
    },
    once: {
      enter,
      guardOf: () => ({
        attempt: (what, part) => {
          attempts.push(what)
          return guard.attempt(what, part)
        },
      }),
      paceOf: () => ({
        turn: (service, { what }) => {
          attempts.push(`${what} to ${service}`)
          return Promise.resolve()
        },
        obey: (service, { statusCode, headers }) =>
          void attempts.push(`${service} ${statusCode} ${String(headers['retry-after'])}`),
      }),
      sessionOf: () => ({ take: async () => 'session-1', forget: (session) => void attempts.push(`gone ${session}`) }),
    },
    keys: { generations: () => [1] },
    log: { info: () => undefined, warn: (event) => void attempts.push(event), error: () => undefined },
  }))
}

const round = (): Round => ({
  job,
  liftedFlags: { lifted: () => undefined, withheld: () => undefined },
  watch: () => undefined,
  stop: new AbortController().signal,
})
const run = (scope = BROMMA) => threads.run(round(), scope)
const end = (scope: ReadScope) => run(scope).catch((error: unknown) => (error as { code?: string }).code)
const ending = (how: string): ReadScope => ({ ...BROMMA, stadsdel: how })

test.each([
  ['ends its process', 'process.exit(3)'],
  ['throws', "setImmediate(() => { throw new Error('199304232383') })"],
  ['rejects unheard', "void Promise.reject(new Error('199304232383'))"],
  ['needs more memory than there is', 'const all = []; for (;;) all.push(new Array(1e5).fill(1.5))'],
])('a thread that %s costs the run that it had, and the next run gets another thread', async (_, text) => {
  threadsOf(`if (message.run?.stadsdel === 'ends') { ${text} } else if (message.run) done()`)
  expect(await end(BROMMA)).toBeUndefined()
  const [lost, waited] = await Promise.all([end(ending('ends')), end(BROMMA)])
  expect([lost, waited, await end(BROMMA)]).toEqual(['KORNING_FORLORAD', undefined, undefined])
})

test('what a thread was given goes back when the thread ends: a room of the budget, and its turn at the login', async () => {
  threadsOf(`
    if (message.run) {
      port.postMessage({ ask: 1, wanted: { room: { source: 'paraplyet', stadsdel: 'bromma' } } })
      globalThis.stadsdel = message.run.stadsdel
    }
    if (message.answer === 1) port.postMessage({ ask: 2, wanted: { login: { source: 'paraplyet' }, what: 'login' } })
    if (message.answer === 2) stadsdel === 'ends' ? process.exit(3) : (port.postMessage({ over: 2 }), done())`)
  expect([await end(ending('ends')), await end(BROMMA)]).toEqual(['KORNING_FORLORAD', undefined])
  expect(attempts.splice(0)).toEqual(['login', 'login'])
})

test('a thread has the session that the process holds, says that it is gone, and logs through the process', async () => {
  threadsOf(`
    if (message.run) port.postMessage({ ask: 1, wanted: { session: { source: 'paraplyet', stadsdel: 'bromma' } } })
    if (message.answer) {
      port.postMessage({ sessionGone: message.text, account: { source: 'paraplyet', stadsdel: 'bromma' } })
      port.postMessage({ log: 'warn', event: 'said' })
      done()
    }`)
  await run()
  expect(attempts.splice(0)).toEqual(['gone session-1', 'said'])
})

test('no more runs at the same time than there are threads, and a stop reaches the run that is under way', async () => {
  threadsOf(
    'globalThis.runs ??= 0; if (message.run && ++runs > 1) throw new Error(); if (message.stop) { runs--; done() }',
  )
  const stop = new AbortController()
  const both = [
    threads.run({ ...round(), stop: stop.signal }, BROMMA),
    threads.run({ ...round(), stop: stop.signal }, BROMMA),
  ]
  stop.abort()
  expect(await Promise.all(both)).toEqual([undefined, undefined])
})

test('a thread asks a service in its turn among all requests of the process, which also hears when to come again', async () => {
  threadsOf(`
    const account = { source: 'agresso' }
    if (message.run) port.postMessage({ ask: 1, wanted: { turn: account, service: 'a', what: 'read', deadlineMs: 1_000 } })
    if (message.answer) {
      port.postMessage({ obey: account, service: 'a', reply: { statusCode: 429, headers: { 'retry-after': '7' } } })
      done()
    }`)
  await run()
  expect(attempts.splice(0)).toEqual(['read to a', 'a 429 7'])
})
