import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { A, B, beslut } from '../../test/support/avtal-fixture.ts'
import { logOrigin } from '../atkomstlogg/checkpoint.ts'
import { vkeyText } from '../atkomstlogg/note.ts'
import { receiptVkey, verifyReceipt } from './receipt.ts'
import { NEW_YEAR, opensWith, UNTIL_NEW_YEAR, useEnding } from './testing/use-endings.ts'

const { db, dump, dueNow, inArende, inFile, receipts, withArenden, person, poster, proof, rader, start, system } =
  useEnding()

test('at the end of an avtal its keys, mirror, quarantine and what cases hold are gone, and a receipt says so', async () => {
  const { hub, arenden } = await withArenden()
  const brokerDump = await dump()
  proof.now = new Date(NEW_YEAR.getTime() - 1)
  await hub.reconcile()
  expect(await rader('uppgift', 'bromma')).toBe(2)

  proof.now = NEW_YEAR
  await hub.reconcile()
  expect(await inFile()).toEqual(['farsta/person/1', 'farsta/beslut/1', 'farsta/avgift/1'])
  expect([await rader('uppgift', 'bromma'), await rader('quarantine', 'bromma')]).toEqual([0, 0])
  expect([await rader('uppgift', 'farsta'), await rader('quarantine', 'farsta')]).toEqual([1, 1])
  expect(await receipts()).toEqual([])
  await hub.work()
  expect(arenden.map(inArende)).toEqual([['farsta'], []])
  await hub.reconcile()

  // With the keyring of afterwards nothing of the dump opens, neither in the running hub nor in one that starts.
  for (const { keys } of [hub, await start(UNTIL_NEW_YEAR)])
    expect(brokerDump.map((row) => [row.stadsdel, opensWith(keys, row)])).toEqual([
      ['bromma', false],
      ['bromma', false],
      ['farsta', true],
    ])

  const [text = '', ...more] = await receipts()
  expect(more).toEqual([])
  const vkey = receiptVkey('insyn.example', 'bromma', hub.keys)
  const review = verifyReceipt(text, vkey)
  const end = (await poster('bromma')).filter(({ handelse }) => handelse === 'avtalsslut')
  expect(review).toMatchObject({
    ok: true,
    kvitto: {
      personuppgiftsansvarig: { stadsdel: 'bromma', namn: 'Bromma' },
      avtal: { diarienummer: 'DNR bromma', upphorde: '2027-01-01' },
      informationsmangder: ['avgift', 'beslut', 'person'],
      nycklar: [
        { informationsmangd: 'avgift', generation: 1 },
        { informationsmangd: 'beslut', generation: 1 },
        { informationsmangd: 'person', generation: 1 },
      ],
      borttaget: { rader: { uppgift: 2, karantan: 1, skyddad: 0 }, arendeuppgifter: 2 },
      loggposter: { logg: 'bromma', fran: end[0]?.nummer, till: end[1]?.nummer },
    },
  })
  expect(end.map(({ orsak }) => orsak)).toEqual(['avtal-upphort', 'avtal-avslutat'])
  const between = (await poster('bromma')).filter(
    ({ nummer }) => nummer > (end[0]?.nummer ?? 0) && nummer < (end[1]?.nummer ?? 0),
  )
  expect(between.map(({ handelse, orsak }) => [handelse, orsak])).toEqual([
    ['borttagning', 'avtal-saknas'],
    ['borttagning', 'avtal-saknas'],
  ])
})

test('a receipt with one byte changed, or under another board’s key, does not verify', async () => {
  const { hub } = await withArenden()
  proof.now = NEW_YEAR
  await hub.reconcile()
  await hub.work()
  await hub.reconcile()
  const [text = ''] = await receipts()
  const vkey = (stadsdel: string) => receiptVkey('insyn.example', stadsdel, hub.keys)
  expect(verifyReceipt(text, vkey('bromma'))).toMatchObject({ ok: true })
  expect(verifyReceipt(text, vkey('farsta'))).toMatchObject({ ok: false })
  // Auditors have the key text of the log.
  const ofLog = (log: string) => vkeyText(logOrigin('insyn.example', log), hub.keys.publicKey)
  expect(['bromma', 'farsta'].map((log) => verifyReceipt(text, ofLog(log)).ok)).toEqual([true, false])
  for (let at = 0; at < text.length; at += 7) {
    const changed = text.slice(0, at) + (text[at] === 'x' ? 'y' : 'x') + text.slice(at + 1)
    expect([at, verifyReceipt(changed, vkey('bromma')).ok]).toEqual([at, false])
  }
})

test('with the case system away everything else is gone at once, and the receipt waits for the cases', async () => {
  const { hub, arenden } = await withArenden()
  system().fel.set({ peer: 'arendesystem', fel: 'nere' })
  proof.now = NEW_YEAR
  for (let round = 0; round < 3; round++) {
    await hub.reconcile()
    await hub.work()
    await dueNow()
  }
  expect([await inFile(), await rader('uppgift', 'bromma')]).toEqual([
    expect.not.arrayContaining(['bromma/beslut/1']),
    0,
  ])
  expect(arenden.map((id) => inArende(id).sort())).toEqual([['bromma', 'farsta'], ['bromma']])
  expect(await receipts()).toEqual([])
  system().fel.purge()
  await hub.work()
  await hub.reconcile()
  expect(arenden.map(inArende)).toEqual([['farsta'], []])
  expect(await receipts()).toHaveLength(1)
})

test('what a case that was closed meanwhile holds is waited for too', async () => {
  const { hub, arenden } = await withArenden()
  await db.pool.query(`update arende set status = 'stangt' where arende_id = $1`, [arenden[1]])
  for (const operation of ['rensa', 'taBort']) system().fel.set({ peer: 'arendesystem', fel: 'fault', operation })
  proof.now = NEW_YEAR
  await hub.reconcile()
  await hub.work()
  await hub.reconcile()
  expect(await receipts()).toEqual([])
  system().fel.purge()
  await dueNow()
  await hub.work()
  await hub.reconcile()
  expect(await receipts()).toHaveLength(1)
})

/** Each is a statement that a killed hub may not have come to; what came before it is done. */
const STEP = [
  ['data_key', 'update', 'new.ended_at is not null and new.destroyed_at is null'],
  ['avtal_ending', 'update', 'new.begin_record is not null and new.keys_destroyed is null'],
  ['data_key', 'update', 'new.destroyed_at is not null'],
  ['avtal_ending', 'update', 'new.keys_destroyed is not null and old.keys_destroyed is null'],
  ['uppgift', 'delete', 'true'],
  ['quarantine', 'delete', 'true'],
  ['delivery', 'update', "new.reason is null and new.status = 'vantar' and old.status <> 'vantar'"],
  ['avtal_ending', 'update', 'new.purged is not null and old.purged is null'],
  ['avtal_ending', 'update', 'new.done is not null'],
] as const

test.each(STEP)(
  'a hub that is cut off at %s, %s when %s, leaves the rest to the next',
  async (table, kind, condition) => {
    const { hub, arenden } = await withArenden()
    const brokerDump = await dump()
    proof.now = NEW_YEAR
    await db.pool.query(
      `create function prov_bryt() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$;
     create trigger prov_bryt before ${kind} on ${table} for each row when (${condition}) execute function prov_bryt()`,
    )
    try {
      for (let round = 0; round < 2; round++) {
        await hub.reconcile().catch(() => undefined)
        await hub.work().catch(() => undefined)
      }
    } finally {
      await db.pool.query(`drop trigger prov_bryt on ${table}; drop function prov_bryt`)
    }
    expect(await receipts()).toEqual([])

    await dueNow()
    const next = await start(UNTIL_NEW_YEAR)
    await next.reconcile()
    await next.work()
    await next.reconcile()
    expect(arenden.map(inArende)).toEqual([['farsta'], []])
    expect([await rader('uppgift', 'bromma'), await rader('quarantine', 'bromma')]).toEqual([0, 0])
    expect(brokerDump.filter((row) => opensWith(next.keys, row)).map(({ stadsdel }) => stadsdel)).toEqual(['farsta'])
    const [text = '', ...more] = await receipts()
    expect(more).toEqual([])
    expect(verifyReceipt(text, receiptVkey('insyn.example', 'bromma', next.keys))).toMatchObject({
      ok: true,
      kvitto: { borttaget: { rader: { uppgift: 2, karantan: 1 }, arendeuppgifter: 2 } },
    })
  },
)

test('a read under way when the avtal ends writes nothing after it, and ends', async () => {
  const { hub } = await withArenden()
  proof.paraplyet.set('bromma', [person(A, beslut('ny')), person(B, beslut('nyare'))])
  proof.between = async () => {
    proof.now = NEW_YEAR
    await hub.reconcile()
  }
  expect(await hub.read('bromma')).toMatchObject({ status: 'avbruten', errorCode: 'NYCKEL_SAKNAS' })
  expect(await rader('uppgift', 'bromma')).toBe(0)
})

test('a batch that was sealed before the end and is written after it does not land', async () => {
  const { hub } = await withArenden()
  // Another hub, which has not noticed yet: its keys are still in memory.
  const another = await start(UNTIL_NEW_YEAR)
  proof.paraplyet.set('bromma', [person(A, beslut('ny'))])
  proof.between = async () => {
    proof.now = NEW_YEAR
    await hub.reconcile()
  }
  expect(another.keys.generation('bromma', 'beslut')).toBe(1)
  expect(await another.read('bromma')).toMatchObject({ status: 'avbruten', errorCode: 'NYCKEL_SAKNAS' })
  expect(await rader('uppgift', 'bromma')).toBe(0)
  await another.guard.reconcile()
  expect(another.keys.generation('bromma', 'beslut')).toBeUndefined()
})

test('flags of protection go with the last kind of their source', async () => {
  const { hub } = await withArenden()
  await db.pool.query(`insert into protected_person (person_ref, source, stadsdel) values ('x', 'paraplyet', 'bromma')`)
  proof.now = NEW_YEAR
  await hub.reconcile()
  expect(await rader('protected_person', 'bromma')).toBe(0)
})

test('a receipt whose file was lost is written again', async () => {
  const { hub } = await withArenden()
  proof.now = NEW_YEAR
  await hub.reconcile()
  await hub.work()
  await hub.reconcile()
  const before = await receipts()
  await rm(join(proof.state, 'kvitton'), { recursive: true })
  await hub.reconcile()
  expect(await receipts()).toEqual(before)
})
