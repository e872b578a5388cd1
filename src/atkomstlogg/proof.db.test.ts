import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { aLogRecord, newSigner } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { extract, useStoredLogs } from '../../test/support/log/stored-logs.ts'
import { logVkey } from './checkpoints.ts'
import { parseVkey } from './note.ts'
import { consistencyProof, inclusionProof, inclusionProofs } from './proof.ts'
import { verifyFile } from './verify-file.ts'
import { verifyProof } from './verify-proof.ts'
import { createLogWriter } from './writer.ts'

const db = useDatabase()
const { withItems, tamper, itemCount } = useStoredLogs(db)
const keysOf = (...texts: string[]) => texts.map(parseVkey).filter((key) => key !== undefined)

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
  for (const [i, number] of [8, 0, 8].entries()) {
    await writeFile(file, proofs[i] ?? '')
    const verdict = await verifyFile({ file, keys: [vkey], checkpoints: [kept] })
    expect(verdict).toMatchObject({ ok: true, record: { nummer: number }, size: 9, compared: 1 })
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
