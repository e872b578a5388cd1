import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { urlOf, useDatabase } from '../../test/support/database/database.ts'
import type { LogRecord } from '../atkomstlogg/access.ts'
import { type Config, loadConfig } from '../config.ts'
import { withSessionLock } from '../platform/database/session-lock.ts'
import { KEY_LOCK } from '../platform/keys/key-store.ts'
import { parseMasterKey, readKeyring } from '../platform/keys/keyring.ts'
import { changeMasterKey } from './master-key.ts'
import { openStore, type Store } from './store.ts'

const db = useDatabase()
const demo = loadConfig(join(import.meta.dirname, '../../config/demo.yaml'), {})
const why = { by: 'Eva Ek', reason: 'Byte enligt plan' }
let state: string
let opened: Store[]
let records: LogRecord[]

beforeEach(async () => {
  state = join(await mkdtemp(join(tmpdir(), 'insyn-master-')), 's')
  await mkdir(state, { mode: 0o700 })
  await db.pool.query('truncate key_proof')
  ;[opened, records] = [[], []]
})
afterEach(async () => {
  for (const store of opened) await store.close()
  await rm(join(state, '..'), { recursive: true })
})

type Keys = Pick<Config, 'huvudnyckel' | 'tidigareHuvudnyckel'>
const config = (keys: Keys): Config => ({ ...demo, ...keys, databas: urlOf(db) })

/** A process of an installation with these settings. */
async function start(keys: Keys = {}): Promise<Store> {
  const store = await openStore(config(keys), state, ['bromma'])
  opened.push(store)
  return store
}

const change = ({ pool, keyStore }: Store, keys: Keys = {}) => {
  const recordThen = async <R>(record: LogRecord, act: (at: { logg: string; nummer: number }) => R | Promise<R>) => {
    records.push(record)
    return act({ logg: record.logg, nummer: 0 })
  }
  return changeMasterKey({ config: keys, stateFolder: state, pool, keyStore, recordThen, clock: () => new Date() }, why)
}
const rotate = ({ pool, keyStore }: Store) =>
  withSessionLock(pool, KEY_LOCK, () => keyStore.rotate({ logg: 'bromma' }, { eventId: '0'.repeat(36), ownLogSize: 0 }))
const kept = async (name = 'huvudnyckel') => parseMasterKey(await readFile(join(state, name), 'utf8'), name)
const ring = () => join(state, 'nyckelring.json')
const secret = () => randomBytes(32).toString('base64url')

test('the key in the state folder is replaced while another process serves, and opens nothing afterwards', async () => {
  const [serving, command] = [await start(), await start()]
  const former = await kept()
  const sealed = serving.keys.sealForLog('bromma', 'prov', 'text')
  await change(command)
  expect(records.map(({ logg, access }) => [logg, access.handelse, access.orsak, access.slutanvandare])).toEqual([
    ['insyn', 'nyckel', 'huvudnyckel', 'Eva Ek'],
  ])
  expect((await kept()).equals(former)).toBe(false)
  expect((await readdir(state)).sort()).toEqual(['huvudnyckel', 'nyckelring.json'])
  await expect(readKeyring(ring(), former)).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })

  // It has the former key in memory: it reads the keyring, and writes it, with the one in force.
  await serving.keyStore.requireKept()
  await rotate(serving)
  expect((await readKeyring(ring(), await kept())).logg.bromma).toHaveLength(2)
  expect((await start()).keys.openFromLog('bromma', 'prov', sealed)).toBe('text')
})

test.each([
  ['before the keyring was sealed', false],
  ['before the key was in its place', true],
])('a change that was killed %s leaves a keyring that opens, and is ended by the next', async (_, sealedWith) => {
  const store = await start()
  const next = secret()
  await writeFile(join(state, 'huvudnyckel-ny'), next, { mode: 0o600 })
  if (sealedWith) await store.keyStore.sealWith(Buffer.from(next, 'base64url'))
  const after = await start()
  await rotate(after)
  await change(after)
  expect(await kept()).toEqual(Buffer.from(next, 'base64url'))
  expect((await readdir(state)).sort()).toEqual(['huvudnyckel', 'nyckelring.json'])
  await (await start()).keyStore.requireKept()
})

test('the key of the setting is replaced by another one of the settings, which every hub knows before', async () => {
  const [former, next] = [secret(), secret()]
  const before = await start({ huvudnyckel: former })
  await expect(change(before, { huvudnyckel: former })).rejects.toThrow(/tidigareHuvudnyckel.*restart every hub/)
  expect(records).toEqual([])

  const both = { huvudnyckel: next, tidigareHuvudnyckel: former }
  const [serving, command] = [await start(both), await start(both)]
  // Until the command a hub with the former key alone reads what the others write.
  await rotate(serving)
  await before.keyStore.requireKept()
  await change(command, both)
  await serving.keyStore.requireKept()
  await (await start({ huvudnyckel: next })).keyStore.requireKept()
  await expect(start({ huvudnyckel: former })).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })
})
