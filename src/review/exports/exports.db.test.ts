import { hash, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { EVERYTHING, OCTOBER, OFFICER, useExports } from '../../../test/support/exports-app.ts'
import type { Access } from '../../atkomstlogg/access.ts'
import { leafHash } from '../../atkomstlogg/merkle.ts'
import { purgeExports } from './export-store.ts'
import type { Exportbegaran } from './exports-schema.ts'
import { FORMAT_NAMES } from './formats/formats.ts'

const db = useDatabase()
const { app, preparer, order, state, file, ready, write } = useExports(db)

const written = async (event: string, cause: string) =>
  (
    await db.pool.query<{ logg: string; record: string }>(
      `select logg, record from access_record
        where record::jsonb -> 'atkomst' ->> 'handelse' = $1 and record::jsonb -> 'atkomst' ->> 'orsak' = $2 order by logg, nummer`,
      [event, cause],
    )
  ).rows.map(({ logg, record: text }) => ({ logg, access: (JSON.parse(text) as { atkomst: Access }).atkomst }))

test('the records of the days are in the file, whole, with a manifest that says what it is', async () => {
  const times = ['2026-09-30T21:59:59.999Z', '2026-09-30T22:00:00Z', '2026-10-31T22:59:59Z', '2026-10-31T23:00:00Z']
  await write(
    'bromma',
    times.map((time) => ({ tid: time })),
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
  expect((await written('export', 'export-hamtad')).at(-1)?.access.detaljer).toMatchObject({ procent: 0 })
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
    slutanvandare: 'cia',
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
  const waiting = app().fetch(`/api/v1/exporter/${exportId}?vanta=5`, EVERYTHING)
  await delay(300)
  await preparer().caughtUp()
  expect((await waiting).json.status).toBe('klar')
  await db.pool.query(`update log_export set ordered = now() - interval '8 days'`)
  expect((await state(exportId)).status).toBe(404)
  await purgeExports(db.pool)
  expect((await db.pool.query('select from log_export_part')).rowCount).toBe(0)
})
