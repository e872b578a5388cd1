import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { A, B, beslut } from '../../test/support/avtal-fixture.ts'
import { kvittoVkey, verifieraKvitto } from './receipt.ts'
import { NYAR, TILL_NYAR, oppnasMed, useAvtalsslut } from './testing/use-endings.ts'

const { db, dump, forfallNu, iArende, iFilen, kvitton, medArenden, person, poster, prov, rader, starta, system } =
  useAvtalsslut()

test('at the end of an avtal its keys, mirror, quarantine and what cases hold are gone, and a receipt says so', async () => {
  const { hub, arenden } = await medArenden()
  const dumpen = await dump()
  prov.nu = new Date(NYAR.getTime() - 1)
  await hub.stamAv()
  expect(await rader('uppgift', 'bromma')).toBe(2)

  prov.nu = NYAR
  await hub.stamAv()
  expect(await iFilen()).toEqual(['farsta/person/1', 'farsta/beslut/1', 'farsta/avgift/1'])
  expect([await rader('uppgift', 'bromma'), await rader('karantan', 'bromma')]).toEqual([0, 0])
  expect([await rader('uppgift', 'farsta'), await rader('karantan', 'farsta')]).toEqual([1, 1])
  expect(await kvitton()).toEqual([])
  await hub.work()
  expect(arenden.map(iArende)).toEqual([['farsta'], []])
  await hub.stamAv()

  // With the keyring of afterwards nothing of the dump opens, neither in the running hub nor in one that starts.
  for (const { nycklar } of [hub, await starta(TILL_NYAR)])
    expect(dumpen.map((rad) => [rad.stadsdel, oppnasMed(nycklar, rad)])).toEqual([
      ['bromma', false],
      ['bromma', false],
      ['farsta', true],
    ])

  const [text = '', ...fler] = await kvitton()
  expect(fler).toEqual([])
  const vkey = kvittoVkey('insyn.example', 'bromma', hub.nycklar)
  const granskning = verifieraKvitto(text, vkey)
  const slut = (await poster('bromma')).filter(({ handelse }) => handelse === 'avtalsslut')
  expect(granskning).toMatchObject({
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
      loggposter: { logg: 'bromma', fran: slut[0]?.nummer, till: slut[1]?.nummer },
    },
  })
  expect(slut.map(({ orsak }) => orsak)).toEqual(['avtal-upphort', 'avtal-avslutat'])
  const emellan = (await poster('bromma')).filter(
    ({ nummer }) => nummer > (slut[0]?.nummer ?? 0) && nummer < (slut[1]?.nummer ?? 0),
  )
  expect(emellan.map(({ handelse, orsak }) => [handelse, orsak])).toEqual([
    ['borttagning', 'avtal-saknas'],
    ['borttagning', 'avtal-saknas'],
  ])
})

test('a receipt with one byte changed, or under another board’s key, does not verify', async () => {
  const { hub } = await medArenden()
  prov.nu = NYAR
  await hub.stamAv()
  await hub.work()
  await hub.stamAv()
  const [text = ''] = await kvitton()
  const vkey = (stadsdel: string) => kvittoVkey('insyn.example', stadsdel, hub.nycklar)
  expect(verifieraKvitto(text, vkey('bromma'))).toMatchObject({ ok: true })
  expect(verifieraKvitto(text, vkey('farsta'))).toMatchObject({ ok: false })
  for (let at = 0; at < text.length; at += 7) {
    const changed = text.slice(0, at) + (text[at] === 'x' ? 'y' : 'x') + text.slice(at + 1)
    expect([at, verifieraKvitto(changed, vkey('bromma')).ok]).toEqual([at, false])
  }
})

test('with the case system away everything else is gone at once, and the receipt waits for the cases', async () => {
  const { hub, arenden } = await medArenden()
  system().fel.satt({ peer: 'arendesystem', fel: 'nere' })
  prov.nu = NYAR
  for (let varv = 0; varv < 3; varv++) {
    await hub.stamAv()
    await hub.work()
    await forfallNu()
  }
  expect([await iFilen(), await rader('uppgift', 'bromma')]).toEqual([
    expect.not.arrayContaining(['bromma/beslut/1']),
    0,
  ])
  expect(arenden.map((id) => iArende(id).sort())).toEqual([['bromma', 'farsta'], ['bromma']])
  expect(await kvitton()).toEqual([])
  system().fel.rensa()
  await hub.work()
  await hub.stamAv()
  expect(arenden.map(iArende)).toEqual([['farsta'], []])
  expect(await kvitton()).toHaveLength(1)
})

test('what a case that was closed meanwhile holds is waited for too', async () => {
  const { hub, arenden } = await medArenden()
  await db.pool.query(`update arende set status = 'stangt' where arende_id = $1`, [arenden[1]])
  for (const operation of ['rensa', 'taBort']) system().fel.satt({ peer: 'arendesystem', fel: 'fault', operation })
  prov.nu = NYAR
  await hub.stamAv()
  await hub.work()
  await hub.stamAv()
  expect(await kvitton()).toEqual([])
  system().fel.rensa()
  await forfallNu()
  await hub.work()
  await hub.stamAv()
  expect(await kvitton()).toHaveLength(1)
})

/** Each is a statement that a killed hub may not have come to; what came before it is done. */
const STEG = [
  ['datanyckel', 'update', 'new.avslutad is not null and new.forstord is null'],
  ['avtalsslut', 'update', 'new.loggpost is not null and new.nycklar_forstorda is null'],
  ['datanyckel', 'update', 'new.forstord is not null'],
  ['avtalsslut', 'update', 'new.nycklar_forstorda is not null and old.nycklar_forstorda is null'],
  ['uppgift', 'delete', 'true'],
  ['karantan', 'delete', 'true'],
  ['leverans', 'update', "new.orsak is null and new.status = 'vantar' and old.status <> 'vantar'"],
  ['avtalsslut', 'update', 'new.gallrat is not null and old.gallrat is null'],
  ['avtalsslut', 'update', 'new.klart is not null'],
] as const

test.each(STEG)(
  'a hub that is cut off at %s, %s when %s, leaves the rest to the next',
  async (tabell, slag, villkor) => {
    const { hub, arenden } = await medArenden()
    const dumpen = await dump()
    prov.nu = NYAR
    await db.pool.query(
      `create function prov_bryt() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$;
     create trigger prov_bryt before ${slag} on ${tabell} for each row when (${villkor}) execute function prov_bryt()`,
    )
    try {
      for (let varv = 0; varv < 2; varv++) {
        await hub.stamAv().catch(() => undefined)
        await hub.work().catch(() => undefined)
      }
    } finally {
      await db.pool.query(`drop trigger prov_bryt on ${tabell}; drop function prov_bryt`)
    }
    expect(await kvitton()).toEqual([])

    await forfallNu()
    const next = await starta(TILL_NYAR)
    await next.stamAv()
    await next.work()
    await next.stamAv()
    expect(arenden.map(iArende)).toEqual([['farsta'], []])
    expect([await rader('uppgift', 'bromma'), await rader('karantan', 'bromma')]).toEqual([0, 0])
    expect(dumpen.filter((rad) => oppnasMed(next.nycklar, rad)).map(({ stadsdel }) => stadsdel)).toEqual(['farsta'])
    const [text = '', ...fler] = await kvitton()
    expect(fler).toEqual([])
    expect(verifieraKvitto(text, kvittoVkey('insyn.example', 'bromma', next.nycklar))).toMatchObject({
      ok: true,
      kvitto: { borttaget: { rader: { uppgift: 2, karantan: 1 }, arendeuppgifter: 2 } },
    })
  },
)

test('a read under way when the avtal ends writes nothing after it, and ends', async () => {
  const { hub } = await medArenden()
  prov.paraplyet.set('bromma', [person(A, beslut('ny')), person(B, beslut('nyare'))])
  prov.mellan = async () => {
    prov.nu = NYAR
    await hub.stamAv()
  }
  expect(await hub.las('bromma')).toMatchObject({ status: 'avbruten', felkod: 'NYCKEL_SAKNAS' })
  expect(await rader('uppgift', 'bromma')).toBe(0)
})

test('a batch that was sealed before the end and is written after it does not land', async () => {
  const { hub } = await medArenden()
  // Another hub, which has not noticed yet: its keys are still in memory.
  const annan = await starta(TILL_NYAR)
  prov.paraplyet.set('bromma', [person(A, beslut('ny'))])
  prov.mellan = async () => {
    prov.nu = NYAR
    await hub.stamAv()
  }
  expect(annan.nycklar.generation('bromma', 'beslut')).toBe(1)
  expect(await annan.las('bromma')).toMatchObject({ status: 'avbruten', felkod: 'NYCKEL_SAKNAS' })
  expect(await rader('uppgift', 'bromma')).toBe(0)
  await annan.vakt.stamAv()
  expect(annan.nycklar.generation('bromma', 'beslut')).toBeUndefined()
})

test('flags of protection go with the last kind of their source', async () => {
  const { hub } = await medArenden()
  await db.pool.query(`insert into skyddad (person_ref, kalla, stadsdel) values ('x', 'paraplyet', 'bromma')`)
  prov.nu = NYAR
  await hub.stamAv()
  expect(await rader('skyddad', 'bromma')).toBe(0)
})

test('a receipt whose file was lost is written again', async () => {
  const { hub } = await medArenden()
  prov.nu = NYAR
  await hub.stamAv()
  await hub.work()
  await hub.stamAv()
  const before = await kvitton()
  await rm(join(prov.state, 'kvitton'), { recursive: true })
  await hub.stamAv()
  expect(await kvitton()).toEqual(before)
})
