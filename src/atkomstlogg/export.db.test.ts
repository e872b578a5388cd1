import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { extract, useStoredLogs } from '../../test/support/log/stored-logs.ts'
import { InsynError } from '../errors.ts'
import { discloseThrough } from './disclose.ts'
import { exportLog } from './export.ts'
import { inclusionProof } from './proof.ts'
import { parseRecord } from './record.ts'
import { verifyFile } from './verify-file.ts'

const db = useDatabase()
const { withItems, tamper, itemCount, folder } = useStoredLogs(db)

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
  const kept = join(folder(), 'kept.txt')
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
