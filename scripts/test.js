// `npm test [pattern]`: all tests, the long campaigns in their short forms. `npm run test:campaigns [pattern]`: the campaigns
// whole. A campaign is a test file that imports test/support/campaign.ts, which picks its sizes; there is no other list. Of its tests
// those without a size (`unsized`) run in their one form by `npm test` alone.
// Both end with one line `N passed, N failed`. On the two cores that both are made for four test files run at a time, or three whole
// campaigns, since each waits now and then; a campaign that measures times, by `undisturbed` of that file, has the machine to itself when
// it runs whole.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfStale } from './build.js'
import { isCampaign } from './test-order.js'

const root = join(import.meta.dirname, '..')
const jest = join(root, 'node_modules/jest/bin/jest.js')
const whole = process.argv[2] === '--campaigns'
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
  const chosen = campaigns()
  const alone = chosen.filter((path) => /\bundisturbed\(/.test(readFileSync(path, 'utf8')))
  const others = chosen.filter((path) => !alone.includes(path))
  if (others.length > 0) run('whole', '--maxWorkers=3', '--runTestsByPath', ...others)
  if (alone.length > 0) run('undisturbed', '--runInBand', '--runTestsByPath', ...alone)
} else
  run(
    'short',
    '--maxWorkers=4',
    '--passWithNoTests',
    ...(patterns.length > 0 ? ['--testPathPatterns', ...patterns] : []),
  )
rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
cleanUp()
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

/** One run of jest, with the campaigns in this form (test/support/campaign.ts). */
function run(form, ...chosen) {
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const node = [`--title=${folder}`, `--import=${join(root, 'test/support/jest/register.js')}`]
  const flags = form === 'undisturbed' ? [] : SHORT_LIVED
  const args = [...node, ...flags, jest, '--json', `--outputFile=${report}`, ...chosen]
  const env = { ...process.env, TMPDIR: folder, INSYN_CAMPAIGNS: form }
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

function campaigns() {
  const chosen = new RegExp(patterns.join('|'))
  return ['src', 'test']
    .flatMap((part) => readdirSync(join(root, part), { recursive: true }).map((path) => join(root, part, path)))
    .filter((path) => path.endsWith('.test.ts') && isCampaign(path))
    .filter((path) => chosen.test(path))
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
