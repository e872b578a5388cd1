import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { aLogRecord, newSigner } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { InsynError } from '../errors.ts'
import { createCheckpoints, logVkey } from './checkpoints.ts'
import { discloseThrough } from './disclose.ts'
import { exportLog } from './export.ts'
import { parseVkey } from './note.ts'
import { consistencyProof, inclusionProof, inclusionProofs } from './proof.ts'
import { parseRecord } from './record.ts'
import { verifyFile } from './verify-file.ts'
import { verifyProof } from './verify-proof.ts'
import { createLogWriter } from './writer.ts'

const db = useDatabase()
const keys = newSigner()
const extract = { slutanvandare: 'revisor', klient: 'kommandorad', andamal: null, arende: 'granskning-7' }
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function withItems(log: string, count: number) {
  const writer = createLogWriter(db.pool)
  await writer.write(Array.from({ length: count }, () => aLogRecord(log)))
  const deps = {
    pool: db.pool,
    folder: join(folder, log),
    keys,
    origin: 'insyn.example',
    disclose: discloseThrough(writer),
    clock: () => new Date('2026-03-02T09:00:00Z'),
  }
  const file = join(folder, `${log}-${randomUUID()}.jsonl`)
  return {
    deps,
    file,
    vkey: logVkey(deps, log),
    checkpoints: createCheckpoints(deps),
    exportLog: (selection: { fran?: number; till?: number } = {}) =>
      exportLog(deps, { logg: log, actor: extract, ...selection }, createWriteStream(file)),
  }
}
const triggers = (what: 'enable' | 'disable') =>
  ['access_record', 'log_head'].map((table) => `alter table ${table} ${what} trigger user`).join('; ')
/** What only the owner of the database can do. */
const tamper = async (sql: string) => {
  const tx = await db.pool.connect()
  await tx.query(`${triggers('disable')}; ${sql}; ${triggers('enable')}`)
  tx.release()
}
// A log that one test has broken must not stop the next.
beforeEach(() => tamper('truncate access_record, log_head'))
const keysOf = (...texts: string[]) => texts.map(parseVkey).filter((key) => key !== undefined)
const itemCount = async (log: string) =>
  (await db.pool.query<{ count: number }>('select count(*) as count from access_record where logg = $1', [log])).rows[0]
    ?.count

test('a whole log goes out and verifies with the key alone, the export among its own records', async () => {
  const { file, vkey, exportLog } = await withItems('jarva', 2500)
  await exportLog()
  expect(await verifyFile({ file, keys: [vkey] })).toMatchObject({ ok: true, logg: 'jarva', fran: 0, size: 2501 })
  const lines = (await readFile(file, 'utf8')).split('\n')
  expect(parseRecord(lines[2501] ?? '')?.atkomst).toMatchObject({
    handelse: 'export',
    slutanvandare: 'revisor',
    arende: 'granskning-7',
  })
})

test.each([
  [0, 10],
  [10, 30],
  [30, 30],
  [12, 12],
])('the records from %d up to %d go out and verify', async (from, to) => {
  const { file, vkey, exportLog } = await withItems('jarva', 30)
  await exportLog({ fran: from, till: to })
  expect(await verifyFile({ file, keys: [vkey] })).toMatchObject({ ok: true, fran: from, size: to })
})

test('an export and a checkpoint kept outside agree', async () => {
  const { file, vkey, checkpoints, exportLog } = await withItems('farsta', 20)
  const note = (await checkpoints.takeNow()).get('farsta')?.note ?? ''
  const kept = join(folder, 'kept.txt')
  await writeFile(kept, note)
  await exportLog()
  expect(await verifyFile({ file, keys: [vkey], checkpoints: [kept] })).toMatchObject({
    ok: true,
    size: 21,
    compared: 1,
  })
})

test('a flipped byte in an exported file is found wherever it is', async () => {
  const { file, vkey, exportLog } = await withItems('bromma', 20)
  await exportLog()
  const bytes = await readFile(file)
  const unseen: number[] = []
  for (let at = 0; at < bytes.length; at += 97) {
    const forged = Buffer.from(bytes)
    forged[at] = (bytes[at] ?? 0) ^ 4
    await writeFile(file, forged)
    if ((await verifyFile({ file, keys: [vkey] })).ok) unseen.push(at)
  }
  expect(unseen).toEqual([])
})

test.each([
  ['in the export', `update access_record set record = replace(record, 'bankid', 'ingen') where nummer = 7`, {}],
  ['in the export, leaf and all', `update access_record set leaf = sha256(leaf) where nummer = 7`, {}],
  ['before the export', `update access_record set leaf = sha256(leaf) where nummer = 2`, { fran: 5 }],
  ['after the export', `update access_record set leaf = sha256(leaf) where nummer = 9`, { till: 5 }],
  ['missing', 'delete from access_record where nummer = 7', {}],
])('a log with a changed record %s is not signed', async (_, sql, selection) => {
  const log = `andrad-${randomUUID()}`
  const { file, vkey, exportLog } = await withItems(log, 12)
  await tamper(`${sql} and logg = '${log}'`)
  await expect(exportLog(selection)).rejects.toMatchObject({ code: 'LOGG_BRUTEN' })
  expect((await verifyFile({ file, keys: [vkey] })).ok).toBe(false)
})

test('a log that was written anew after a saved checkpoint is not exported', async () => {
  const { file, vkey, checkpoints, exportLog } = await withItems('skarpnack', 5)
  await checkpoints.takeNow()
  await tamper(`delete from access_record where logg = 'skarpnack'; delete from log_head where logg = 'skarpnack'`)
  await withItems('skarpnack', 8)
  await expect(exportLog()).rejects.toMatchObject({ code: 'LOGG_BRUTEN' })
  expect((await verifyFile({ file, keys: [vkey] })).ok).toBe(false)
})

test('nothing of a log goes out when its going out cannot be logged', async () => {
  const { deps, file } = await withItems('sodermalm', 5)
  const disclose = discloseThrough({ write: () => Promise.reject(new InsynError('LOGG_OTILLGANGLIG', 'down')) })
  const written: unknown[] = []
  const out = new Writable({ write: (chunk, _, done) => (written.push(chunk), done()) })
  await expect(exportLog({ ...deps, disclose }, { logg: 'sodermalm', actor: extract }, out)).rejects.toMatchObject({
    code: 'LOGG_OTILLGANGLIG',
  })
  await expect(
    inclusionProof({ ...deps, disclose }, { logg: 'sodermalm', nummer: 1, actor: extract }),
  ).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect(written).toEqual([])
  await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' })
})

test.each([
  [-1, 3],
  [4, 3],
  [0, 6],
  [1.5, 3],
])('a range from %d up to %d that the log does not have is refused and not logged', async (from, to) => {
  const log = `utanfor-${randomUUID()}`
  const { exportLog } = await withItems(log, 5)
  await expect(exportLog({ fran: from, till: to })).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
  expect(await itemCount(log)).toBe(5)
})

test('one record goes out with a proof that verifies with the key alone and is logged', async () => {
  const { deps, vkey } = await withItems('kungsholmen', 100)
  const proof = await inclusionProof(deps, { logg: 'kungsholmen', nummer: 41, actor: extract })
  expect(await verifyProof(proof, keysOf(vkey))).toMatchObject({ ok: true, record: { nummer: 41 }, size: 101 })
  expect(await itemCount('kungsholmen')).toBe(101)

  const bytes = Buffer.from(proof)
  const unseen: number[] = []
  for (const at of bytes.keys()) {
    const forged = Buffer.from(bytes)
    forged[at] = (bytes[at] ?? 0) ^ 1
    if ((await verifyProof(forged.toString(), keysOf(vkey))).ok) unseen.push(at)
  }
  expect(unseen).toEqual([])
  const others = [logVkey(deps, 'farsta'), logVkey({ ...deps, keys: newSigner() }, 'kungsholmen'), '']
  for (const key of others) expect(await verifyProof(proof, keysOf(key))).toMatchObject({ ok: false })
})

test('a record that is not there has no proof', async () => {
  const { deps } = await withItems('hasselby-vallingby', 3)
  for (const number of [3, -1, 0.5])
    await expect(
      inclusionProof(deps, { logg: 'hasselby-vallingby', nummer: number, actor: extract }),
    ).rejects.toMatchObject({ code: 'FINNS_EJ' })
  expect(await itemCount('hasselby-vallingby')).toBe(3)
})

test('a record that was changed in the database gets no proof', async () => {
  const { deps } = await withItems('alvsjo', 5)
  await tamper(`update access_record set record = replace(record, 'bankid', 'ingen') where nummer = 2`)
  const proved = (number: number) => inclusionProof(deps, { logg: 'alvsjo', nummer: number, actor: extract })
  await expect(proved(2)).rejects.toMatchObject({ code: 'LOGG_BRUTEN' })
})

test('a file is told to be a proof, and is verified with the key alone', async () => {
  const { deps, file, vkey, exportLog } = await withItems('spanga-tensta', 9)
  await writeFile(file, await inclusionProof(deps, { logg: 'spanga-tensta', nummer: 8, actor: extract }))
  expect(await verifyFile({ file, keys: [vkey] })).toMatchObject({ ok: true, record: { nummer: 8 }, size: 10 })
  expect(await verifyFile({ file, keys: [logVkey(deps, 'farsta')] })).toMatchObject({ ok: false })
  await exportLog()
  expect(await verifyFile({ file, keys: [vkey] })).toMatchObject({ ok: true, kind: 'export' })
})

test('a proof stands under the newest saved checkpoint that has the record, which others hold too', async () => {
  const { deps, file, vkey, checkpoints } = await withItems('arsta', 9)
  await checkpoints.takeNow()
  const kept = join(deps.folder, 'arsta.checkpoints')
  const proofs = await inclusionProofs(deps, { logg: 'arsta', numbers: [8, 0, 8], actor: extract })
  expect(await itemCount('arsta')).toBe(10)
  for (const [i, nummer] of [8, 0, 8].entries()) {
    await writeFile(file, proofs[i] ?? '')
    const verdict = await verifyFile({ file, keys: [vkey], checkpoints: [kept] })
    expect(verdict).toMatchObject({ ok: true, record: { nummer }, size: 9, compared: 1 })
  }
  await writeFile(file, await inclusionProof(deps, { logg: 'arsta', nummer: 9, actor: extract }))
  expect(await verifyFile({ file, keys: [vkey] })).toMatchObject({ ok: true, record: { nummer: 9 }, size: 11 })
  expect(await verifyFile({ file, keys: [vkey], checkpoints: [kept] })).toMatchObject({ ok: false })
})

test('a log is shown to begin with what it was, to whoever holds the earlier checkpoint, and it is logged', async () => {
  const { deps, file, vkey, checkpoints } = await withItems('hagersten', 20)
  const early = (await checkpoints.takeNow()).get('hagersten')
  await createLogWriter(db.pool).write(Array.from({ length: 13 }, () => aLogRecord('hagersten')))
  await checkpoints.takeNow()
  const from = { size: 20, root: early?.checkpoint.root ?? Buffer.of(), source: 'kept.txt' }
  const proof = { logg: 'hagersten', actor: extract }
  await writeFile(file, await consistencyProof(deps, { ...proof, from, to: 33 }))
  const kept = join(deps.folder, 'hagersten.checkpoints')
  expect(await verifyFile({ file, keys: [vkey], checkpoints: [kept] })).toMatchObject({
    ok: true,
    kind: 'growth',
    from: 20,
    size: 33,
    compared: 2,
  })
  expect(await itemCount('hagersten')).toBe(34)
  for (const [earlier, to, size] of [
    [0, undefined, 34],
    [34, undefined, 35],
    [7, 7, 7],
  ] as const) {
    await writeFile(
      file,
      await consistencyProof(deps, { ...proof, from: earlier, ...(to === undefined ? {} : { to }) }),
    )
    expect(await verifyFile({ file, keys: [vkey] })).toMatchObject({ ok: true, from: earlier, size })
  }
  const other = { ...from, root: Buffer.alloc(32) }
  await expect(consistencyProof(deps, { ...proof, from: other })).rejects.toMatchObject({ code: 'LOGG_BRUTEN' })
  for (const [a, b] of [
    [-1, 3],
    [4, 3],
    [3, 99],
    [0.5, 3],
  ] as const)
    await expect(consistencyProof(deps, { ...proof, from: a, to: b })).rejects.toMatchObject({ code: 'FINNS_EJ' })
})

test.each(['rör 189001019802', '', 'a\u0000b', 'a\ud800b', 'a\nb', 'a'.repeat(101)])(
  'whoever takes a log or a record out under the name %j does not, and no record has it',
  async (name) => {
    const { deps, file } = await withItems('bromma', 3)
    const actor = { ...extract, slutanvandare: name }
    const out = new Writable({ write: (_chunk, _encoding, done) => done() })
    await expect(exportLog(deps, { logg: 'bromma', actor }, out)).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
    await expect(inclusionProof(deps, { logg: 'bromma', nummer: 1, actor })).rejects.toMatchObject({
      code: 'BEGARAN_OGILTIG',
    })
    expect(await itemCount('bromma')).toBe(3)
    await expect(readFile(file)).rejects.toThrow()
  },
)
