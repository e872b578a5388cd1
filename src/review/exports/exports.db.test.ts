import { hash, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { realPolicy, startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import { LOOKUP } from '../../../test/support/exported-records.ts'
import { testKeys } from '../../../test/support/keys.ts'
import type { Access } from '../../atkomstlogg/access.ts'
import { discloseThrough } from '../../atkomstlogg/disclose.ts'
import { leafHash } from '../../atkomstlogg/merkle.ts'
import { createLogWriter } from '../../atkomstlogg/writer.ts'
import { postgresExports, purgeExports } from './export-store.ts'
import type { Exportbegaran, Exportsvar } from './exports-schema.ts'
import { STRETCH } from './export-text.ts'
import { FORMAT_NAMES } from './formats/formats.ts'
import { createExportPreparer } from './prepare-exports.ts'

const db = useDatabase()
const policy = realPolicy()
const keys = testKeys(policy.stadsdelar.map(({ kod }) => kod))
/** With granska-skyddade, and without. */
const EVERYTHING = { klient: 'demo', roller: ['sakerhetsansvarig'] }
const OFFICER = { klient: 'demo', roller: ['granskare'] }
const OCTOBER = { fran: '2026-10-01', till: '2026-10-31', skal: 'Månadens uppföljning, dnr 7' } as const

let app: UppslagApp
let log: ReturnType<typeof createLogWriter>
const errors: unknown[] = []
const preparer = (checkpoint = async (name: string): Promise<string | undefined> => `the note of ${name}`) =>
  createExportPreparer({
    pool: db.pool,
    keys,
    checkpoint,
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (event, fields) => void errors.push({ event, ...fields }),
    },
  })

beforeAll(async () => {
  log = createLogWriter(db.pool)
  app = await startUppslagApp({
    policy,
    keys,
    disclose: discloseThrough(log),
    exports: postgresExports(db.pool, keys),
  })
  // More than one stretch.
  await write(
    'norra-innerstaden',
    Array.from({ length: STRETCH + 100 }, () => ({ slutanvandare: `å${randomUUID()}` })),
  )
})
afterAll(async () => {
  await app.stop()
  await log.stop()
})
beforeEach(async () => {
  errors.length = 0
  await db.pool.query('delete from log_export')
})

const record = (logg: string, change: Partial<Access> = {}) => ({
  logg,
  access: { ...LOOKUP, handelseId: randomUUID(), ...change },
})
const write = async (logg: string, changes: readonly Partial<Access>[]) =>
  void (await log.write(changes.map((change) => record(logg, change))))

const order = async (body: Partial<Exportbegaran>, who: object = EVERYTHING) =>
  app.send('POST', '/api/v1/exporter', { format: 'jsonl', ...OCTOBER, ...body }, who)
const state = async (id: string, who: object = EVERYTHING) => app.fetch(`/api/v1/exporter/${id}`, who)
const file = async (id: string, who: object = EVERYTHING, headers: Record<string, string> = {}) =>
  app.fetch(`/api/v1/exporter/${id}/fil`, { ...who, headers })

async function ready(body: Partial<Exportbegaran>, who: object = EVERYTHING): Promise<Exportsvar> {
  const ordered = await order(body, who)
  expect([ordered.status, ordered.json.status]).toEqual([200, 'vantar'])
  await preparer().caughtUp()
  const { json } = await state(ordered.json.exportId as string, who)
  expect([json.status, errors]).toEqual(['klar', []])
  return json as unknown as Exportsvar
}
const written = async (handelse: string, orsak: string) =>
  (
    await db.pool.query<{ logg: string; record: string }>(
      `select logg, record from access_record
        where record::jsonb -> 'atkomst' ->> 'handelse' = $1 and record::jsonb -> 'atkomst' ->> 'orsak' = $2 order by logg, nummer`,
      [handelse, orsak],
    )
  ).rows.map(({ logg, record: text }) => ({ logg, access: (JSON.parse(text) as { atkomst: Access }).atkomst }))

test('the records of the days are in the file, whole, with a manifest that says what it is', async () => {
  const times = ['2026-09-30T21:59:59.999Z', '2026-09-30T22:00:00Z', '2026-10-31T22:59:59Z', '2026-10-31T23:00:00Z']
  await write(
    'bromma',
    times.map((tid) => ({ tid })),
  )
  const { exportId, fil, manifest } = await ready({ loggar: ['bromma'] })
  const answer = await file(exportId)
  expect(answer.headers.get('content-disposition')).toBe(
    'attachment; filename="atkomster-bromma-fran-2026-10-01-till-2026-10-31.jsonl"',
  )
  expect([Buffer.byteLength(answer.text), hash('sha256', answer.text)]).toEqual([fil?.langd, fil?.sha256])
  const lines = answer.text.trimEnd().split('\n')
  const last = lines.pop() ?? ''
  const rows = lines.map((text) => JSON.parse(text) as { atkomst: Access; nummer: number; salt: string })
  // By the clock in Stockholm: summer time at the first of them, winter time at the last.
  expect(rows.map(({ atkomst }) => atkomst.tid).slice(0, 2)).toEqual(times.slice(1, 3))
  expect(JSON.parse(last)).toEqual({ manifest })
  expect(manifest).toMatchObject({
    urval: 'alla-poster',
    antal: rows.length,
    loggar: [{ logg: 'bromma', antal: rows.length, kontrollpunkt: 'the note of bromma' }],
  })
  expect(hash('sha256', lines.map((text) => `${text}\n`).join(''))).toBe(manifest?.sha256)
  const { rows: leaves } = await db.pool.query<{ leaf: Buffer }>(
    'select leaf from access_record where logg = $1 and nummer = $2',
    ['bromma', rows[0]?.nummer],
  )
  expect(leaves[0]?.leaf).toEqual(leafHash(lines[0] ?? ''))
})

test('the order, each look at it and each download are records in every log, with the reason', async () => {
  const { exportId } = await ready({ loggar: ['farsta', 'jarva'] })
  await file(exportId, EVERYTHING, { range: 'bytes=0-9' })
  for (const cause of ['export-bestalld', 'export-lage', 'export-hamtad']) {
    const records = (await written('export', cause)).filter(({ access }) => access.detaljer?.exportId === exportId)
    expect(records.map(({ logg }) => logg)).toEqual(['farsta', 'jarva'])
    expect(records[0]?.access).toMatchObject({ andamal: OCTOBER.skal, slutanvandare: 'anna' })
  }
  expect((await written('export', 'export-hamtad')).at(-1)?.access.detaljer).toMatchObject({ delFranProcent: 0 })
})

test('what is written after the order is not in the file', async () => {
  await write('skarpnack', [{}, {}])
  const ordered = await order({ loggar: ['skarpnack'] })
  await write('skarpnack', [{}, {}, {}])
  await preparer().caughtUp()
  const { json } = await state(ordered.json.exportId as string)
  // The record of the order itself is of today, by the clock of the app: in the period.
  expect((json.manifest as { antal: number }).antal).toBe(3)
})

test('records that tell protection are there for the right alone, and nothing tells that they are left out', async () => {
  const flagged: Partial<Access> = { utfall: 'tomt', orsak: 'skyddad', visat: [] }
  await write('kungsholmen', [{ slutanvandare: 'f' }, flagged, { flaggor: ['skyddad-visad'] }, { slutanvandare: 's' }])
  const all = await ready({ loggar: ['kungsholmen'], filter: { handelse: ['uppslag'] } })
  expect((await file(all.exportId)).text.split('"orsak":"skyddad"')).toHaveLength(2)
  expect(all.manifest?.antal).toBe(4)

  for (const format of FORMAT_NAMES) {
    const { exportId, manifest } = await ready(
      { format, loggar: ['kungsholmen'], filter: { handelse: ['uppslag'] } },
      OFFICER,
    )
    const { text } = await file(exportId, OFFICER)
    expect(text).not.toMatch(/skyddad/)
    expect(text).not.toMatch(/"nummer"|"salt"/)
    expect(manifest).toMatchObject({ urval: 'utan-poster-som-visar-skydd', antal: 2 })
    expect(JSON.stringify(manifest)).not.toContain('note')
  }
})

test('the right that an export was ordered with is needed to fetch it', async () => {
  const { exportId } = await ready({ loggar: ['bromma'] })
  expect((await file(exportId, OFFICER)).status).toBe(404)
  expect((await state(exportId, OFFICER)).status).toBe(404)
})

test('an export is its orderer’s alone, and a log of somebody else’s is not exported', async () => {
  const { exportId } = await ready({ loggar: ['bromma'] })
  const other = {
    klient: 'demo',
    roller: ['sakerhetsansvarig'],
    slutanvandare: 'bo',
    ansprak: { 'insyn.loggar': ['bromma'] },
  }
  for (const look of [state, file]) {
    const own = await look(exportId, other)
    const unknown = await look(randomUUID(), other)
    expect([own.status, own.json.detail]).toEqual([404, unknown.json.detail])
  }
  const refused = await order({ loggar: ['farsta'] }, { ...other, ansprak: { 'insyn.loggar': ['bromma'] } })
  expect(refused.status).toBe(404)
  expect((await order({}, { roller: ['aldre-direkt'] })).status).toBe(403)
})

test('the filter lets through what meets all of it', async () => {
  await write('hasselby-vallingby', [
    { slutanvandare: 'x', utfall: 'nekat', visat: [] },
    { slutanvandare: 'x' },
    { slutanvandare: 'y' },
    { slutanvandare: 'x', handelse: 'faktura' },
  ])
  const count = async (filter: Exportbegaran['filter'] & object) =>
    (await ready({ loggar: ['hasselby-vallingby'], filter })).manifest?.antal
  expect(await count({ slutanvandare: 'x' })).toBe(3)
  expect(await count({ slutanvandare: 'x', utfall: ['visat'] })).toBe(2)
  expect(await count({ slutanvandare: 'x', utfall: ['visat', 'nekat'], handelse: ['uppslag'] })).toBe(2)
  expect(await count({ slutanvandare: 'x', mangd: ['beslut'], handelse: ['uppslag'] })).toBe(1)
  expect(await count({ klient: 'nobody' })).toBe(0)
})

test.each(FORMAT_NAMES)('a download of %s in pieces is the whole file, wherever it breaks', async (format) => {
  const { exportId, fil } = await ready({ format, loggar: ['norra-innerstaden', 'bromma'] })
  const store = postgresExports(db.pool, keys)
  const one = await store.read(exportId)
  if (one?.file === undefined || fil === undefined) throw new Error('it is not ready')
  const bytes = async (from: number, to: number) => {
    const pieces: Uint8Array[] = []
    for await (const piece of store.bytes(one, from, to)) pieces.push(piece)
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
})

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

test('what is asked for again under the same key is ordered once; a file that is not ready is a conflict', async () => {
  const headers = { 'idempotency-key': randomUUID() }
  const [first, second] = [await order({}, { ...EVERYTHING, headers }), await order({}, { ...EVERYTHING, headers })]
  expect(second.json.exportId).toBe(first.json.exportId)
  expect((await file(first.json.exportId as string)).status).toBe(409)
})

test.each([
  ['a last day before the first', { till: '2026-09-30' }, '/till'],
  ['a day that is none', { fran: '2026-02-30' }, '/fran'],
  ['another format', { format: 'xls' as never }, '/format'],
  ['no reason', { skal: ' ' }, '/skal'],
  ['a reason with a number', { skal: 'om 189001019802' }, '/skal'],
  ['a filter with a number', { filter: { slutanvandare: '189001019802' } }, '/filter/slutanvandare'],
])('%s is refused with a pointer', async (_, body, pointer) => {
  const { status, json } = await order(body)
  expect([status, (json.fel as { pekare: string }[])[0]?.pekare]).toEqual([400, pointer])
})

test('an answer waits for the file when it is asked to, and an old export is gone', async () => {
  const { json } = await order({ loggar: ['bromma'] })
  const exportId = json.exportId as string
  const waiting = app.fetch(`/api/v1/exporter/${exportId}?vanta=5`, EVERYTHING)
  await delay(300)
  await preparer().caughtUp()
  expect((await waiting).json.status).toBe('klar')
  await db.pool.query(`update log_export set ordered = now() - interval '8 days'`)
  expect((await state(exportId)).status).toBe(404)
  await purgeExports(db.pool)
  expect((await db.pool.query('select from log_export_part')).rowCount).toBe(0)
})
