// Compiles into dist/ and puts what is not code beside it. `buildIfStale` is what start and test call: they must work on
// a fresh clone and cost nothing when nothing changed.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'

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

/** Without checking the types, which takes most of the time: `npm run check` does, and `npm run build`. */
export async function buildIfStale() {
  if (existsSync(stamp) && newest(SOURCES) <= statSync(stamp).mtimeMs) return
  await build('--noCheck')
}

export async function build(...options) {
  const begun = new Date()
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const args = [tsc, '-p', 'tsconfig.build.json', ...options]
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
  for (const folder of ['src', 'simulators']) copyAssets(join(root, folder), join(dist, folder))
  for (const folder of ['migrations', 'config/schema']) {
    rmSync(join(dist, folder), { recursive: true, force: true })
    cpSync(join(root, folder), join(dist, folder), { recursive: true })
  }
  await bundleProgram()
  writeFileSync(stamp, '')
  // What was saved while the compiler ran is newer than what it read.
  utimesSync(stamp, begun, begun)
}

/**
 * The program in a few files rather than some 2,600, which every command would open and compile before it does anything.
 * What is loaded only when it is needed stays apart; kafkajs stays as it is, since a part of it is corrected by its path.
 */
async function bundleProgram() {
  const [from, out] = [join(root, 'src'), join(dist, 'src')]
  for (const name of readdirSync(out).filter((name) => name.startsWith('part-'))) rmSync(join(out, name))
  await bundle({
    entryPoints: {
      main: join(from, 'main.ts'),
      // For a process that runs one command after another, as the tests do.
      commands: join(from, 'cli/cli.ts'),
      'sync-thread': join(from, 'hub/sync-threads/sync-thread.ts'),
    },
    outdir: out,
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    external: ['kafkajs', 'pg-native'],
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'\nconst require = requireOf(import.meta.url)",
    },
    plugins: [{ name: 'own-folders', setup: keepFolders(from) }],
    logLevel: 'warning',
  })
}

/** Each of our files goes on to find what lies beside it, though all of them run from one folder. */
const keepFolders = (from) => (build) =>
  build.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
    const file = relative(from, path).replaceAll('\\', '/')
    const places = {
      dirname: `(import.meta.dirname + '/${dirname(file)}')`,
      url: `new URL('./${file}', import.meta.url)`,
    }
    const contents = readFileSync(path, 'utf8').replaceAll(/import\.meta\.(dirname|url)/g, (_, what) => places[what])
    return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' }
  })

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

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
