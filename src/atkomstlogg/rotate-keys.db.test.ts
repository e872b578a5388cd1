import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { aLogRecord } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { receiptVkey, verifyReceipt, writeReceipt } from '../avtal/receipt.ts'
import { withSessionLock } from '../platform/database/session-lock.ts'
import { KEY_LOCK, type KeyStore, openKeyStore } from '../platform/keys/key-store.ts'
import type { Atkomstlogg, Details } from './access.ts'
import { openCheckpoint } from './checkpoint.ts'
import { createCheckpoints, logVerifier, logVkey } from './checkpoints.ts'
import { chainOf, type KeyChange, openWith, successionOf, verifiedChange } from './key-succession.ts'
import { openLogId, sealLogId } from './log-id.ts'
import { rotateKey, type RotationRequest, settleRotation } from './rotate-keys.ts'
import { createLogWriter } from './writer.ts'

const db = useDatabase()
const master = randomBytes(32)
const origin = 'insyn.example'
const logs = ['bromma', 'farsta', 'insyn']
const clock = () => new Date()
const why = { by: 'Eva Ek', reason: 'Byte enligt plan' }
let root = ''
let folders = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nyckelbyte-'))
})
afterAll(() => rm(root, { recursive: true }))

/** A process: it has opened the keyring, and follows it. */
const open = (spreadMs = 0): Promise<KeyStore> =>
  withSessionLock(db.pool, KEY_LOCK, async () => {
    const store = await openKeyStore(db.pool, join(root, 'nyckelring.json'), async () => [master], logs, { spreadMs })
    await store.follow()
    return store
  })

const newFolder = () => join(root, `logg-${++folders}`)
function hubOf(keyStore: KeyStore, folder: string, accessLog: Atkomstlogg = createLogWriter(db.pool)) {
  const deps = { pool: db.pool, keyStore, accessLog, clock, origin, logs }
  const checkpoints = createCheckpoints({ pool: db.pool, folder, keys: keyStore.keys, origin })
  return {
    rotate: (request: Partial<RotationRequest> = {}) => rotateKey(deps, { which: 'signatur', ...why, ...request }),
    checkpoints,
    accessLog,
  }
}

const records = async (log: string) => {
  const { rows } = await db.pool.query<{ record: string }>(
    `select record from access_record where logg = $1 and record like '%"handelse":"nyckel"%' order by nummer`,
    [log],
  )
  return rows.map(({ record }) => (JSON.parse(record) as { atkomst: { orsak: string; detaljer: Details } }).atkomst)
}
const changesOf = async (log: string) =>
  (await records(log))
    .filter(({ orsak }) => orsak === 'signatur')
    .map(({ detaljer }) => detaljer as unknown as KeyChange)
const notesOf = async (folder: string, log: string) =>
  (await readFile(join(folder, `${log}.checkpoints`), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { checkpoint: string }).checkpoint)

test('a change of the signing key stands in every log, and its first checkpoint is signed with both keys', async () => {
  const store = await open()
  const folder = newFolder()
  const { rotate, checkpoints, accessLog } = hubOf(store, folder)
  await accessLog.write([aLogRecord('bromma'), aLogRecord('gammal-stadsdel')])
  await checkpoints.takeNow()
  const former = { origin, keys: store.keys.signers[0] }
  const earlier = (await changesOf('bromma')).length
  await rotate()

  for (const log of [...logs, 'gammal-stadsdel']) {
    const [change] = (await changesOf(log)).slice(-1)
    const verified = change && verifiedChange(`${origin}/logg/${log}`, change)
    expect(verified?.former.keyId).toEqual(logVerifier(former, log).keyId)
    expect(verified?.next.keyId).toEqual(logVerifier({ origin, keys: store.keys }, log).keyId)
  }
  expect(await changesOf('bromma')).toHaveLength(earlier + 1)
  await checkpoints.takeNow()
  await accessLog.write([aLogRecord('bromma')])
  await checkpoints.takeNow()
  const [, both = '', after = ''] = await notesOf(folder, 'bromma')
  const inForce = logVerifier({ origin, keys: store.keys }, 'bromma')
  for (const note of [both, after]) expect(openCheckpoint(note, inForce)).toBeDefined()
  expect(openCheckpoint(both, logVerifier(former, 'bromma'))).toBeDefined()
  expect(openCheckpoint(after, logVerifier(former, 'bromma'))).toBeUndefined()
})

test('another process signs with the new key from its next look, and opens what is sealed under a new key of a log before any seals with it', async () => {
  const [first, second] = [await open(60_000), await open(60_000)]
  const { rotate } = hubOf(first, newFolder())
  await rotate()
  await rotate({ which: { logg: 'bromma' } })
  const now = await open(0)
  const sealed = now.keys.sealForLog('bromma', 'a', 'hemligt')
  expect(() => second.keys.openFromLog('bromma', 'a', sealed)).toThrow()
  await second.follow()
  expect(second.keys.publicKey).toEqual(first.keys.publicKey)
  expect(second.keys.openFromLog('bromma', 'a', sealed)).toBe('hemligt')
  // Within the time that all others have for reading it, nobody seals with it.
  const early = second.keys.sealForLog('bromma', 'a', 'hemligt')
  expect(early).toHaveLength(sealed.length)
  await rotate({ which: { logg: 'bromma' } })
  expect(second.keys.openFromLog('bromma', 'a', second.keys.sealForLog('bromma', 'a', 'x'))).toBe('x')
})

test('who asks, and why, are texts to be recorded; a log without a key is refused, and nothing is left of it', async () => {
  const { rotate } = hubOf(await open(), newFolder())
  const before = (await records('insyn')).length
  await expect(rotate({ reason: 'om 199304232383' })).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
  await expect(rotate({ which: { logg: 'kista' } })).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
  expect(await records('insyn')).toHaveLength(before)
  expect((await db.pool.query('select from rotated_key where recorded_at is null')).rowCount).toBe(0)
})

const killed = new Error('killed')
/** A log whose process dies before, or after, the records are durable. */
const killing = (when: 'before' | 'after'): Atkomstlogg => ({
  async write(all) {
    if (when === 'after') await createLogWriter(db.pool).write(all)
    // Nothing more of the process runs: its settling too fails.
    await db.pool.query('alter table rotated_key rename to rotated_key_gone')
    throw killed
  },
})
const start = () => db.pool.query('alter table rotated_key_gone rename to rotated_key')

test('a change that is killed before its records has not taken place, and after them it has', async () => {
  const store = await open()
  for (const when of ['before', 'after'] as const) {
    const count = (await changesOf('farsta')).length
    const key = store.keys.publicKey
    await expect(hubOf(store, newFolder(), killing(when)).rotate()).rejects.toThrow()
    await start()
    const next = await open()
    expect(next.keys.publicKey).toEqual(key)
    await settleRotation({ pool: db.pool, keyStore: next })
    await store.follow()
    expect(next.keys.publicKey.equals(key)).toBe(when === 'before')
    expect(store.keys.publicKey).toEqual(next.keys.publicKey)
    expect(await changesOf('farsta')).toHaveLength(count + (when === 'after' ? 1 : 0))
    await hubOf(store, newFolder()).rotate()
  }
})

const step = fc.oneof(
  fc.constantFrom('write', 'checkpoint', 'restart', 'follow', 'signature', 'killed-before', 'killed-after'),
  fc.constantFrom('key-of-bromma', 'key-of-insyn', 'write', 'checkpoint'),
)

test('whatever is changed, killed and restarted in between, all that was sealed opens and all that was signed is reached from the first key text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 20 }), async (steps) => {
      const folder = newFolder()
      let store = await open()
      const other = await open()
      const first = {
        vkey: logVkey({ origin, keys: store.keys }, 'bromma'),
        changes: (await changesOf('bromma')).length,
      }
      const sealed: { log: string; text: string; id: string }[] = []
      const receipts: { text: string; vkey: string }[] = []
      const hub = () => hubOf(store, folder)
      const rotate = async (kill: 'before' | 'after') => {
        await expect(hubOf(store, folder, killing(kill)).rotate()).rejects.toThrow()
        await start()
        store = await open()
        await settleRotation({ pool: db.pool, keyStore: store })
      }
      const act: Record<string, () => Promise<unknown>> = {
        write: async () => {
          const [place] = await hub().accessLog.write([aLogRecord('bromma')])
          if (place === undefined) throw new Error('no place')
          for (const log of logs)
            sealed.push({ log, text: store.keys.sealForLog(log, 'n', log), id: sealLogId(store.keys, place) })
          receipts.push({ text: aReceipt(store), vkey: receiptVkey(origin, 'bromma', store.keys) })
        },
        checkpoint: () => hub().checkpoints.takeNow(),
        restart: async () => (store = await open()),
        follow: () => other.follow(),
        signature: () => hub().rotate(),
        'key-of-bromma': () => hub().rotate({ which: { logg: 'bromma' } }),
        'key-of-insyn': () => hub().rotate({ which: { logg: 'insyn' } }),
        'killed-before': () => rotate('before'),
        'killed-after': () => rotate('after'),
      }
      for (const one of [...steps, 'write', 'checkpoint']) await act[one]?.()
      await other.follow()
      for (const { keys } of [store, other, await open()])
        for (const { log, text, id } of sealed) {
          expect(keys.openFromLog(log, 'n', text)).toBe(log)
          expect(openLogId(keys, id)?.logg).toBe('bromma')
        }
      for (const { text, vkey } of receipts) expect(verifyReceipt(text, vkey).ok).toBe(true)
      const changes = (await changesOf('bromma')).slice(first.changes)
      expect(successionOf(origin, store.keys).slice(-changes.length || Infinity)).toEqual(changes)
      const chain = chainOf(first.vkey, changes)
      expect(chain?.following.at(-1)?.keyId).toEqual(logVerifier({ origin, keys: store.keys }, 'bromma').keyId)
      for (const note of await notesOf(folder, 'bromma'))
        expect(openWith(note, chain?.following ?? [])?.size).toBeGreaterThan(0)
      await hubOf(await open(), folder).checkpoints.checkAtStart()
    }),
    { numRuns: 12 },
  )
}, 240_000)

function aReceipt({ keys }: KeyStore): string {
  const content = {
    personuppgiftsansvarig: { stadsdel: 'bromma', namn: 'Bromma stadsdelsnämnd' },
    avtal: { diarienummer: 'DNR-1', upphorde: '2026-01-01' },
    informationsmangder: [],
    nycklar: [],
    borttaget: { rader: {}, arendeuppgifter: 0 },
    kvarIArendehistorik: { uppgifter: 0, arenden: 0 },
    tider: { paborjat: '2026-01-01', gallrat: '2026-01-01', klart: '2026-01-01' },
    loggposter: { logg: 'bromma', fran: 0, till: 1 },
  }
  return writeReceipt(origin, content, keys)
}
