import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { freePort } from '../../../simulators/free-ports.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import { type DatabaseProxy, startDatabaseProxy } from '../../../test/support/database/database-proxy.ts'
import { until } from '../../../test/support/until.ts'
import { createPool } from './database.ts'
import { migrate } from './migrate.ts'
import { withSessionLock } from './session-lock.ts'
import { refuseSharedSessions } from './shared-sessions.ts'

const PGBOUNCER = '/usr/sbin/pgbouncer'
/** CI installs it. */
const withPgBouncer = existsSync(PGBOUNCER) ? test.each : test.skip.each

const db = useDatabase()
const migrations = join(import.meta.dirname, '../../../migrations')
let bouncer: ChildProcess | undefined
let proxy: DatabaseProxy | undefined
afterEach(async () => {
  if (bouncer !== undefined) {
    const exited = once(bouncer, 'exit')
    bouncer.kill('SIGKILL')
    await exited
    bouncer = undefined
  }
  await proxy?.close()
})

/** The address of a PgBouncer in front of the test's database. It refuses to run as root. */
async function startPgBouncer(mode: string): Promise<string> {
  proxy = await startDatabaseProxy({ path: join(db.address.socketFolder, '.s.PGSQL.5432') })
  const port = await freePort()
  const password = readFileSync(db.address.passwordFile, 'utf8')
  const place = mkdtempSync(join(tmpdir(), 'pgbouncer-'))
  const file = join(place, 'pgbouncer.ini')
  writeFileSync(
    file,
    `[databases]\n${db.name} = host=127.0.0.1 port=${proxy.port} user=${db.address.user} password=${password}\n` +
      `[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = any\npool_mode = ${mode}\n`,
  )
  for (const [path, bits] of [
    [place, 0o755],
    [file, 0o644],
  ] as const)
    chmodSync(path, bits)
  const other = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  bouncer = spawn(PGBOUNCER, ['-q', file], { ...other, stdio: 'ignore' })
  const url = `postgresql://insyn@127.0.0.1:${port}/${db.name}`
  await until(async () => {
    const pool = createPool({ url }, { max: 1, applicationName: 'test' })
    const answers = await pool.query('select 1').then(
      () => true,
      () => false,
    )
    await pool.end()
    return answers
  })
  rmSync(place, { recursive: true })
  return url
}

withPgBouncer(['transaction', 'statement'])('PgBouncer in %s mode is refused with the way out', async (mode) => {
  const pool = createPool({ url: await startPgBouncer(mode) }, { max: 4, applicationName: 'test' })
  try {
    await expect(refuseSharedSessions(pool)).rejects.toThrow(
      /^\/databas: leads to a pooler .*pool_mode = session in PgBouncer/,
    )
  } finally {
    await pool.end()
  }
})

withPgBouncer(['session'])(
  'PgBouncer in %s mode is as good as none: limits, locks and migrations hold',
  async (mode) => {
    const pool = createPool({ url: await startPgBouncer(mode) }, { max: 4, applicationName: 'test' })
    try {
      await refuseSharedSessions(pool)
      expect((await pool.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '1min' }])
      expect(await migrate(pool, migrations)).toEqual([])
      const order: string[] = []
      await Promise.all(
        ['one', 'other'].map((who) =>
          withSessionLock(pool, 77_001, async () => {
            order.push(`${who} begins`)
            await pool.query('select pg_sleep(0.05)')
            order.push(`${who} ends`)
          }),
        ),
      )
      expect(order.map((line) => line.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends'])
    } finally {
      await pool.end()
    }
  },
)

test('without a pooler nothing is refused', async () => {
  await expect(refuseSharedSessions(db.pool)).resolves.toBeUndefined()
})
