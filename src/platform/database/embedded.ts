import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, lchown, lstat, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { InsynError } from '../../errors.ts'
import { keepSecret, writeSecret } from '../keys/secret-file.ts'
import { closeFolder } from '../private-folder.ts'
import type { DatabaseAddress } from './database.ts'
import { installBinaries, requireSuccess, runProgram } from './server-programs.ts'
import { idleAccount, type ServerUser, serverUser } from './server-user.ts'

/** What a Unix socket's path may hold; the file in the folder is `.s.PGSQL.5432`. */
const SOCKET_PATH_MAX = process.platform === 'darwin' ? 103 : 107
const SOCKET_FILE = '.s.PGSQL.5432'
/** The hub's role owns its database and is no superuser. The superuser has no password, so nobody can log in as it. */
const ROLE = 'insyn'
const SUPERUSER = 'postgres'

type EmbeddedAddress = Extract<DatabaseAddress, { socketFolder: string }>

export interface EmbeddedPostgres {
  readonly address: EmbeddedAddress
  /** Stops the server and disconnects every client; to be called when no other process uses it. */
  stop(): Promise<void>
}

const folderIn = (stateFolder: string) => join(stateFolder, 'postgresql')

export const embeddedAddress = (stateFolder: string): EmbeddedAddress => ({
  socketFolder: join(folderIn(stateFolder), 'socket'),
  user: ROLE,
  passwordFile: join(folderIn(stateFolder), 'password'),
})

/**
 * Runs a real PostgreSQL on a Unix socket inside the state folder, out of the binaries that npm installed (or
 * `binaries`, a folder with `initdb` and `pg_ctl`). A server that an earlier, killed hub left running is taken over.
 * Throws DATABAS_FEL with one line that says what to do.
 */
export async function startEmbedded(stateFolder: string, binaries?: string): Promise<EmbeddedPostgres> {
  const address = embeddedAddress(stateFolder)
  const folder = folderIn(stateFolder)
  const data = join(folder, 'data')
  checkSocketPath(stateFolder, address.socketFolder)
  checkPasswordFile(stateFolder, data, address.passwordFile)
  closeFolder(stateFolder)
  closeFolder(folder)
  const owner = await serverUser(join(folder, 'server-user'))
  for (const path of [stateFolder, folder]) closeFolder(path, owner?.gid)
  const bin = binaries ?? (await installBinaries(folder, owner !== undefined))
  const run = (program: string, args: readonly string[]) => runProgram(join(bin, program), args, owner)

  const password = await keepSecret(address.passwordFile, () => randomBytes(24).toString('base64url'))
  await makeSocketFolder(address.socketFolder, owner)
  if (!existsSync(data)) await createCluster(bin, data, password, owner)
  const status = await run('pg_ctl', ['status', '-D', data])
  if (status.code !== 0) {
    const hba = await writeHba(folder, owner)
    const settings = { ...SETTINGS, unix_socket_directories: listOfOne(address.socketFolder), hba_file: hba }
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${quoted(value)}`)
    await requireSuccess(
      run('pg_ctl', ['start', '-w', '-t', '60', '-D', data, '-l', join(data, 'server.log'), '-o', options.join(' ')]),
      'pg_ctl start',
    )
  }
  return {
    address,
    async stop() {
      await run('pg_ctl', ['stop', '-w', '-t', '4', '-m', 'fast', '-D', data])
    },
  }
}

/** Given on the command line, where neither a file of the server's user nor ALTER SYSTEM can change them. */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  password_encryption: 'scram-sha-256',
  max_connections: '100',
  shared_buffers: '128MB',
  // A first load touches the pages of an index in no order, and each of them is written whole after each checkpoint.
  max_wal_size: '4GB',
  jit: 'off',
  log_min_messages: 'error',
  log_statement: 'none',
  // A failed statement must not put its parameters into a log file.
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
}

/** The folder of the data, and the process that serves it or has left its name there. */
export async function embeddedData(stateFolder: string): Promise<{ folder: string; exists: boolean; pid: number }> {
  const folder = join(folderIn(stateFolder), 'data')
  const named = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  return { folder, exists: existsSync(folder), pid: Number(named.split('\n')[0]) }
}

/** Puts a copy of a data folder where `startEmbedded` finds it: whole, or not at all. There must be none. */
export async function placeCluster(stateFolder: string, copy: string, password: string): Promise<void> {
  const folder = folderIn(stateFolder)
  for (const path of [stateFolder, folder]) closeFolder(path)
  const owner = await serverUser(join(folder, 'server-user'))
  await writeSecret(embeddedAddress(stateFolder).passwordFile, password)
  const { folder: data } = await embeddedData(stateFolder)
  const partial = await mkdtemp(`${data}.`)
  await cp(copy, partial, { recursive: true })
  for (const name of ['', ...(await readdir(partial, { recursive: true }))]) await giveTo(join(partial, name), owner)
  await rename(partial, data)
}

/** In the database `postgres`: a copy of the data folder is made beside a hub that serves. */
const MAY_BACK_UP = `grant execute on function pg_backup_start(text, boolean), pg_backup_stop(boolean) to ${ROLE}\n`

/** Who may log in: one role, over the socket, with its password. */
const HBA = `local all ${ROLE} scram-sha-256\n`

function checkSocketPath(stateFolder: string, socketFolder: string): void {
  const surplus = Buffer.byteLength(join(socketFolder, SOCKET_FILE)) - SOCKET_PATH_MAX
  if (surplus <= 0) return
  // A folder elsewhere, with a shorter path, would be one that others can make first.
  throw new InsynError(
    'DATABAS_FEL',
    `the path of the state folder ${stateFolder} is ${surplus} bytes too long for the embedded PostgreSQL's socket: ` +
      'set INSYN_TILLSTAND to a shorter one',
  )
}

/** Versions of Insyn before passwords let every process of the server's user in as superuser: not to be used again. */
function checkPasswordFile(stateFolder: string, data: string, passwordFile: string): void {
  if (!existsSync(data) || existsSync(passwordFile)) return
  throw new InsynError(
    'DATABAS_FEL',
    `the embedded PostgreSQL in ${data} was made by an older version of Insyn, or its file password is lost: ` +
      `put the file back, or set INSYN_TILLSTAND to a new folder (and remove ${stateFolder} when you no longer need it)`,
  )
}

/** In a folder that only this process's user writes, nobody can put a link in the place of what is made or checked. */
async function makeSocketFolder(folder: string, owner: ServerUser | undefined): Promise<void> {
  if (!existsSync(folder)) {
    const made = await mkdtemp(`${folder}.`)
    await giveTo(made, owner)
    // Another start may have been first, and its server has put its socket there.
    await rename(made, folder).catch(() => rm(made, { recursive: true }))
  }
  const found = await lstat(folder)
  if (!found.isDirectory() || found.uid !== (owner?.uid ?? process.getuid?.()) || (found.mode & 0o077) !== 0)
    throw new InsynError(
      'DATABAS_FEL',
      `${folder} is not the socket folder that the hub made: check who changed it, stop the server and remove it`,
    )
}

const giveTo = async (path: string, owner: ServerUser | undefined): Promise<void> => {
  if (owner !== undefined) await lchown(path, owner.uid, owner.gid)
}

/**
 * Made beside its final place and renamed, so that a killed start leaves no incomplete data folder. `initdb` and the
 * single-user server refuse an id without an account (the server itself does not). For root they run as an account that
 * runs nothing else, with the group of `owner`: without that group no other process of the account gets to the folder
 * or into theirs, and it is the account's no longer when it gets its name.
 */
async function createCluster(bin: string, data: string, password: string, owner?: ServerUser): Promise<void> {
  const maker = owner && { uid: idleAccount(), gid: owner.gid }
  const partial = await mkdtemp(`${data}.`)
  await giveTo(partial, maker)
  const args = ['-U', SUPERUSER, '--auth=reject', '--encoding=UTF8', '--locale=C', '--no-instructions']
  await requireSuccess(runProgram(join(bin, 'initdb'), ['-D', partial, ...args], maker), 'initdb')
  const single = ['--single', '-D', partial, '-c', 'exit_on_error=on', '-c', 'log_min_error_statement=panic']
  // It may have changes written to the data files, so that an operator can see that what was deleted is gone from them.
  const role = `create role ${ROLE} login createdb password '${password}'\ngrant pg_checkpoint to ${ROLE}\n${MAY_BACK_UP}`
  await requireSuccess(runProgram(join(bin, 'postgres'), [...single, 'postgres'], maker, role), 'create role')
  // The one in use lies outside; this one has lines for TCP.
  await rm(join(partial, 'pg_hba.conf'))
  for (const name of ['', ...(await readdir(partial, { recursive: true }))]) await giveTo(join(partial, name), owner)
  await rename(partial, data).catch(async (error: unknown) => {
    // Another start was first; its role has the same password.
    await rm(partial, { recursive: true, force: true })
    if (!existsSync(data)) throw error
  })
}

/** Outside the data folder: the server's user reads it and cannot change it. */
async function writeHba(folder: string, owner: ServerUser | undefined): Promise<string> {
  const file = join(folder, 'pg_hba.conf')
  await writeSecret(file, HBA)
  if (owner === undefined) return file
  await lchown(file, 0, owner.gid)
  await chmod(file, 0o640)
  return file
}

/** The one element of a list setting, whatever the path contains. */
const listOfOne = (path: string): string => `"${path.replaceAll('"', '""')}"`
/** pg_ctl hands its -o to a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
