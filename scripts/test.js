// `npm test [pattern]`: all tests, the long campaigns in their short forms. `npm test -- --whole [pattern]`: the same with the campaigns
// whole. `npm run test:campaigns [pattern]`: those alone. A campaign is a test file that imports test/support/campaign.ts, which picks
// its sizes; there is no other list.
// All end with one line `N passed, N failed`. On the two cores that they are made for four test files run at a time, or three with whole
// campaigns, since each waits now and then; a campaign that measures times, by `undisturbed` of that file, has the machine to itself when
// it runs whole.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfStale } from './build.js'

const root = join(import.meta.dirname, '..')
const jest = join(root, 'node_modules/jest/bin/jest.js')
const campaignsOnly = process.argv[2] === '--campaigns'
const whole = campaignsOnly || process.argv[2] === '--whole'
const patterns = process.argv.slice(whole ? 3 : 2)
const total = { passed: 0, failed: 0 }
/** Most of what a test runs it runs once: little is worth compiling to fast code, and much is thrown away young. Workers inherit it. */
const SHORT_LIVED = ['--interrupt-budget=600000', '--max-semi-space-size=64', '--single-threaded-gc']

await buildIfStale()
const { cleanUpAtExit } = await import('../dist/simulators/watchdog.js')
// All that tests leave behind goes with it, and jest and its workers when this process is killed: the title that they share names it.
const folder = mkdtempSync(join(process.env.TMPDIR ?? roomInMemory() ?? tmpdir(), 'insyn-'))
const cleanUp = cleanUpAtExit(folder)
// Databases are another user's.
chmodSync(folder, 0o711)

if (whole) {
  run('whole', '--maxWorkers=3')
  run('undisturbed', '--runInBand')
} else run('short', '--maxWorkers=4')
rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
cleanUp()
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

/** One run of jest, with the campaigns in this form (test/support/campaign.ts). */
function run(form, workers) {
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const node = [`--title=${folder}`, `--import=${join(root, 'test/support/jest/register.js')}`]
  const flags = form === 'undisturbed' ? [] : SHORT_LIVED
  const chosen = [
    `--filter=${join(root, 'scripts/test-choice.js')}`,
    ...(patterns.length > 0 ? ['--testPathPatterns', ...patterns] : []),
  ]
  const args = [...node, ...flags, jest, '--json', `--outputFile=${report}`, '--passWithNoTests', workers, ...chosen]
  const env = {
    ...process.env,
    TMPDIR: folder,
    INSYN_CAMPAIGNS: form,
    INSYN_TESTS: campaignsOnly ? 'campaigns' : 'all',
  }
  const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] })
  count(report, status)
}

/** For the databases and brokers, which else wait for the disk; not where there is little, or where no program may lie. */
function roomInMemory() {
  const [folder, needed] = ['/dev/shm', 8 * 2 ** 30]
  const mounts = existsSync('/proc/mounts') ? readFileSync('/proc/mounts', 'utf8').split('\n') : []
  const [, , , options = 'noexec'] = mounts.map((line) => line.split(' ')).findLast(([, at]) => at === folder) ?? []
  if (options.split(',').includes('noexec')) return undefined
  const { bavail, bsize } = statfsSync(folder)
  return Math.min(bavail * bsize, freemem()) > needed ? folder : undefined
}

function count(report, status) {
  try {
    const outcome = JSON.parse(readFileSync(report, 'utf8'))
    total.passed += outcome.numPassedTests
    // A file that does not load has no tests to fail.
    total.failed += outcome.numFailedTests + outcome.numRuntimeErrorTestSuites
    if (status !== 0 && outcome.success) total.failed++
  } catch {
    total.failed++
  }
}
