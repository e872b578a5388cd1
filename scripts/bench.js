// `npm run bench [reader|sync|lookup|log …] [-- --full]`: prints ratios, each between things measured in one run. Small
// sizes without --full. Never a test: nothing here passes or fails.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './build.js'

const root = join(import.meta.dirname, '..')
const args = process.argv.slice(2)
const flags = args.filter((arg) => arg.startsWith('--'))
const named = args.filter((arg) => !arg.startsWith('--'))
const all = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
const unknown = named.find((name) => !all.includes(name))

if (unknown !== undefined || flags.some((flag) => flag !== '--full' && flag !== '--json')) {
  console.error(`npm run bench [${all.join('|')}] [-- --full --json]`)
  process.exit(2)
}
await buildIfStale()
for (const name of named.length > 0 ? named : all) {
  console.log(`\n${name}`)
  const program = [join(root, 'dist/bench', `${name}.js`), ...flags]
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', ...program], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
