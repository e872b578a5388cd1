// `npm test [pattern]`: all tests, the long campaigns in their short forms. `npm run test:campaigns [pattern]`: the campaigns
// whole. A campaign is a test file that imports test/support/campaign.ts, which picks its sizes; there is no other list.
// Both end with one line `N passed, N failed`. In the short form two test files run at a time; a whole campaign has the
// machine to itself.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfStale } from './build.js'

const root = join(import.meta.dirname, '..')
const jest = join(root, 'node_modules/jest/bin/jest.js')
const whole = process.argv[2] === '--campaigns'
const patterns = process.argv.slice(whole ? 3 : 2)
const env = { ...process.env, INSYN_CAMPAIGNS: whole ? 'whole' : 'short' }
const total = { passed: 0, failed: 0 }

buildIfStale()
const { cleanUpAtExit } = await import('../dist/simulators/watchdog.js')
const folder = mkdtempSync(join(tmpdir(), 'insyn-jest-'))
// Ends jest and its workers when this process is killed: the title that they share names the folder.
const cleanUp = cleanUpAtExit(folder)

for (const [name, projects] of [
  ['unit', ['unit', 'db']],
  ['hub', ['kafka', 'e2e']],
]) {
  const report = join(folder, `${name}.json`)
  const args = [`--title=${folder}`, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest]
  args.push(
    '--selectProjects',
    ...projects,
    whole ? '--runInBand' : '--maxWorkers=2',
    '--passWithNoTests',
    '--json',
    `--outputFile=${report}`,
  )
  if (whole) args.push('--runTestsByPath', ...campaigns())
  else if (patterns.length > 0) args.push('--testPathPatterns', ...patterns)
  const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] })
  count(report, status)
}
rmSync(folder, { recursive: true })
cleanUp()
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

function campaigns() {
  const chosen = new RegExp(patterns.join('|'))
  return ['src', 'test']
    .flatMap((part) => readdirSync(join(root, part), { recursive: true }).map((path) => join(root, part, path)))
    .filter((path) => path.endsWith('.test.ts') && /\/campaign\.ts'/.test(readFileSync(path, 'utf8')))
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
