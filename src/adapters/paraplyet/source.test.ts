import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { allTexts, body, error, peer } from '../../../test/support/sources/http-peer.ts'
import { all, extent, type Last, never, readCounts } from '../../../test/support/sources/reading.ts'
import { cityWith, type Truth, truthsIn } from '../../../test/support/sources/simulated-city.ts'
import { PASSWORD, type SimulatedParaplyet, startParaplyet } from '../../../test/support/sources/simulated-paraplyet.ts'
import { envelope } from '../../../test/support/sources/xml-reply.ts'
import { type Informationsmangd, MANGDER_OF_SOURCE } from '../../informationsmangd.ts'
import { readManifest } from '../../mapping/load-manifests.ts'
import type { SourceBatch } from '../../mapping/person-items.ts'
import { type ParaplyetOptions, paraplyetSource } from './source.ts'

const STADSDEL = 'hagersten-alvsjo'
const CANARY = 'KANARIE'
const manifests = readManifest('config/tittbehorighet')
const city = cityWith(1_200, 11, '2026-09-15')
let now = new Date('2026-09-15T08:00:00Z')

let paraplyet: SimulatedParaplyet
const open: { close(): Promise<void> }[] = []
beforeAll(async () => {
  const times = { lateMs: 5_000, dropMs: 20 }
  paraplyet = await startParaplyet(city, STADSDEL, { canary: CANARY, times, now: () => now })
})
afterEach(async () => {
  paraplyet.fel.purge()
  await Promise.all(open.splice(0).map((source) => source.close()))
})
afterAll(() => paraplyet.stop())

function source(others: Partial<ParaplyetOptions> = {}, installation: { taOver?: boolean; password?: string } = {}) {
  const own = { url: paraplyet.url, user: 'insyn', password: PASSWORD, taOver: true, ...installation }
  const fresh = paraplyetSource({
    installations: { [STADSDEL]: own },
    manifests,
    deadlines: { login: 5_000, all: 60_000, andrade: 60_000, person: 10_000 },
    capBytes: 50_000_000,
    clock: () => now,
    ...others,
  })
  open.push(fresh)
  return fresh
}

const allMangder = extent(STADSDEL, ...MANGDER_OF_SOURCE.paraplyet)
const whole = (others: Partial<ParaplyetOptions> = {}): Promise<Last> =>
  all(source(others).readAll(allMangder, readCounts(), never))

const truths = (): Truth[] => truthsIn(city, STADSDEL, 'paraplyet')

/** What should have come: the truth of these kinds, but nothing of the protected. */
function expected(truths: readonly Truth[], mangder: readonly Informationsmangd[] = MANGDER_OF_SOURCE.paraplyet) {
  return new Map(
    truths.map((s) => {
      const skydd = s.skydd === 'ingen' ? 'nej' : 'ja'
      const all = Object.entries(s.stadsdelar[STADSDEL] ?? {})
      const shown = all.filter(([mangd]) => skydd === 'nej' && (mangder as readonly string[]).includes(mangd))
      const item = { personnummer: s.personnummer, skydd, uppgifter: Object.fromEntries(shown), rejected: [] }
      return [s.personnummer, item]
    }),
  )
}
const afterNumber = ({ personer }: Last) => new Map(personer.map((p) => [p.personnummer, p]))

test('a complete read is the truth, person by person and item by item', async () => {
  const counter = readCounts()
  const last = await all(source().readAll(allMangder, counter, never))
  expect(last.orphans).toEqual([])
  expect(last.personer.length).toBe(afterNumber(last).size)
  expect(afterNumber(last)).toEqual(expected(truths()))
  expect(last.personer.length).toBeGreaterThan(100)
  expect(counter.rows).toBe((await paraplyet.read()).rowCount)
  expect(counter.bytes).toBeGreaterThan(100_000)
  expect(JSON.stringify(last)).not.toContain(CANARY)
  expect([...counter.unknownFields.keys()]).toEqual(expect.arrayContaining(['PersonRad.Portkod', 'BeslutRad.Diagnos']))
})

test('kinds that the avtal does not permit are not read, but the flag is', async () => {
  const counter = readCounts()
  const last = await all(source().readAll(extent(STADSDEL, 'beslut'), counter, never))
  expect(afterNumber(last)).toEqual(expected(truths(), ['beslut']))
  expect(last.personer.some(({ skydd }) => skydd === 'ja')).toBe(true)
  const drift = [...counter.unknownFields.keys()]
  expect(drift).toContain('PersonRad.Portkod')
  expect(drift).not.toContain('PersonRad.Fornamn')
  expect(drift.filter((name) => name.startsWith('Utforare'))).toEqual([])
})

test('without any kind of this source in the avtal nothing is asked of it', async () => {
  paraplyet.fel.set({ peer: 'paraplyet', fel: 'nere' })
  const empty = { personer: [], orphans: [] }
  expect(await all(source().readAll(extent(STADSDEL, 'faktura'), readCounts(), never))).toEqual(empty)
})

test('one person, and one who is not there', async () => {
  const [somebody] = truths()
  const min = source()
  const last = await all(min.readPerson(allMangder, somebody!.personnummer, readCounts(), never))
  expect(afterNumber(last)).toEqual(expected([somebody!]))
  const another = Array.from({ length: city.antal }, (_, i) => i).find((i) => !city.stadsdelarOf(i).includes(STADSDEL))!
  const empty = { personer: [], orphans: [] }
  expect(await all(min.readPerson(allMangder, city.personnummerOf(another), readCounts(), never))).toEqual(empty)
})

test('the items of a protected person come when one person is asked for with them, and in no other way', async () => {
  const isProtected = truths().find((s) => s.skydd !== 'ingen')!
  const min = source()
  const added = await all(min.readPerson(allMangder, isProtected.personnummer, readCounts(), never, true))
  const mangder = { ...isProtected.stadsdelar[STADSDEL]!, faktura: undefined }
  expect(added.personer).toEqual([
    { personnummer: isProtected.personnummer, skydd: 'ja', uppgifter: mangder, rejected: [] },
  ])
  expect(JSON.stringify(added)).not.toContain(CANARY)
  const without = await all(min.readPerson(allMangder, isProtected.personnummer, readCounts(), never))
  expect(without.personer).toMatchObject([{ skydd: 'ja', uppgifter: {} }])
})

test('a read for the mirror has no way of asking for the items of protected persons', async () => {
  // As somebody would who overlooked the types: the argument goes nowhere.
  const min = source() as unknown as Record<
    'readAll' | 'readChanged',
    (...args: unknown[]) => AsyncIterable<SourceBatch>
  >
  const isProtected = truths().find((s) => s.skydd !== 'ingen')!
  city.change({ slag: 'satt-skydd', personnummer: isProtected.personnummer, skydd: 'fingerade' }, now)
  const since = new Date(now.getTime() - 1_000)
  for (const stream of [
    min.readAll(allMangder, readCounts(), never, true, true),
    min.readChanged(allMangder, since, readCounts(), never, true, true),
  ]) {
    const isProtected = (await all(stream)).personer.filter(({ skydd }) => skydd !== 'nej')
    expect(isProtected.length).toBeGreaterThan(0)
    for (const { uppgifter } of isProtected) expect(uppgifter).toEqual({})
  }
})

test('who changed since is delivered whole', async () => {
  const withHandlaggare = truths().find((s) => s.skydd === 'ingen' && s.stadsdelar[STADSDEL]!['handlaggare'])!
  const { personnummer } = withHandlaggare
  city.change({ slag: 'byt-handlaggare', personnummer, stadsdel: STADSDEL }, new Date('2026-09-15T09:00:00Z'))
  const last = await all(source().readChanged(allMangder, new Date('2026-09-15T08:59:00Z'), readCounts(), never))
  expect(afterNumber(last)).toEqual(expected([city.truth(personnummer)!]))
})

const CODES = [
  ['fault', 'KALLA_FAULT', true],
  ['html', 'KALLA_INTE_SVAR', false],
  ['tomt', 'KALLA_INTE_SVAR', false],
  ['avhugget', 'KALLA_INTE_SVAR', false],
  ['avhugget-efter-rad', 'KALLA_INTE_SVAR', false],
  ['fel-teckenkodning', 'KALLA_INTE_SVAR', false],
  ['for-stort', 'KALLA_FOR_STOR', false],
  ['nekad', 'KALLA_INLOGGNING', false],
  ['session-borta', 'KALLA_INLOGGNING', true],
  ['nere', 'KALLA_OTILLGANGLIG', true],
] as const
test.each(CODES)('%s is %s, and the error holds nothing of the exchange', async (fault, code, retryable) => {
  paraplyet.fel.set({ peer: 'paraplyet', fel: fault })
  const failure = await error(whole({ capBytes: 3_000_000 }))
  expect(failure).toMatchObject({ name: 'InsynError', code, retryable })
  const texts = allTexts(failure)
  for (const value of [CANARY, PASSWORD, truths()[0]!.personnummer, truths()[0]!.efternamn])
    expect(texts).not.toContain(value)
})

test.each(['html', 'tomt', 'nere', 'avhugget', 'fault'] as const)(
  '%s in place of a login ends the read',
  async (fault) => {
    paraplyet.fel.set({ peer: 'paraplyet', fel: fault, operation: 'LoggaIn' })
    const failure = await error(whole())
    expect(failure).toMatchObject({ name: 'InsynError', code: expect.stringMatching(/^KALLA_/) })
    expect(allTexts(failure)).not.toContain(PASSWORD)
  },
)

test.each(['sen', 'droppar'] as const)('%s ends at the deadline', async (fault) => {
  paraplyet.fel.set({ peer: 'paraplyet', fel: fault })
  const deadlines = { login: 5_000, all: 400, andrade: 400, person: 400 }
  expect(await error(whole({ deadlines }))).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
})

test('a session that was lost is had again, once a read', async () => {
  const min = source()
  expect((await all(min.readAll(allMangder, readCounts(), never))).personer.length).toBeGreaterThan(0)
  await paraplyet.read() // takes the session over
  expect(afterNumber(await all(min.readAll(allMangder, readCounts(), never)))).toEqual(expected(truths()))
  now = new Date(now.getTime() + 3_600_000) // and now it has run out
  expect(afterNumber(await all(min.readAll(allMangder, readCounts(), never)))).toEqual(expected(truths()))
  paraplyet.fel.set({ peer: 'paraplyet', fel: 'session-borta', antal: 1 })
  expect(afterNumber(await all(min.readAll(allMangder, readCounts(), never)))).toEqual(expected(truths()))
})

test('reads at the same time share one session, also when it was lost', async () => {
  const min = source()
  await all(min.readAll(allMangder, readCounts(), never))
  await paraplyet.read()
  const read = await Promise.all([1, 2, 3].map(() => all(min.readAll(allMangder, readCounts(), never))))
  for (const last of read) expect(afterNumber(last)).toEqual(expected(truths()))
})

test("without leave to take over, somebody else's session is respected", async () => {
  await sourceThatHolds()
  expect(await error(all(source({}, { taOver: false }).readAll(allMangder, readCounts(), never)))).toMatchObject({
    code: 'KALLA_INLOGGNING',
    retryable: true,
  })
})
const sourceThatHolds = () => all(source().readAll(allMangder, readCounts(), never))

test('stopping logs out, so that the next one gets in without taking over', async () => {
  const min = source()
  await all(min.readAll(allMangder, readCounts(), never))
  await min.close()
  const next = source({}, { taOver: false })
  expect((await all(next.readAll(allMangder, readCounts(), never))).personer.length).toBeGreaterThan(0)
})

test('a wrong password is refused once and for all', async () => {
  const failure = await error(all(source({}, { password: 'hemligt-9931' }).readAll(allMangder, readCounts(), never)))
  expect(failure).toMatchObject({ code: 'KALLA_INLOGGNING', retryable: false })
  expect(allTexts(failure)).not.toContain('hemligt-9931')
})

test('a person whose flag is missing is not read as unprotected', async () => {
  const common = await whole()
  paraplyet.fel.set({ peer: 'paraplyet', fel: 'utan-flagga' })
  const { personer } = await whole()
  const skyddOf = ({ personer: all }: Pick<Last, 'personer'>, s: string) =>
    all.filter(({ skydd }) => skydd === s).length
  expect(skyddOf({ personer }, 'okand')).toBeGreaterThan(10)
  expect(skyddOf({ personer }, 'nej')).toBeLessThan(skyddOf(common, 'nej'))
})

test('rows told twice are one', async () => {
  paraplyet.fel.set({ peer: 'paraplyet', fel: 'dubblett' })
  expect(afterNumber(await whole())).toEqual(expected(truths()))
})

test('a consumer that stops ends the request, and the source can be read again', async () => {
  const min = source()
  let read = 0
  for await (const { personer } of min.readAll(allMangder, readCounts(), never)) {
    read = personer.length
    break
  }
  expect(read).toBeGreaterThan(0)
  expect(afterNumber(await all(min.readAll(allMangder, readCounts(), never)))).toEqual(expected(truths()))
})

test('rows of another person than was asked for are no answer', async () => {
  const [one, another] = ['189001019802', '189001029819']
  const url = await peer(async (req, res) => {
    const row = `<PersonRad><Personnummer>${another}</Personnummer><Fornamn>Å</Fornamn><Efternamn>B</Efternamn><Skyddsmarkering>N</Skyddsmarkering></PersonRad>`
    const inside = (await body(req)).includes('LoggaIn')
      ? '<LoggaInSvar xmlns="urn:insyn:paraplyet:v1"><Session>s</Session><GiltigTill>2026-01-01T00:00:00Z</GiltigTill></LoggaInSvar>'
      : `<LasPersonSvar xmlns="urn:insyn:paraplyet:v1"><Rader>${row}</Rader><AntalRader>1</AntalRader></LasPersonSvar>`
    res.writeHead(200, { 'content-type': 'text/xml' }).end(envelope(inside))
  })
  const min = source({ installations: { [STADSDEL]: { url, user: 'a', password: 'b', taOver: false } } })
  expect((await all(min.readPerson(allMangder, another, readCounts(), never))).personer).toHaveLength(1)
  const failure = await error(all(min.readPerson(allMangder, one, readCounts(), never)))
  expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allTexts(failure)).not.toContain(another)
})
