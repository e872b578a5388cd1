import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '../../../simulators/free-ports.ts'
import { cleanUpAtExit } from '../../../simulators/watchdog.ts'
import { copyCluster } from '../../../src/platform/database/copy-cluster.ts'
import { startEmbedded } from '../../../src/platform/database/embedded.ts'
import { requireSuccess, runProgram } from '../../../src/platform/database/server-programs.ts'
import type { Certificate } from '../api/certificates.ts'
import type { Within } from '../network/namespaces.ts'

/** A PostgreSQL of the test's own, with the role and the rights that the hub gives its embedded one. */
export interface OwnServer {
  readonly user: string
  readonly password: string
  /** The Unix socket. */
  readonly path: string
  /** Of loopback, with TLS alone; 0 without a certificate. */
  readonly port: number
  start(): Promise<void>
  stop(): Promise<void>
  /** As a machine that loses its power. */
  kill(): Promise<void>
  /** As its superuser. */
  admin(...statements: readonly string[]): Promise<void>
  /** A standby becomes the primary. */
  promote(): Promise<void>
  /** Starts another server, which follows this one. */
  startStandby(): Promise<OwnServer>
  remove(): Promise<void>
}

/** Those of a distribution have pg_dump beside the server. */
export const distributionPrograms = (): string | undefined =>
  [process.env.INSYN_TEST_PG_BIN, '/usr/lib/postgresql/15/bin'].find(
    (folder) => folder !== undefined && existsSync(join(folder, 'initdb')),
  )

export async function makeOwnServer({
  certificate,
  binaries,
  within,
}: {
  certificate?: Certificate
  binaries?: string | undefined
  /** A network namespace, of which it listens at every address. */
  within?: Within
} = {}): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'insyn-server-'))
  const cleanUp = cleanUpAtExit(folder)
  chmodSync(folder, 0o711)
  const embedded = await startEmbedded(join(folder, 's'), binaries)
  const { user, passwordFile } = embedded.address
  const password = readFileSync(passwordFile, 'utf8')
  await embedded.stop()
  const own = join(folder, 's/postgresql')
  const programs = binaries ?? join(own, readdirSync(own).find((name) => /^server-\d/.test(name)) ?? '', 'bin')
  // The server's user, when root runs the tests.
  const id = existsSync(join(own, 'server-user')) ? Number(readFileSync(join(own, 'server-user'), 'utf8')) : undefined
  const owner = id === undefined ? undefined : { uid: id, gid: id }
  const given = (name: string, text: string): string => {
    const path = join(own, name)
    writeFileSync(path, text, { mode: 0o600 })
    if (owner !== undefined) chownSync(path, owner.uid, owner.gid)
    return path
  }
  const hba = given(
    'own_hba.conf',
    `local replication,all postgres trust\nlocal all ${user} scram-sha-256\nhostssl all ${user} 127.0.0.1/32 scram-sha-256\n${within === undefined ? '' : `host all ${user} all scram-sha-256\n`}`,
  )
  const tls = certificate && {
    ...{ listen_addresses: '127.0.0.1', ssl: 'on' },
    ...{ ssl_cert_file: given('own.crt', certificate.cert), ssl_key_file: given('own.key', certificate.key) },
  }

  async function serverOn(data: string): Promise<OwnServer> {
    const sockets = `${data}-s`
    mkdirSync(sockets, { mode: 0o700 })
    if (owner !== undefined) chownSync(sockets, owner.uid, owner.gid)
    let port = 0
    function control(...args: readonly string[]) {
      const command = [join(programs, 'pg_ctl'), ...args, '-w', '-t', '60', '-D', data] as const
      // Whoever enters a namespace is root until then.
      const becoming = owner === undefined ? [] : ['--setuid', String(owner.uid), '--setgid', String(owner.gid)]
      const [program = '', ...rest] = within === undefined ? command : [...within, ...becoming, ...command]
      return requireSuccess(runProgram(program, rest, within === undefined ? owner : undefined), args.join(' '))
    }
    async function start(tries = 5): Promise<void> {
      if (tls !== undefined) port = await freePort()
      const settings = {
        ...{ listen_addresses: '', unix_socket_directories: sockets, hba_file: hba, wal_keep_size: '512MB', ...tls },
        ...(port > 0 && { port: String(port) }),
        ...(within !== undefined && { listen_addresses: '*' }),
      }
      const options = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`)
      await control('start', '-l', join(data, 'server.log'), '-o', options.join(' ')).catch((error: unknown) => {
        // Another may have taken the port.
        if (tls === undefined || tries === 1) throw error
        return start(tries - 1)
      })
    }
    const path = () => join(sockets, `.s.PGSQL.${port || 5432}`)
    return {
      ...{ user, password, start },
      get path() {
        return path()
      },
      get port() {
        return port
      },
      stop: () => control('stop', '-m', 'fast'),
      kill: () => control('stop', '-m', 'immediate'),
      promote: () => control('promote'),
      async admin(...statements) {
        const client = new pg.Client({ host: sockets, port: port || 5432, user: 'postgres', database: 'postgres' })
        await client.connect()
        for (const one of statements) await client.query(one)
        await client.end()
      },
      async startStandby() {
        const copy = join(own, 'standby')
        await copyCluster({ socketFolder: sockets, user, passwordFile }, data, copy)
        writeFileSync(join(copy, 'standby.signal'), '')
        writeFileSync(join(copy, 'postgresql.auto.conf'), `primary_conninfo = 'host=${sockets} user=postgres'\n`)
        if (owner !== undefined) execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, copy])
        const standby = await serverOn(copy)
        await standby.start()
        return standby
      },
      async remove() {
        await control('stop', '-m', 'immediate').catch(() => undefined)
        rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
        cleanUp()
      },
    }
  }
  return serverOn(join(own, 'data'))
}
