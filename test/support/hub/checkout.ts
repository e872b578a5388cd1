import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { cleanUpAtExit } from '../../../simulators/watchdog.ts'

const ROOT = join(import.meta.dirname, '../../..')
/** `nobody`: exists everywhere, and owns nothing of ours. */
const NOBODY = 65_534

/** A process that `npm` was told to run, with all that it started in one process group. */
export interface NpmProcess {
  readonly out: () => string
  readonly err: () => string
  /** Resolves with the first group of the pattern once it is in what was written to the terminal. */
  until(pattern: RegExp): Promise<string>
  /** To everything in the group, as Ctrl-C does. */
  interrupt(): void
  readonly ended: Promise<number | null>
}

/** The project as a fresh clone has it, with its packages installed, in a folder of its own. */
export interface Checkout {
  readonly folder: string
  npm(args: readonly string[], env?: Readonly<Record<string, string>>): NpmProcess
  /** What is left of all that was run here: `[pid, command line]`. */
  processes(): readonly (readonly [number, string])[]
  /** The same for an ordinary user: a copy that the user owns. For root only. */
  forNobody(): Checkout
  remove(): void
}

/**
 * What git knows and what it would be told of: nothing that is ignored, so nothing kept, and nothing built but where `built` takes
 * over what the run of the tests has built.
 */
export function freshCheckout(personer: number, { built = false } = {}): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'insyn-start-'))
  const cleanUp = cleanUpAtExit(folder)
  const args = ['ls-files', '-z', '-co', '--exclude-standard', '-x', 'node_modules']
  const listed = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' })
  for (const path of new Set(listed.split('\0'))) {
    // Listed by git until it is told that it has been deleted.
    if (path === '' || !existsSync(join(ROOT, path))) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(ROOT, path), join(folder, path))
  }
  // After the sources, so that it is newer than they are.
  if (built) cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const whole = checkout(folder, personer, undefined)
  return {
    ...whole,
    remove() {
      whole.remove()
      cleanUp()
    },
  }
}

function checkout(folder: string, personer: number, uid: number | undefined): Checkout {
  const owner = uid === undefined ? {} : { uid, gid: uid }
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    INSYN_PORT: '0',
    INSYN_DEMO_PORT: '0',
    INSYN_DEMO_PERSONER: String(personer),
    npm_config_update_notifier: 'false',
  }
  const groups = new Set<number>()
  return {
    folder,
    npm(args, more = {}) {
      const child = spawn('npm', args, { ...owner, cwd: folder, env: { ...env, ...more }, detached: true })
      if (child.pid !== undefined) groups.add(child.pid)
      return npmProcess(child)
    },
    processes: () =>
      execFileSync('ps', ['-A', '-ww', '-o', 'pid=,pgid=,args='], { encoding: 'utf8' })
        .split('\n')
        .map((line) => /^\s*(\d+)\s+(\d+) (.*)$/.exec(line) ?? [])
        .filter(([, , group, args = '']) => groups.has(Number(group)) || args.includes(basename(folder)))
        .map(([, pid, , args = '']) => [Number(pid), args] as const),
    forNobody() {
      const copy = `${folder}-nobody`
      cpSync(folder, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
      const packages = join(copy, 'node_modules')
      if (spawnSync('test', ['-r', join(packages, 'pg/package.json')], { uid: NOBODY, gid: NOBODY }).status !== 0) {
        rmSync(packages)
        cpSync(join(ROOT, 'node_modules'), packages, { recursive: true, verbatimSymlinks: true })
      }
      execFileSync('chown', ['-R', '-h', `${NOBODY}:${NOBODY}`, copy])
      chownSync(copy, NOBODY, NOBODY)
      return checkout(copy, personer, NOBODY)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function npmProcess(child: ChildProcess): NpmProcess {
  const written = { out: '', err: '' }
  child.stdout?.on('data', (chunk: Buffer) => (written.out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (written.err += chunk.toString()))
  // 'exit', not 'close': an embedded server that outlives a killed hub may hold the pipes.
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return {
    out: () => written.out,
    err: () => written.err,
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(written.out)?.[1]
        if (found !== undefined) return found
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`npm ended: ${written.out}${written.err}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    interrupt: () => void (child.pid !== undefined && process.kill(-child.pid, 'SIGINT')),
    ended,
  }
}
