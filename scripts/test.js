// `npm test [pattern]`: all tests, then one line `N passed, N failed`. Those that start brokers or whole hubs have the machine
// to themselves.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfStale } from './build.js'

const root = join(import.meta.dirname, '..')
const jest = join(root, 'node_modules/jest/bin/jest.js')
const patterns = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'insyn-jest-'))
const total = { passed: 0, failed: 0 }

buildIfStale()
for (const [name, ...options] of [
  ['unit', 'db'],
  ['kafka', '--runInBand'],
  ['e2e', '--runInBand'],
]) {
  const projects = [name, ...options.filter((option) => !option.startsWith('--'))]
  const flags = options.filter((option) => option.startsWith('--'))
  const report = join(folder, `${name}.json`)
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest]
  args.push('--selectProjects', ...projects, ...flags, '--passWithNoTests', '--json', `--outputFile=${report}`)
  if (patterns.length > 0) args.push('--testPathPatterns', ...patterns)
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  count(report, status)
}
rmSync(folder, { recursive: true })
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

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
