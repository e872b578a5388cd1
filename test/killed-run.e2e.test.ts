import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, test } from '@jest/globals'
import { hasJava } from '../simulators/kafka/jars.ts'

/*
 * `npm test` in a process of its own, with a folder of its own for all that tests start, so that each of their processes
 * can be told by its command line.
 */
const SCRIPT = join(import.meta.dirname, '../scripts/test.js')
const SECOND = 1_000
let folder: string

beforeEach(() => {
  // A short name: the path of a socket has room for some hundred characters.
  folder = mkdtempSync(join(tmpdir(), 'k-'))
  // PostgreSQL does not run as root.
  chmodSync(folder, 0o755)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const processes = () =>
  execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((args) => args.includes(folder))

async function until(reached: () => boolean, ms: number): Promise<void> {
  for (const end = Date.now() + ms; !reached(); await delay(50))
    if (Date.now() > end) throw new Error(`not reached in time; running:\n${processes().join('\n')}`)
}

const POSTGRES = /bin\/postgres -D/
const JVM = /^java .*kafka\.Kafka/
const HUB = /main\.js start/

test.each([
  ['the database tests', 'test/avtal.db', [POSTGRES]],
  // More than one file: jest then runs them in processes of their own.
  hasJava()
    ? ['the tests of whole hubs and of the bus', 'test/lookup.e2e|bus/relay.kafka', [HUB, JVM, POSTGRES]]
    : ['the tests of whole hubs', 'test/(lookup|policy).e2e', [HUB, POSTGRES]],
] as const)(
  'when a run of %s is killed, all that it had started ends within seconds and leaves no files',
  async (_, pattern, started) => {
    const env = { ...process.env, TMPDIR: folder, KAFKA_BROKERS: undefined }
    const run = spawn(process.execPath, [SCRIPT, pattern], { env, stdio: 'ignore' })
    const runs = (program: RegExp) => processes().some((args) => program.test(args))
    try {
      await until(() => started.every(runs), 60 * SECOND)
    } finally {
      run.kill('SIGKILL')
      await once(run, 'exit')
    }
    await until(() => processes().length === 0, 10 * SECOND)
    await until(() => readdirSync(folder).every((name) => !name.startsWith('insyn-')), 5 * SECOND)
  },
  90 * SECOND,
)
