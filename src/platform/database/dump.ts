import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { promisify } from 'node:util'
import { InsynError } from '../../errors.ts'
import { type DatabaseTls, type ServerAddress, sslMode } from './url.ts'

const run = promisify(execFile)

/** Where distributions put the programs of each version, beside PATH. */
const PLACES = [
  { folder: '/usr/lib/postgresql', names: /^\d+$/ },
  { folder: '/usr', names: /^pgsql-\d+$/ },
]

/** The whole database as of one moment, in a file that `loadDump` reads. */
export async function dumpDatabase(server: ServerAddress, major: number, file: string): Promise<void> {
  const program = await findProgram('pg_dump', major)
  await runWith(server, program, ['--format=custom', '--no-password', `--file=${file}`])
}

/** All of the dump or, when something fails, none of it. What is made belongs to the role that loads it. */
export async function loadDump(server: ServerAddress, major: number, file: string): Promise<void> {
  const program = await findProgram('pg_restore', major)
  const { database } = connectionOf(server)
  const how = ['--exit-on-error', '--single-transaction', '--no-owner', '--no-password']
  await runWith(server, program, [...how, `--dbname=${database}`, file])
}

/** The oldest of the machine's programs that is no older than the server; another one does not read the server's catalogue. */
async function findProgram(name: string, major: number): Promise<string> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  for (const { folder, names } of PLACES)
    for (const one of await readdir(folder).catch(() => [])) if (names.test(one)) folders.push(join(folder, one, 'bin'))
  const found = await Promise.all(folders.map((folder) => versionOf(join(folder, name))))
  const [best] = found
    .filter((one) => one !== undefined && one.major >= major)
    .sort((a, b) => (a?.major ?? 0) - (b?.major ?? 0))
  if (best !== undefined) return best.program
  const versions = [...new Set(found.flatMap((one) => one?.major ?? []))].join(', ')
  throw new InsynError(
    'DATABAS_FEL',
    `no ${name} of PostgreSQL ${major} or later on this machine${versions === '' ? '' : ` (there is ${versions})`}: ` +
      `install the package postgresql-client-${major}, or put its folder on PATH`,
  )
}

async function versionOf(program: string): Promise<{ program: string; major: number } | undefined> {
  const { stdout } = await run(program, ['--version']).catch(() => ({ stdout: '' }))
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1])
  return Number.isNaN(major) ? undefined : { program, major }
}

/** The address goes by the environment: the machine's list of processes shows a program's arguments. */
async function runWith(server: ServerAddress, program: string, args: readonly string[]): Promise<void> {
  const { env } = connectionOf(server)
  const { PATH = '' } = process.env
  const folder = await mkdtemp(join(tmpdir(), 'insyn-libpq-'))
  try {
    const tls = await tlsOf(server, folder)
    await run(program, [...args], { env: { PATH, LC_ALL: 'C', ...env, ...tls }, cwd: '/' })
  } catch (error) {
    // Of what the program says, the line that says why: later ones may quote what a statement held.
    const said = (error as { stderr?: string }).stderr?.trim().split('\n')[0] ?? 'it cannot be run'
    const owner = said.includes('permission denied') ? ': the owner of the tables is needed (databas.agareUrl)' : ''
    throw new InsynError('DATABAS_FEL', `${program} failed: ${said}${owner}`)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const PEM = { ca: 'PGSSLROOTCERT', certifikat: 'PGSSLCERT', nyckel: 'PGSSLKEY' } as const

/** What the hub's own connections check and show; libpq reads it from files alone. */
async function tlsOf({ url, tls = {} }: ServerAddress, folder: string): Promise<Record<string, string>> {
  const mode = sslMode(new URL(url), tls)
  const texts: DatabaseTls = mode === 'verify-full' ? { ca: rootCertificates.join('\n'), ...tls } : tls
  const env: Record<string, string> = { PGSSLMODE: mode }
  for (const [name, variable] of Object.entries(PEM)) {
    const text = texts[name as keyof DatabaseTls]
    // Also what is not set has a file, which is not there: libpq must not look in the home of the user.
    env[variable] = join(folder, name)
    if (text !== undefined) await writeFile(join(folder, name), text, { mode: 0o600 })
  }
  return env
}

function connectionOf({ url: text }: ServerAddress): { database: string; env: Record<string, string> } {
  const url = new URL(text)
  const database = decodeURIComponent(url.pathname.slice(1))
  const given = {
    PGHOST: url.searchParams.get('host') ?? url.hostname.replace(/^\[|\]$/g, ''),
    PGPORT: url.port,
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: database,
  }
  return { database, env: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')) }
}
