import { beforeEach, expect, test } from '@jest/globals'
import { A, B, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { discloseThrough } from '../atkomstlogg/disclose.ts'
import { createLoggskrivare } from '../atkomstlogg/writer.ts'
import { flagga } from '../sync/protection.ts'
import { slappParkerade } from './deliveries.ts'
import { createLeveransverktyg } from './delivery-tools.ts'

const { db, dueNow, held, mirror, nycklar, openCase, oppna, policy, recorded, stang, system, work } = useWorker()
const verktyg = () =>
  createLeveransverktyg({
    pool: db.pool,
    slapp: { arendesystem: slappParkerade, buss: async () => undefined },
    disclose: discloseThrough(createLoggskrivare(db.pool)),
    klocka: () => new Date(),
  })

beforeEach(() => db.pool.query('truncate leveranspaus'))

const PAGAENDE = { beslutId: '1', status: 'pagaende' }
const AVSLUTAT = { beslutId: '1', status: 'avslutat' }

/** A case whose delivery the case system refuses. */
async function parked(personnummer = A): Promise<{ arendeId: string; uppgiftRef: string }> {
  const uppgiftRef = await mirror(personnummer, [PAGAENDE])
  const arendeId = await openCase(personnummer)
  system().fel.satt({ peer: 'arendesystem', operation: 'skriv', fel: 'nekad' })
  await work()
  system().fel.rensa()
  return { arendeId, uppgiftRef }
}

async function ownRecords(): Promise<unknown[]> {
  const { rows } = await db.pool.query<{ post: string }>(
    `select post from atkomst where logg = 'insyn' order by nummer`,
  )
  return rows.map(({ post }) => (JSON.parse(post) as { atkomst: unknown }).atkomst)
}

test('while deliveries are paused nothing new comes into a case, and all of it when they are resumed', async () => {
  await mirror(A, [PAGAENDE])
  const filled = await openCase(A)
  await work()
  await verktyg().pausa('arendesystem', 'eva', 'ärendesystemet flyttas')
  await mirror(A, [AVSLUTAT])
  const opened = await openCase(A)
  await work()
  await work()
  expect([held(filled), held(opened)]).toEqual([[[PAGAENDE]], []])
  expect(await verktyg().lista({ status: 'vantar' })).toMatchObject({
    antal: 2,
    pauser: [{ mal: 'arendesystem', av: 'eva', skal: 'ärendesystemet flyttas' }],
  })

  await verktyg().ateruppta('arendesystem', 'bo')
  await work()
  expect([held(filled), held(opened)]).toEqual([[[AVSLUTAT]], [[AVSLUTAT]]])
  expect(await verktyg().lista({})).toMatchObject({ pauser: [], antal: 2 })
  expect((await ownRecords()).slice(-2)).toMatchObject([
    { handelse: 'leverans', orsak: 'arendesystem-pausad', slutanvandare: 'eva', utfall: 'tomt' },
    { handelse: 'leverans', orsak: 'arendesystem-aterupptagen', slutanvandare: 'bo', utfall: 'tomt' },
  ])
})

test('a pause does not keep a protected person in a case, nor a closed case filled', async () => {
  await mirror(A, [PAGAENDE])
  await mirror(B, [PAGAENDE])
  const [hers, closed] = [await openCase(A), await openCase(B)]
  await work()
  await verktyg().pausa('arendesystem', 'eva', 'driftstopp')
  await flagga(db.pool, 'paraplyet', 'bromma', [nycklar.personRef(A)], new Date())
  await stang(closed)
  await work()
  expect([held(hers), held(closed)]).toEqual([[], []])
})

test('what was set aside is judged by the policy of when deliveries are resumed', async () => {
  const { arendeId } = await parked()
  const [before] = (await verktyg().lista({ status: 'parkerad' })).rader
  expect(before).toMatchObject({ arendeId, status: 'parkerad', orsak: 'MALSYSTEM_NEKAR', levererad: 0, forsok: 1 })
  await verktyg().pausa('arendesystem', 'eva', 'felsökning')
  policy.synligt = new Set(['beslutId'])
  await work()
  expect((await verktyg().lista({ status: 'parkerad' })).antal).toBe(1)
  await verktyg().ateruppta('arendesystem', 'eva')
  await work()
  expect(held(arendeId)).toEqual([[{ beslutId: '1' }]])
})

test('what is not delivered is tried again by reference, by case, by cause, or all of it', async () => {
  for (const urvalOf of [
    ({ uppgiftRef }) => ({ uppgiftRef }),
    ({ arendeId }) => ({ arendeId }),
    () => ({ orsak: 'MALSYSTEM_NEKAR' }),
    () => ({ mangd: 'beslut', stadsdel: 'bromma' }),
    () => ({}),
  ] satisfies ((one: { arendeId: string; uppgiftRef: string }) => object)[]) {
    await db.pool.query('truncate uppgift, utkorg, arende, leverans cascade')
    const one = await parked()
    await mirror(B, [PAGAENDE])
    const delivered = await openCase(B)
    await work()
    await dueNow()
    expect(await verktyg().korOm({ ...urvalOf(one), stadsdel: 'farsta' }, 'eva')).toBe(0)
    expect(await verktyg().korOm(urvalOf(one), 'eva')).toBe(1)
    await work()
    expect([held(one.arendeId), held(delivered)]).toEqual([[[PAGAENDE]], [[PAGAENDE]]])
    expect((await verktyg().lista({ status: 'parkerad' })).antal).toBe(0)
  }
})

test('since when a delivery waits is not moved by its tries', async () => {
  await mirror(A, [PAGAENDE])
  await openCase(A)
  system().fel.satt({ peer: 'arendesystem', fel: 'nere' })
  await work()
  const [first] = (await verktyg().lista({})).rader
  await dueNow()
  await work()
  const [second] = (await verktyg().lista({})).rader
  expect([second?.forsok, second?.status]).toEqual([2, 'vantar'])
  expect(second?.sedan).toEqual(first?.sedan)
})

test('pausing twice, resuming what goes on, and a reason that names somebody are refused', async () => {
  await expect(verktyg().ateruppta('arendesystem', 'eva')).rejects.toMatchObject({ code: 'KONFLIKT' })
  await expect(verktyg().pausa('arendesystem', 'eva', `för ${A}`)).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
  await verktyg().pausa('arendesystem', 'eva', 'driftstopp')
  await expect(verktyg().pausa('arendesystem', 'bo', 'driftstopp')).rejects.toMatchObject({ code: 'KONFLIKT' })
})

test('a closed case keeps what it was given for its days, follows no change, and leaves a receipt when it is emptied', async () => {
  policy.rensaEfterDygn = 30
  await mirror(A, [PAGAENDE])
  const arendeId = await openCase(A)
  await work()
  await stang(arendeId)
  await mirror(A, [AVSLUTAT])
  await work()
  expect(held(arendeId)).toEqual([[PAGAENDE]])
  expect(await verktyg().kvitto(arendeId)).toBeUndefined()
  const { rows } = await db.pool.query<{ dygn: number }>(
    'select round(extract(epoch from nasta - stangt) / 86400)::int as dygn from arende where arende_id = $1',
    [arendeId],
  )
  expect(rows).toEqual([{ dygn: 30 }])

  await dueNow()
  await work()
  expect(held(arendeId)).toEqual([])
  const kvitto = await verktyg().kvitto(arendeId)
  expect(kvitto).toMatchObject({ arendeId, uppgifter: { bromma: 1 } })
  const purge = (await recorded(arendeId)).filter(({ atkomst }) => atkomst.handelse === 'rensning')
  expect(purge).toMatchObject([{ logg: 'bromma', atkomst: { handelseId: kvitto?.handelseId } }])
})

test('a person who becomes protected is taken out of a closed case before its day', async () => {
  policy.rensaEfterDygn = 30
  await mirror(A, [PAGAENDE])
  const arendeId = await openCase(A)
  await work()
  await stang(arendeId)
  await flagga(db.pool, 'paraplyet', 'bromma', [nycklar.personRef(A)], new Date())
  await work()
  expect(held(arendeId)).toEqual([])
})

test('a closed case that opens again before its day follows its person again', async () => {
  policy.rensaEfterDygn = 30
  await mirror(A, [PAGAENDE])
  const arendeId = await openCase(A)
  await work()
  await stang(arendeId)
  await mirror(A, [AVSLUTAT])
  await work()
  await oppna(arendeId, A)
  await work()
  expect(held(arendeId)).toEqual([[AVSLUTAT]])
  expect(await verktyg().kvitto(arendeId)).toBeUndefined()
})
