// Compiles into dist/ and puts what is not code beside it. `buildIfStale` is what start and test call: they must work on
// a fresh clone and cost nothing when nothing changed.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const stamp = join(dist, '.built')
const SOURCES = [
  'src',
  'simulators',
  'bench',
  'client',
  'migrations',
  'config/schema',
  'package-lock.json',
  'tsconfig.build.json',
]

export function buildIfStale() {
  if (existsSync(stamp) && newest(SOURCES) <= statSync(stamp).mtimeMs) return
  build()
}

export function build() {
  const begun = new Date()
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
  for (const folder of ['src', 'simulators']) copyAssets(join(root, folder), join(dist, folder))
  for (const folder of ['migrations', 'config/schema']) {
    rmSync(join(dist, folder), { recursive: true, force: true })
    cpSync(join(root, folder), join(dist, folder), { recursive: true })
  }
  writeFileSync(stamp, '')
  // What was saved while the compiler ran is newer than what it read.
  utimesSync(stamp, begun, begun)
}

function copyAssets(from, to) {
  cpSync(from, to, { recursive: true, filter: (path) => !/\.tsx?$/.test(path) })
}

function newest(paths) {
  return Math.max(
    ...paths.map((path) => {
      const full = join(root, path)
      const found = statSync(full)
      if (!found.isDirectory()) return found.mtimeMs
      return Math.max(
        found.mtimeMs,
        ...readdirSync(full, { recursive: true }).map((name) => statSync(join(full, name)).mtimeMs),
      )
    }),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build()
