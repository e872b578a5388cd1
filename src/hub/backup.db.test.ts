import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { cleanUpAtExit } from '../../simulators/watchdog.ts'
import { urlOf, useDatabase } from '../../test/support/database/database.ts'
import { notEmpty } from '../../test/support/not-empty.ts'
import { type Config, loadConfig } from '../config.ts'
import type { Manifest } from '../operations/backup/manifest.ts'
import { takeBackup } from '../operations/backup/take-backup.ts'
import { inTransaction } from '../platform/database/database.ts'
import { restore } from './backup.ts'
import { openStore, ownerAddress } from './store.ts'

const run = promisify(execFile)
const db = useDatabase()
const demo = loadConfig(join(import.meta.dirname, '../../config/demo.yaml'), {})
const embedded: Config = { ...demo, databas: 'inbyggd' }
const act = { by: 'Eva', reason: 'Disken gick sönder' }
let root: string
let cleanUp: () => void

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'insyn-backup-'))
  cleanUp = cleanUpAtExit(root)
  await chmod(root, 0o711)
  await mkdir(join(root, 'elsewhere'), { mode: 0o700 })
})
afterAll(async () => {
  await rm(root, { recursive: true })
  cleanUp()
})

const open = (config: Config, state: string) => openStore(config, join(root, state), ['bromma'])
type Store = Awaited<ReturnType<typeof open>>

const take = (config: Config, state: string, { pool }: Store, folder: string) =>
  takeBackup(
    {
      ...{ stateFolder: join(root, state), databas: ownerAddress(config.databas), origin: config.loggnamn, pool },
      recordThen: async (record, run) => {
        await pool.query('insert into client_suspension (klient, suspended_by, reason) values ($1, $2, $3)', [
          record.access.handelse,
          record.access.slutanvandare,
          record.access.orsak,
        ])
        return run({ logg: record.logg, nummer: 0 })
      },
      clock: () => new Date(),
    },
    { folder: join(root, folder), by: 'natt' },
  )

const restoreInto = (config: Config, state: string, folder: string) =>
  restore(config, join(root, state), { folder: join(root, folder), ...act })

/** Two rows of each transaction, which a copy has both of or neither. */
const PAIRS = `select klient, count(*) as count from client_suspension where klient like 'par%' group by klient`

async function writePairs({ syncPool }: Store, prefix: string, ended: () => boolean): Promise<number> {
  let written = 0
  for (; !ended(); written++)
    await inTransaction(syncPool, async (tx) => {
      for (let half = 1; half <= 2; half++)
        await tx.query(
          `insert into client_suspension (klient, suspended_by, reason, reopened, reopened_by)
           values ($1, 'x', repeat(md5(random()::text), 400), now(), 'x')`,
          [`${prefix}-${written}`],
        )
    })
  return written
}

async function whole({ pool }: Store): Promise<number> {
  const { rows } = await pool.query<{ klient: string; count: number }>(PAIRS)
  expect(notEmpty(rows).filter(({ count }) => count !== 2)).toEqual([])
  return rows.length
}

test('a copy of the embedded database is taken while it is written, and restored with its keys', async () => {
  await mkdir(join(root, 'first', 'logg'), { recursive: true, mode: 0o700 })
  await chmod(join(root, 'first'), 0o700)
  await writeFile(join(root, 'first/logg/bromma.checkpoints'), 'one\n', { mode: 0o600 })
  const store = await open(embedded, 'first')
  let manifest: Manifest
  let written: number
  let before: number
  try {
    let taken = false
    let left = 50
    before = await writePairs(store, 'par', () => left-- === 0)
    const writing = writePairs(store, 'parallel', () => taken)
    manifest = await take(embedded, 'first', store, 'copy').finally(() => (taken = true))
    written = await writing
  } finally {
    await store.close()
  }
  expect(written).toBeGreaterThan(0)
  expect(manifest.database.migrations.length).toBeGreaterThan(10)
  for (const path of Object.keys(manifest.files))
    expect([path, ((await stat(join(root, 'copy', path))).mode & 0o777).toString(8)]).toEqual([path, '600'])
  expect(Object.keys(manifest.files)).not.toContain('huvudnyckel')

  // Without the master key nothing opens, and nothing has been changed.
  await mkdir(join(root, 'second'), { mode: 0o700 })
  await expect(restoreInto(embedded, 'second', 'copy')).rejects.toThrow(
    'huvudnyckel is missing, and no backup holds it',
  )
  expect(await readdir(join(root, 'second'))).toEqual([])
  await cp(join(root, 'first/huvudnyckel'), join(root, 'second/huvudnyckel'))

  expect(await restoreInto(embedded, 'second', 'copy')).toEqual(manifest)
  const restored = await open(embedded, 'second')
  try {
    expect(await whole(restored)).toBeGreaterThanOrEqual(before)
    const { rows } = await restored.pool.query(
      'select backup, restored_by, reason, recorded, reconciled from restoration',
    )
    expect(rows).toEqual([
      { backup: manifest.id, restored_by: 'Eva', reason: 'Disken gick sönder', recorded: null, reconciled: null },
    ])
    const { rows: record } = await restored.pool.query(
      `select suspended_by, reason from client_suspension where klient = 'sakerhetskopia'`,
    )
    expect(record).toEqual([{ suspended_by: 'natt', reason: 'tagen' }])
    expect(await readFile(join(root, 'second/logg/bromma.checkpoints'), 'utf8')).toBe('one\n')
    await expect(restoreInto(embedded, 'second', 'copy')).rejects.toThrow('is running: stop the hub first')
  } finally {
    await restored.close()
  }
  await expect(restoreInto(embedded, 'second', 'copy')).rejects.toThrow('there is a database in')
})

/** A state folder with the master key alone, and a copy of the backup to be spoilt. */
async function fresh(name: string): Promise<void> {
  await mkdir(join(root, name), { mode: 0o700 })
  await cp(join(root, 'first/huvudnyckel'), join(root, name, 'huvudnyckel'))
  // Links: a file is removed before it is written.
  await run('cp', ['-al', join(root, 'copy'), join(root, `${name}-copy`)])
}

async function change(name: string, edit: (manifest: Manifest) => object): Promise<void> {
  const file = join(root, `${name}-copy/manifest.json`)
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest
  await rm(file)
  await writeFile(file, JSON.stringify({ ...manifest, ...edit(manifest) }))
}

test.each([
  [
    'unfinished',
    'it was not finished',
    (name: string) => rm(join(root, `${name}-copy/manifest.json`)),
    'no manifest.json',
  ],
  [
    'changed',
    'a byte of it is another',
    async (name: string) => {
      await rm(join(root, `${name}-copy/nyckelring.json`))
      await writeFile(join(root, `${name}-copy/nyckelring.json`), '{}', { mode: 0o600 })
    },
    'the file nyckelring.json is not what the backup had',
  ],
  [
    'less',
    'a file is missing',
    (name: string) => rm(join(root, `${name}-copy/postgresql/backup_label`)),
    'the file postgresql/backup_label is missing',
  ],
  [
    'more',
    'a file was added',
    (name: string) => writeFile(join(root, `${name}-copy/postgresql/postgresql.auto.conf2`), ''),
    'is not part of the backup',
  ],
  [
    'other',
    'it is of another installation',
    (name: string) => change(name, () => ({ origin: 'insyn.annan' })),
    'it is of the installation insyn.annan',
  ],
  [
    'newer',
    'its schema is newer',
    (name: string) =>
      change(name, ({ database }) => ({
        database: { ...database, migrations: [...database.migrations, { name: '9999-x.sql', digest: '' }] },
      })),
    'migrated by a newer version of Insyn (9999-x.sql)',
  ],
  [
    'server',
    'it is of another PostgreSQL',
    (name: string) => change(name, ({ database }) => ({ database: { ...database, major: 14 } })),
    'of PostgreSQL 14, and this version of Insyn has',
  ],
])('a backup that does not fit is refused, and changes nothing: %s, %s', async (name, _, spoil, why) => {
  await fresh(name)
  await spoil(name)
  await expect(restoreInto(embedded, name, `${name}-copy`)).rejects.toThrow(why)
  expect(await readdir(join(root, name))).toEqual(['huvudnyckel'])
})

test('a keyring that the installation still has stays; one of another installation is refused', async () => {
  await fresh('foreign')
  const other = await open({ ...embedded, databas: urlOf(db) }, 'elsewhere')
  await other.close()
  await cp(join(root, 'elsewhere/nyckelring.json'), join(root, 'foreign/nyckelring.json'))
  await cp(join(root, 'elsewhere/huvudnyckel'), join(root, 'foreign/huvudnyckel'))
  await expect(restoreInto(embedded, 'foreign', 'copy')).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })
  expect((await readdir(join(root, 'foreign'))).sort()).toEqual(['huvudnyckel', 'nyckelring.json'])
})

test('a folder that holds something is no place for a backup, and a failed one leaves nothing behind', async () => {
  const store = await open({ ...embedded, databas: urlOf(db) }, 'elsewhere')
  try {
    await expect(take({ ...embedded, databas: urlOf(db) }, 'elsewhere', store, 'copy')).rejects.toThrow('is not empty')
    const unknown = { ...embedded, databas: 'postgresql://nobody@127.0.0.1:1/none' }
    await expect(take(unknown, 'elsewhere', store, 'failed')).rejects.toMatchObject({ code: 'DATABAS_FEL' })
    await expect(stat(join(root, 'failed'))).rejects.toThrow('ENOENT')
  } finally {
    await store.close()
  }
})

test('a restore that was cut off is not used: the start says what to do', async () => {
  await fresh('cut')
  await writeFile(join(root, 'cut/aterstallning-pagar'), '{}', { mode: 0o600 })
  await expect(open(embedded, 'cut')).rejects.toThrow('did not finish')
})

/** The programs of a distribution's client package: CI has them, for the oldest server that is promised. */
const ofServer = process.env.INSYN_TEST_PG_BIN === undefined ? test.skip : test

ofServer('the database of a server goes by pg_dump into an empty one, and into no other', async () => {
  // Without the keys that a test's own database has.
  const fresh = async (name: string) => {
    await db.pool.query(`create database ${name}`)
    return { ...demo, databas: urlOf({ ...db, name, address: db.address }) }
  }
  const config = await fresh(`${db.name}_1`)
  await mkdir(join(root, 'dumped'), { mode: 0o700 })
  const store = await open(config, 'dumped')
  let left = 20
  let manifest: Manifest
  try {
    await writePairs(store, 'par', () => left-- === 0)
    await expect(restoreInto(config, 'dumped', 'copy')).rejects.toThrow('set databas to inbyggd')
    manifest = await take(config, 'dumped', store, 'dump')
    await expect(restoreInto(config, 'dumped', 'dump')).rejects.toThrow('a hub uses the database: stop every hub first')
  } finally {
    await store.close()
  }
  expect(Object.keys(manifest.files).sort()).toEqual(['database.dump', 'nyckelring.json'])
  await expect(restoreInto(config, 'dumped', 'dump')).rejects.toThrow('the database is not empty')
  const empty = await fresh(`${db.name}_2`)
  await restoreInto(empty, 'dumped', 'dump')
  const restored = await open(empty, 'dumped')
  try {
    expect(await whole(restored)).toBe(20)
    const { rows } = await restored.pool.query('select backup from restoration')
    expect(rows).toEqual([{ backup: manifest.id }])
  } finally {
    await restored.close()
  }
})
