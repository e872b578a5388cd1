import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test } from '@jest/globals'
import { until } from '../test/support/until.ts'
import { createLog, type LogFields } from './log.ts'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A process that reads a pipe, and what it has read. */
function reader() {
  const child = spawn('cat', { stdio: ['pipe', 'pipe', 'ignore'] })
  children.push(child)
  let read = ''
  child.stdout.on('data', (chunk: Buffer) => (read += chunk.toString()))
  const lines = () =>
    read
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { message: string; level: string; count?: number; [name: string]: unknown })
  return { child, pipe: child.stdin, lines }
}

test('a line is one JSON object with level, time and event, and no field takes their place', async () => {
  const { pipe, lines } = reader()
  const log = createLog('warn', pipe)
  log.info('too-low')
  log.warn('told', { level: 'x', message: 'y', timestamp: 'z', count: 3, stack: 's' })
  await until(() => lines().length === 1)
  expect(lines()).toEqual([{ level: 'warn', message: 'told', timestamp: expect.any(String), count: 3, stack: 's' }])
})

test('what is handed in against its type is redacted all the same, and never throws', async () => {
  const { pipe, lines } = reader()
  const log = createLog('info', pipe)
  const fields = {
    error: new Error('no person 570428-9999'),
    '195704289999': 'a name',
    headers: { authorization: 'Bearer prov-7731' },
    get broken(): string {
      throw new Error('570428-9999')
    },
  } as unknown as LogFields
  log.error('failed 195704289999', fields)
  await until(() => lines().length === 1)
  const text = JSON.stringify(lines())
  expect(text).not.toMatch(/9999|prov-7731/)
  expect(lines()[0]).toMatchObject({ message: 'failed [number]', '[number]': 'a name', broken: '[unreadable]' })
})

test('a reader that stalls costs lines, which are counted when it reads again, and neither time nor memory', async () => {
  const { child, pipe, lines } = reader()
  const log = createLog('info', pipe)
  child.kill('SIGSTOP')
  const text = 'x'.repeat(1_000)
  const begun = process.cpuUsage().user
  for (let index = 0; index < 5_000; index++) log.info('many', { index, text })
  expect(pipe.writableLength).toBeLessThan(1_100_000)
  expect(process.cpuUsage().user - begun).toBeLessThan(20_000_000)
  child.kill('SIGCONT')
  await until(() => lines().some(({ message }) => message === 'log-lines-dropped'))
  const told = lines().find(({ message }) => message === 'log-lines-dropped')?.count ?? 0
  expect(told).toBeGreaterThan(1_000)
  expect(lines().filter(({ message }) => message === 'many').length + told).toBe(5_000)
  log.info('after')
  await until(() => lines().at(-1)?.message === 'after')
})

test('a reader that goes away ends nothing', async () => {
  const { child, pipe } = reader()
  const log = createLog('info', pipe)
  child.kill('SIGKILL')
  await once(child, 'exit')
  for (let round = 0; round < 3; round++) {
    log.info('nobody-reads')
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(pipe.destroyed || pipe.errored !== null || pipe.writableLength > 0).toBe(true)
})
