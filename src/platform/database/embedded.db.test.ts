import { spawnSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { cleanUpAtExit } from '../../../simulators/watchdog.ts'
import { createPool } from './database.ts'
import { type EmbeddedPostgres, startEmbedded } from './embedded.ts'

const root = process.getuid?.() === 0
const asRoot = root ? test : test.skip
const SECOND = 1_000
/** Another user of the machine. */
const OTHER = { uid: 65_534, gid: 65_534 }
const binaries = process.env.INSYN_TEST_PG_BIN

let state: string
let server: EmbeddedPostgres
let cleanUp: () => void

const newState = () => mkdtempSync(join(tmpdir(), 'insyn-embedded-'))
const inState = (...names: string[]) => join(state, 'postgresql', ...names)
const admin = () => createPool(server.address, { max: 1, applicationName: 'test', database: 'postgres' })

beforeAll(async () => {
  state = newState()
  cleanUp = cleanUpAtExit(state)
  server = await startEmbedded(state, binaries)
}, 60 * SECOND)
afterAll(async () => {
  await server.stop()
  rmSync(state, { recursive: true })
  cleanUp()
})

async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const pool = admin()
  try {
    return (await pool.query<Record<string, unknown>>(sql)).rows
  } finally {
    await pool.end()
  }
}

test.each([
  ['no password', 'insyn', undefined],
  ['a wrong password', 'insyn', 'fel'],
  ['the superuser without a password', 'postgres', undefined],
  ['the superuser with a guess', 'postgres', 'postgres'],
])('the socket alone lets nobody in: %s', async (_, user, password) => {
  const client = new pg.Client({ host: inState('socket'), user, database: 'postgres', password: password ?? '' })
  await expect(client.connect()).rejects.toThrow()
  await client.end()
})

test('the hub is no superuser: it starts no program, reads no file of the server and makes no superuser', async () => {
  const may = 'array[rolsuper, rolcreaterole, rolreplication, rolbypassrls] as may'
  expect(await ask(`select ${may} from pg_roles where rolname = current_user`)).toEqual([
    { may: [false, false, false, false] },
  ])
  for (const sql of [
    `copy (select 1) to program 'true'`,
    `select pg_read_file('postgresql.conf')`,
    'create role mer superuser',
  ])
    await expect(ask(sql)).rejects.toMatchObject({ code: '42501' })
})

test('it listens on no address, and no rule for one is there to be used', async () => {
  expect(await ask('show listen_addresses')).toEqual([{ listen_addresses: '' }])
  expect(readFileSync(inState('pg_hba.conf'), 'utf8')).toBe('local all insyn scram-sha-256\n')
  expect(existsSync(inState('data/pg_hba.conf'))).toBe(false)
})

test('what it keeps is closed to other users', () => {
  const bits = (path: string) => (lstatSync(path).mode & 0o777).toString(8)
  expect([bits(state), bits(inState())]).toEqual(root ? ['710', '710'] : ['700', '700'])
  expect([bits(inState('password')), bits(inState('data')), bits(inState('socket'))]).toEqual(['600', '700', '700'])
  expect(bits(inState('pg_hba.conf'))).toBe(root ? '640' : '600')
})

asRoot('another user sees nothing of it and does not reach the socket', () => {
  for (const path of [state, inState(), inState('data'), inState('socket')])
    expect(spawnSync('ls', [path], OTHER).status).not.toBe(0)
  const connect = `require('net').connect(process.argv[1]).on('error', (e) => { console.log(e.code); process.exit(1) })
    .on('connect', () => process.exit(0))`
  const { stdout } = spawnSync(process.execPath, ['-e', connect, inState('socket/.s.PGSQL.5432')], {
    ...OTHER,
    encoding: 'utf8',
  })
  expect(stdout.trim()).toBe('EACCES')
})

const serverUid = () => lstatSync(`/proc/${readFileSync(inState('data/postmaster.pid'), 'utf8').split('\n')[0]}`).uid

asRoot('it runs as a user id without an account, which it keeps, and which cannot change what root wrote', async () => {
  const uid = serverUid()
  expect(spawnSync('getent', ['passwd', String(uid)]).status).toBe(2)
  expect(lstatSync(state).gid).toBe(uid)
  // The server that all these tests use was started by root too, for another state folder.
  expect(lstatSync(process.env.INSYN_TEST_STATE ?? '').gid).not.toBe(uid)
  for (const file of ['password', 'pg_hba.conf', 'server-user']) expect(lstatSync(inState(file)).uid).toBe(0)
  expect(spawnSync('cat', [inState('password')], { uid, gid: uid }).status).not.toBe(0)
  expect(spawnSync('touch', [inState('pg_hba.conf')], { uid, gid: uid }).status).not.toBe(0)
  await server.stop()
  server = await startEmbedded(state, binaries)
  expect(serverUid()).toBe(uid)
  expect(await ask('select 1 as one')).toEqual([{ one: 1 }])
})

/** A start that must not get as far as a server. */
async function refused(prepare: (folder: string) => string | void): Promise<string> {
  const folder = newState()
  try {
    const started = await startEmbedded(prepare(folder) ?? folder, binaries)
    await started.stop()
    return 'started'
  } catch (error) {
    return (error as Error).message
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('a state folder whose path is too long for a socket is refused with the way out, before anything is made', async () => {
  const path = (folder: string) => join(folder, 'x'.repeat(80))
  expect(await refused(path)).toMatch(/\d+ bytes too long .*: set INSYN_TILLSTAND to a shorter one/)
})

test('what an older version made is refused with the way out', async () => {
  const made = (folder: string) => void mkdirSync(join(folder, 'postgresql/data'), { recursive: true })
  expect(await refused(made)).toMatch(/made by an older version of Insyn.*set INSYN_TILLSTAND to a new folder/)
})

asRoot.each(['65534', '0', '1000', ''])(
  'it does not run as an id that others use, whoever wrote it down (%p)',
  async (id) => {
    const written = (folder: string) => {
      mkdirSync(join(folder, 'postgresql'), { mode: 0o700 })
      writeFileSync(join(folder, 'postgresql/server-user'), id, { mode: 0o600 })
    }
    expect(await refused(written)).toMatch(/server-user names no id that the hub chose/)
  },
)

test.each(['postgresql', 'postgresql/socket'])('a link in the place of %s is not followed', async (name) => {
  const elsewhere = newState()
  const laid = (folder: string) => {
    if (name !== 'postgresql') mkdirSync(join(folder, 'postgresql'), { mode: 0o700 })
    symlinkSync(elsewhere, join(folder, name))
  }
  expect(await refused(laid)).toMatch(/links are not followed|is not the socket folder that the hub made/)
  expect([readdirSync(elsewhere), lstatSync(elsewhere).uid]).toEqual([[], process.getuid?.()])
  rmSync(elsewhere, { recursive: true })
})
