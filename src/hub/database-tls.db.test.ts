import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { cleanUpAtExit } from '../../simulators/watchdog.ts'
import { ownCertificate } from '../../test/support/api/certificates.ts'
import { distributionPrograms, makeOwnServer, type OwnServer } from '../../test/support/database/own-server.ts'
import { type Config, loadConfig } from '../config.ts'
import { takeBackup } from '../operations/backup/take-backup.ts'
import { createPool } from '../platform/database/database.ts'
import { restore } from './backup.ts'
import { openStore, ownerAddress } from './store.ts'

/** A server that takes connections with TLS alone, by a certificate for the address 127.0.0.1. */
const certificate = ownCertificate('db.example')
const other = ownCertificate('db.example')
const programs = distributionPrograms()
const demo = loadConfig(join(import.meta.dirname, '../../config/demo.yaml'), {})
let server: OwnServer
let root: string
let cleanUp: () => void

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'insyn-tls-'))
  cleanUp = cleanUpAtExit(root)
  server = await makeOwnServer({ certificate, binaries: programs })
  await server.start()
  for (const name of ['one', 'other'])
    await asked(`create database ${name}`, { ca: certificate.cert }, { database: 'postgres' })
}, 120_000)
afterAll(async () => {
  await server.remove()
  await rm(root, { recursive: true, force: true })
  cleanUp()
})

const url = (database: string, { host = '127.0.0.1', mode = '' } = {}) =>
  `postgresql://${server.user}:${server.password}@${host}:${server.port}/${database}${mode && `?sslmode=${mode}`}`

async function asked(sql: string, tls: object, where: { host?: string; mode?: string; database?: string } = {}) {
  const pool = createPool({ url: url(where.database ?? 'one', where), tls }, { max: 1, applicationName: 'test' })
  try {
    return (await pool.query<Record<string, unknown>>(sql)).rows
  } finally {
    await pool.end()
  }
}
const encrypted = (tls: object, where: object) =>
  asked('select ssl from pg_stat_ssl where pid = pg_backend_pid()', tls, where)
const right = { ca: certificate.cert }

test.each([
  ['the authority alone', right, {}],
  ['verify-full', right, { mode: 'verify-full' }],
  ['verify-ca, by another name', right, { mode: 'verify-ca', host: 'localhost' }],
  ['require, with nothing to check', {}, { mode: 'require' }],
])('a connection is encrypted: %s', async (_, tls, where) => {
  expect(await encrypted(tls, where)).toEqual([{ ssl: true }])
})

test.each([
  ['another authority', { ca: other.cert }, {}, 'self-signed certificate'],
  ['another authority, by verify-ca', { ca: other.cert }, { mode: 'verify-ca' }, 'self-signed certificate'],
  ['no authority', {}, { mode: 'verify-full' }, 'self-signed certificate'],
  ['another name', right, { host: 'localhost' }, 'Hostname/IP does not match'],
  ['clear text', {}, {}, 'no encryption'],
])('a connection is refused: %s', async (_, tls, where, why) => {
  await expect(encrypted(tls, where)).rejects.toThrow(why)
})

const config = (name: string, tls: object = right, where: object = {}): Config => ({
  ...demo,
  databas: { url: url(name, where), agareUrl: '', ...tls },
})
const ofPrograms = programs === undefined ? test.skip : test

ofPrograms('backup and restore check the server as the hub does, and show it the same', async () => {
  const state = join(root, 'state')
  const copy = join(root, 'copy')
  await mkdir(state, { mode: 0o700 })
  const store = await openStore(config('one'), state, ['bromma'])
  const take = (tls: object, where: object = {}) => {
    const address = ownerAddress(config('one', tls, where).databas)
    const { pool } = store
    const recordThen = <T>(_: unknown, run: (at: { logg: string; nummer: number }) => T): T =>
      run({ logg: 'insyn', nummer: 0 })
    const parts = { stateFolder: state, databas: address, origin: demo.loggnamn, pool, clock: () => new Date() }
    return takeBackup({ ...parts, recordThen: recordThen as never }, { folder: copy, by: 'natt' })
  }
  try {
    await expect(take({ ca: other.cert })).rejects.toThrow('certificate verify failed')
    await expect(take(right, { host: 'localhost' })).rejects.toThrow('does not match host name')
    await expect(take({}, { mode: 'verify-full' })).rejects.toThrow('certificate verify failed')
    await expect(take({})).rejects.toThrow('no encryption')
    const { files } = await take(right)
    expect(Object.keys(files)).toContain('database.dump')
  } finally {
    await store.close()
  }
  const into = (tls: object) => restore(config('other', tls), state, { folder: copy, by: 'Eva', reason: 'Disken' })
  await expect(into({ ca: other.cert })).rejects.toThrow('self-signed certificate')
  await into(right)
  expect(await asked('select count(*)::int as count from restoration', right, { database: 'other' })).toEqual([
    { count: 1 },
  ])
})
