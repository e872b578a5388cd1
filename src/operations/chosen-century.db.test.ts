import { expect, test } from '@jest/globals'
import type { Informationsmangd } from '../informationsmangd.ts'
import { readManifest } from '../mapping/load-manifests.ts'
import { createPersonAssembler } from '../mapping/person-assembler.ts'
import type { Rejected, SourceBatch } from '../mapping/person-items.ts'
import type { Row } from '../mapping/row-reader.ts'
import { inTransaction } from '../platform/database/database.ts'
import { removeChosenCenturies, withChosenCenturies } from '../sync/chosen-century.ts'
import { readPerson } from '../sync/read-source.ts'
import { noReadCounts, type ReadExtent, type Scope, type Source } from '../sync/source.ts'
import { createSync } from '../sync/sync.ts'
import type { SyncJob } from '../sync/sync-job.ts'
import { A, beslut } from '../sync/testing/use-sync.ts'
import { createQuarantineTools } from './quarantine-tools.ts'
import { ACT, ambiguous, BROMMA, rejected, useQuarantine, WRITTEN, YOUNG } from './testing/use-quarantine.ts'

const { db, held, idOf, keys, parts, quarantined, reading, records, tools } = useQuarantine()

/** What every kind of read of a scope is told of a written number. */
async function centuriesOf({ source: name, stadsdel }: Scope, written: string) {
  const told: (number | undefined)[] = []
  async function* read({ centuryOf }: ReadExtent) {
    told.push(centuryOf?.(written))
    yield { personer: [], orphans: [] }
  }
  const plain: Source = { name, readAll: read, readChanged: read, readPerson: read }
  const [source = plain] = withChosenCenturies([plain], db.pool, keys)
  const extent = { stadsdel, mangder: new Set<Informationsmangd>(['beslut']) }
  const { signal } = new AbortController()
  const toItsEnd = async (batches: AsyncIterable<SourceBatch>) => {
    for await (const { personer } of batches) expect(personer).toEqual([])
  }
  await toItsEnd(source.readAll(extent, noReadCounts(), signal))
  await toItsEnd(source.readChanged(extent, new Date(), noReadCounts(), signal))
  const request = { scope: { ...extent, source: name }, personnummer: YOUNG, evenProtected: false, signal }
  await readPerson({ sources: [source], itemKeys: reading.itemKeys }, request)
  return told
}

test('a decided century reaches every read of its source and stadsdel, however the digits are parted, and no other', async () => {
  await quarantined([], [ambiguous()])
  const id = await idOf('PNR')
  expect(await centuriesOf(BROMMA, WRITTEN)).toEqual([undefined, undefined, undefined])
  expect(await tools().choose({ ...ACT, id, century: 19 })).toMatchObject(BROMMA)
  for (const form of [WRITTEN, WRITTEN.replace('-', ''), WRITTEN.replace('-', ' '), WRITTEN.replace('-', '–')])
    expect(await centuriesOf(BROMMA, form)).toEqual([19, 19, 19])
  for (const [scope, form] of [
    [{ ...BROMMA, stadsdel: 'farsta' }, WRITTEN],
    [{ ...BROMMA, source: 'agresso' }, WRITTEN],
    [BROMMA, WRITTEN.replace('-', '+')],
    [BROMMA, YOUNG],
    [BROMMA, '189001019802'.slice(2)],
    [BROMMA, ''],
  ] as const)
    expect(await centuriesOf(scope, form)).toEqual([undefined, undefined, undefined])

  const { rows } = await db.pool.query<object>('select chosen_century::text as row from chosen_century')
  expect(JSON.stringify(rows)).not.toMatch(/0306252396|030625/)
  expect((await tools().list({ stadsdel: 'bromma' })).chosen).toEqual([
    { id, ...BROMMA, mangd: 'beslut', century: 19, by: 'Eva Ros', since: expect.any(Date) },
  ])
  expect((await tools().list({ stadsdel: 'farsta' })).chosen).toEqual([])

  await tools().choose({ ...ACT, id, century: 20 })
  expect(await centuriesOf(BROMMA, WRITTEN)).toEqual([20, 20, 20])
  await tools().revoke({ ...ACT, id })
  expect(await centuriesOf(BROMMA, WRITTEN)).toEqual([undefined, undefined, undefined])
  await expect(tools().revoke({ ...ACT, id })).rejects.toMatchObject({ code: 'FINNS_EJ' })
  expect(
    (await records()).map(({ logg, atkomst }) => [logg, atkomst.handelse, atkomst.orsak, atkomst.andamal]),
  ).toEqual(['sekel-valt', 'sekel-valt', 'sekel-angrat'].map((cause) => ['bromma', 'granskning', cause, ACT.reason]))
})

test('once a century is decided the rows of that number are read as the person’s, and no longer before it is revoked', async () => {
  const manifests = readManifest(new URL('../../config/tittbehorighet', import.meta.url).pathname)
  const row = { sourceRow: 'rad', mangd: 'beslut', personnyckel: WRITTEN, skydd: 'nej', technical: {} } as const
  async function* read({ centuryOf }: ReadExtent) {
    const assembler = createPersonAssembler(manifests, { today: parts().clock(), centuryOf })
    assembler.add({ ...row, falt: beslut('1') as Row['falt'] })
    assembler.flush()
    yield assembler.take()
  }
  const source: Source = { name: 'paraplyet', readAll: read, readChanged: read, readPerson: read }
  const sync = createSync({
    ...{ ...reading, sources: withChosenCenturies([source], db.pool, keys) },
    ...{ pool: db.pool, keys, allowedMangder: () => held.allowed },
    settings: { samtidiga: 1, volymvakt: { andel: 1, minst: 9 }, karantanDygn: 14, omforsokMs: [] },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  const run = (job: SyncJob) => sync.run(job)
  const acts = createQuarantineTools({ ...parts(), run })
  const persons = async () => (await db.pool.query<{ ref: string }>('select person_ref as ref from uppgift')).rows

  await run({ scopes: [BROMMA], kind: 'fullstandig', trigger: 'prov' })
  const [group] = (await acts.list({})).groups
  expect(group).toMatchObject({ ...BROMMA, reason: 'tvetydigt', count: 1 })
  expect(await persons()).toEqual([])
  const id = group?.ids[0] ?? 0
  await acts.choose({ ...ACT, id, century: 19 })
  await acts.readAgain({}, 'Eva Ros')
  expect(await persons()).toEqual([{ ref: keys.personRef(`19${YOUNG.slice(2)}`) }])
  expect((await acts.list({})).groups).toEqual([])
  // The decision was wrong; the row that it was made from may be gone by now.
  await db.pool.query('delete from quarantine')
  await acts.choose({ ...ACT, id, century: 20 })
  await run({ scopes: [BROMMA], kind: 'fullstandig', trigger: 'prov' })
  expect(await persons()).toEqual([{ ref: keys.personRef(YOUNG) }])
  await acts.revoke({ ...ACT, id })
  await run({ scopes: [BROMMA], kind: 'fullstandig', trigger: 'prov' })
  expect((await acts.list({})).groups).toMatchObject([{ reason: 'tvetydigt', count: 1 }])
})

test('a newer row with the same number takes the decision over, and the end of the avtal takes it away', async () => {
  await quarantined([], [ambiguous()])
  await tools().choose({ ...ACT, id: await idOf('PNR'), century: 19 })
  await quarantined([], [ambiguous(WRITTEN.replace('-', ''))])
  const newer = await idOf('PNR')
  await tools().choose({ ...ACT, id: newer, century: 20 })
  expect((await tools().list({})).chosen).toMatchObject([{ id: newer, century: 20 }])
  const removed = (mangd: Informationsmangd) =>
    inTransaction(db.pool, (tx) => removeChosenCenturies(tx, 'bromma', [mangd]))
  expect([await removed('faktura'), await removed('beslut')]).toEqual([0, 1])
  expect((await tools().list({})).chosen).toEqual([])
})

test.each<[string, Rejected, number, string]>([
  ['another reason', rejected('PNR', WRITTEN), 19, 'not in quarantine for an ambiguous number'],
  ['a century that is none', ambiguous(), 17, '--sekel'],
  ['no century', ambiguous(), NaN, '--sekel'],
  // 2093 is yet to come.
  ['a day that has not been', ambiguous(A.slice(2)), 20, 'cannot be of that century'],
  ['a birth that nobody could have lived since', ambiguous(), 18, 'cannot be of that century'],
  ['a number that is written in full', ambiguous(YOUNG), 20, 'cannot be of that century'],
  ['no number', { ...ambiguous(), rawValues: {} }, 20, 'cannot be of that century'],
])('a decision about a row with %s is refused, unrecorded and without its number', async (_, row, century, message) => {
  await quarantined([], [row])
  const refused = await tools()
    .choose({ ...ACT, id: await idOf('PNR'), century })
    .catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'BEGARAN_OGILTIG', message: expect.stringContaining(message) })
  expect((refused as Error).message).not.toMatch(/\d{6}/)
  expect(await records()).toEqual([])
})
