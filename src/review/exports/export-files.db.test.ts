import { hash, randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { EVERYTHING, record, useExports } from '../../../test/support/exports-app.ts'
import { STRETCH } from './export-text.ts'
import { FORMAT_NAMES } from './formats/formats.ts'

const db = useDatabase()
const { log, errors, preparer, store, order, state, file, ready, write } = useExports(db)

// More than one stretch.
beforeAll(() =>
  write(
    'norra-innerstaden',
    Array.from({ length: STRETCH + 100 }, () => ({ slutanvandare: `å${randomUUID()}` })),
  ),
)

test.each(FORMAT_NAMES)(
  'a download of %s in pieces is the whole file, wherever it breaks',
  async (format) => {
    const { exportId, fil } = await ready({ format, loggar: ['norra-innerstaden', 'bromma'] })
    const exports = store()
    const one = await exports.read(exportId)
    if (one?.file === undefined || fil === undefined) throw new Error('it is not ready')
    const bytes = async (from: number, to: number) => {
      const pieces: Uint8Array[] = []
      for await (const piece of exports.bytes(one, from, to)) pieces.push(piece)
      return Buffer.concat(pieces)
    }
    const whole = await bytes(0, fil.langd)
    expect(hash('sha256', whole, 'hex')).toBe(fil.sha256)
    const { rows: parts } = await db.pool.query<{ first: number }>(
      'select first from log_export_part where export_id = $1',
      [exportId],
    )
    expect(parts.length).toBeGreaterThan(1)
    const places = [1, 2, ...parts.flatMap(({ first }) => [first - 1, first, first + 1]), fil.langd - 2, fil.langd - 1]
    for (const place of places.filter((one) => one > 0 && one < fil.langd)) {
      expect(Buffer.concat([await bytes(0, place), await bytes(place, fil.langd)]).equals(whole)).toBe(true)
      expect((await bytes(place, place + 1)).equals(whole.subarray(place, place + 1))).toBe(true)
    }
  },
  60_000,
)

test('a part is a 206, and what is beyond the end a 416', async () => {
  const { exportId, fil } = await ready({ loggar: ['bromma'] })
  const { text } = await file(exportId)
  const length = fil?.langd ?? 0
  const part = await file(exportId, EVERYTHING, { range: 'bytes=5-' })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 5-${length - 1}/${length}`])
  expect(part.text).toBe(Buffer.from(text).subarray(5).toString())
  expect((await file(exportId, EVERYTHING, { range: `bytes=0-${length + 9}` })).text).toBe(text)
  expect((await file(exportId, EVERYTHING, { range: `bytes=${length}-` })).status).toBe(416)
})

test('a preparation that died with its process begins anew and gives the same file', async () => {
  const ordered = await order({ loggar: ['bromma'], filter: { handelse: ['uppslag'] } })
  const exportId = ordered.json.exportId as string
  await db.pool.query(
    `update log_export set status = 'pagar', claim = gen_random_uuid(), moved = now() - interval '20 seconds' where export_id = $1`,
    [exportId],
  )
  await db.pool.query(`insert into log_export_part values ($1, 0, 7, 'bromma', 0, 2000, sha256('half'))`, [exportId])
  await preparer().caughtUp()
  const { json } = await state(exportId)
  expect(json.status).toBe('klar')
  expect(hash('sha256', (await file(exportId)).text)).toBe((json.fil as { sha256: string }).sha256)
})

test('one that another process has taken for dead changes nothing any more', async () => {
  const { json } = await order({ loggar: ['bromma', 'farsta'] })
  const taken = async () => {
    await db.pool.query('update log_export set claim = gen_random_uuid() where export_id = $1', [json.exportId])
    return undefined
  }
  await preparer(taken).caughtUp()
  const { rows } = await db.pool.query('select status, size from log_export where export_id = $1', [json.exportId])
  expect(rows).toEqual([{ status: 'pagar', size: null }])
})

test('a file is not given once a record no longer is what it was', async () => {
  await write('enskede-arsta-vantor', [{}, {}])
  const { exportId } = await ready({ loggar: ['enskede-arsta-vantor'] })
  const tx = await db.pool.connect()
  await tx.query(`alter table access_record disable trigger user;
    update access_record set record = replace(record, 'bankid', 'ingen') where logg = 'enskede-arsta-vantor';
    alter table access_record enable trigger user`)
  tx.release()
  await expect(file(exportId)).resolves.toMatchObject({ status: 500 })
  const ordered = await order({ loggar: ['enskede-arsta-vantor'] })
  await preparer().caughtUp()
  expect((await state(ordered.json.exportId as string)).json.status).toBe('misslyckad')
  expect(errors).toEqual([{ event: 'export-failed', errorCode: 'LOGG_BRUTEN' }])
})

test('what has been pruned is said in the manifest, and a file that had it is not given any more', async () => {
  await write('sodermalm', [{ tid: '2026-10-02T10:00:00Z' }, { tid: '2026-10-03T10:00:00Z' }, {}])
  const first = await ready({ loggar: ['sodermalm'] })
  expect(first.manifest?.loggar[0]).not.toHaveProperty('gallratFore')
  const before = '2026-10-03T00:00:00.000Z'
  const places = await log().write([
    record('sodermalm', { handelse: 'gallring', detaljer: { fran: 0, till: 3, kvar: [], aldreAn: before, antal: 1 } }),
  ])
  await db.pool.query('select prune_access_records($1, $2, 0, 3)', ['sodermalm', places[0]?.nummer])
  const gone = await file(first.exportId)
  expect([gone.status, gone.json.kod]).toEqual([409, 'KONFLIKT'])
  const after = await ready({ loggar: ['sodermalm'], filter: { handelse: ['uppslag'] } })
  expect(after.manifest?.loggar).toMatchObject([{ logg: 'sodermalm', antal: 2, gallratFore: before }])
  const later = await ready({ loggar: ['sodermalm'], fran: '2026-10-04' })
  expect(later.manifest?.loggar[0]).not.toHaveProperty('gallratFore')
})
