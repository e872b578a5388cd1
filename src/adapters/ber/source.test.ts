import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { berHandler, type BerPeer } from '../../../simulators/ber/ber-handler.ts'
import { createErrorControl } from '../../../simulators/fault-control.ts'
import type { Failure } from '../../../simulators/faults.ts'
import { createPopulation } from '../../../simulators/population/create-population.ts'
import { type Informationsmangd, MANGDER_OF_SOURCE } from '../../informationsmangd.ts'
import { readManifest } from '../../mapping/load-manifests.ts'
import type { SourceBatch } from '../../mapping/person-items.ts'
import { noReadCounts, type ReadExtent } from '../../sync/source.ts'
import { type BerOptions, berSource } from './source.ts'

const STADSDEL = 'norra-innerstaden'
const CANARY = 'KANARIE'
const PASSWORD = 'en-hemlighet'
const PAGE = 40
const manifests = readManifest('config/tittbehorighet')
const city = createPopulation({ antal: 41_000, seed: 11, today: '2026-11-28' })
const faults = createErrorControl()
const never = new AbortController().signal
const ALL: ReadExtent = { stadsdel: STADSDEL, mangder: new Set(MANGDER_OF_SOURCE.ber) }

let peer: BerPeer
let server: Server
let base: string
const open: { close(): Promise<void> }[] = []
beforeAll(async () => {
  const times = { lateMs: 5_000, dropMs: 20 }
  peer = berHandler(city, faults, { losenord: PASSWORD, canary: CANARY, tokenSeconds: 600, pageSize: PAGE, times })
  server = createServer(peer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${STADSDEL}`
})
afterEach(async () => {
  faults.purge()
  await Promise.all(open.splice(0).map((source) => source.close()))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function source(others: Partial<BerOptions> = {}, register: { hemlighet?: string } = {}) {
  const fresh = berSource({
    registers: { [STADSDEL]: { url: base, token: `${base}/token`, klient: 'insyn', hemlighet: PASSWORD, ...register } },
    manifests,
    deadlines: { smallCalls: 5_000, all: 30_000, andrade: 30_000, person: 5_000 },
    capBytes: 50_000_000,
    clock: () => new Date(),
    ...others,
  })
  open.push(fresh)
  return fresh
}

async function gather(batches: AsyncIterable<SourceBatch>) {
  const personer: SourceBatch['personer'][number][] = []
  const orphans: SourceBatch['orphans'][number][] = []
  for await (const batch of batches) {
    personer.push(...batch.personer)
    orphans.push(...batch.orphans)
  }
  return { personer, orphans }
}
const readAll = (others: Partial<BerOptions> = {}, counts = noReadCounts()) =>
  gather(source(others).readAll(ALL, counts, never))

/** What the hub should hold of a child. */
function expectedOf(index: number, mangder: ReadonlySet<Informationsmangd> = ALL.mangder) {
  const { personnummer, skydd } = city.person(index)
  const kinds = Object.entries(peer.children.child(index)).filter(
    ([mangd, items]: [string, readonly unknown[]]) => items.length > 0 && mangder.has(mangd as Informationsmangd),
  )
  return skydd === 'ingen'
    ? { personnummer, skydd: 'nej', uppgifter: Object.fromEntries(kinds), rejected: [] }
    : { personnummer, skydd: 'ja', uppgifter: {}, rejected: [] }
}

async function asked(read: () => Promise<unknown>) {
  const before = peer.asked.length
  const outcome = await read().catch((error: unknown) => error)
  return { outcome, calls: peer.asked.slice(before).map(({ address }) => address.split(/[?/]/).slice(2)[0]) }
}
const inBromma = () => peer.children.in('bromma')
const own = () => peer.children.in(STADSDEL)
const numberOf = (index: number | undefined): string => city.personnummerOf(index ?? -1)

test('a complete read is the truth, child by child and page by page', async () => {
  const counts = noReadCounts()
  const { outcome, calls } = await asked(() => readAll({}, counts))
  const pages = Math.ceil(own().length / PAGE)
  expect(pages).toBeGreaterThan(2)
  expect(calls).toEqual(['token', ...Array<string>(pages).fill('barn')])
  expect(outcome).toEqual({ personer: own().map((index) => expectedOf(index)), orphans: [] })
  expect(own().filter((index) => city.person(index).skydd !== 'ingen').length).toBeGreaterThan(0)
  expect(counts.bytes).toBeGreaterThan(50_000)
  expect(counts.rows).toBeGreaterThan(own().length)
})

test('no unlisted value comes anywhere, and unlisted names are counted', async () => {
  const counts = noReadCounts()
  const last = await readAll({}, counts)
  expect(JSON.stringify([last, [...counts.unknownFields]])).not.toContain(CANARY)
  expect([...counts.unknownFields.keys()].sort()).toEqual([
    ...['adress', 'barnId', 'efternamn', 'fornamn', 'halsa', 'vardnadshavare'].map((name) => `barn.${name}`),
    'framstalld',
    ...['fortur', 'plats'].map((name) => `koplatser.${name}`),
    ...['avgiftsklass', 'schema', 'vistelsetid'].map((name) => `placeringar.${name}`),
  ])
})

test('a kind that the avtal does not permit is not read, but the flag is, and it is no drift', async () => {
  const mangder = new Set<Informationsmangd>(['forskoleko'])
  const counts = noReadCounts()
  const { personer } = await gather(source().readAll({ stadsdel: STADSDEL, mangder }, counts, never))
  expect(personer).toEqual(own().map((index) => expectedOf(index, mangder)))
  expect([...counts.unknownFields.keys()].filter((name) => name.includes('placering'))).toEqual([])
})

test('without any kind of this source in the avtal nothing is asked of it', async () => {
  const extent = { stadsdel: STADSDEL, mangder: new Set<Informationsmangd>(['faktura']) }
  const { outcome, calls } = await asked(() => gather(source().readAll(extent, noReadCounts(), never)))
  expect([outcome, calls]).toEqual([{ personer: [], orphans: [] }, []])
})

test('changed since: the children with a change, whole, a new flag among them', async () => {
  const since = new Date()
  const waiting = own().find((index) => peer.children.child(index).forskoleko.length > 0)!
  const read = () => gather(source().readChanged(ALL, since, noReadCounts(), never))
  expect(await read()).toEqual({ personer: [], orphans: [] })
  peer.change(waiting)
  expect((await read()).personer).toEqual([expectedOf(waiting)])
  expect(expectedOf(waiting).uppgifter).toMatchObject({ forskoleko: [{ status: 'erbjuden' }] })
  const hidden = own().find((index) => city.person(index).skydd === 'ingen' && index !== waiting)!
  city.change({ slag: 'satt-skydd', personnummer: numberOf(hidden), skydd: 'sekretessmarkering' })
  const both = [waiting, hidden].sort((a, b) => a - b)
  expect((await read()).personer).toEqual(both.map((index) => expectedOf(index)))
  expect(expectedOf(hidden)).toMatchObject({ skydd: 'ja', uppgifter: {} })
})

test('one child is asked for in a body, and its number stands in no address', async () => {
  const index = own().find((one) => city.person(one).skydd === 'ingen')!
  const mine = source()
  const read = (number: string) => gather(mine.readPerson(ALL, number, noReadCounts(), never))
  expect(await read(numberOf(index))).toEqual({ personer: [expectedOf(index)], orphans: [] })
  expect(await read(numberOf(inBromma()[0]))).toEqual({ personer: [], orphans: [] })
  expect(peer.asked.at(-1)).toEqual({ method: 'POST', address: `/${STADSDEL}/barn/sok` })
  expect(JSON.stringify(peer.asked)).not.toMatch(/\d{8,}/)
})

test('the items of a protected child come when one child is asked for with them, and in no other way', async () => {
  const index = own().find((one) => city.person(one).skydd !== 'ingen')
  const read = (evenProtected: boolean) =>
    gather(source().readPerson(ALL, numberOf(index), noReadCounts(), never, evenProtected))
  expect((await read(false)).personer).toEqual([expectedOf(index!)])
  const [child] = (await read(true)).personer
  expect(child).toMatchObject({ skydd: 'ja', rejected: [] })
  expect(Object.keys(child?.uppgifter ?? {}).length).toBeGreaterThan(0)
})

test('a flag that cannot be read counts as set', async () => {
  faults.set({ peer: 'ber', fel: 'utan-flagga' })
  const { personer } = await readAll()
  const unreadable = personer.filter((_, n) => (n % PAGE) % 3 === 0)
  expect(new Set(unreadable.map(({ skydd }) => skydd))).toEqual(new Set(['ja', 'okand']))
  own().forEach((index, n) => {
    if ((n % PAGE) % 3 !== 0) expect(personer[n]).toEqual(expectedOf(index))
  })
})

test('a token is used until it expires, and by all reads', async () => {
  let now = Date.now()
  const mine = source({ clock: () => new Date(now) })
  const read = () => gather(mine.readPerson(ALL, numberOf(own()[0]), noReadCounts(), never))
  const tokens = async (reads: () => Promise<unknown>) =>
    (await asked(reads)).calls.filter((call) => call === 'token').length
  expect(await tokens(() => Promise.all([read(), read(), read()]))).toBe(1)
  expect(await tokens(read)).toBe(0)
  now += 591_000
  expect(await tokens(() => Promise.all([read(), read()]))).toBe(1)
})

test('a token that is refused is replaced once', async () => {
  const mine = source()
  const read = () => gather(mine.readPerson(ALL, numberOf(own()[0]), noReadCounts(), never))
  await read()
  faults.set({ peer: 'ber', fel: 'session-borta', antal: 1 })
  const { outcome, calls } = await asked(read)
  expect(outcome).toMatchObject({ orphans: [] })
  expect(calls).toEqual(['barn', 'token', 'barn'])
  faults.set({ peer: 'ber', fel: 'session-borta' })
  const refused = await asked(read)
  expect(refused.outcome).toMatchObject({ code: 'KALLA_INLOGGNING', retryable: false })
  expect(refused.calls).toEqual(['barn', 'token', 'barn'])
})

test('wrong credentials are refused without a read', async () => {
  const read = () => gather(source({}, { hemlighet: 'fel' }).readAll(ALL, noReadCounts(), never))
  const { outcome, calls } = await asked(read)
  expect(outcome).toMatchObject({
    code: 'KALLA_INLOGGNING',
    message: `ber ${STADSDEL}: login refused: check klient and hemlighet of the register`,
  })
  expect(calls).toEqual(['token'])
})

test('a refused login is not tried again, however many reads and live reads ask', async () => {
  const wrong = source({}, { hemlighet: 'fel' })
  const read = () => gather(wrong.readAll(ALL, noReadCounts(), never)).catch((error: unknown) => error)
  const { outcome, calls } = await asked(async () => [...(await Promise.all([read(), read(), read()])), await read()])
  for (const failure of outcome as unknown[]) expect(failure).toMatchObject({ code: 'KALLA_INLOGGNING' })
  expect(calls).toEqual(['token'])
})

test('a look takes a token and asks for changes since now, so that it is told of no child', async () => {
  const { outcome, calls } = await asked(async () => source().check?.(STADSDEL, never))
  expect([outcome, calls]).toEqual([[], ['token', 'barn']])
  const { address } = peer.asked.at(-1) ?? { address: '' }
  expect(decodeURIComponent(address)).toMatch(/andradSedan=\d{4}-/)
})

test.each<[Failure, string, boolean]>([
  ['nere', 'KALLA_OTILLGANGLIG', true],
  ['sen', 'KALLA_OTILLGANGLIG', true],
  ['droppar', 'KALLA_OTILLGANGLIG', true],
  ['fault', 'KALLA_OTILLGANGLIG', true],
  ['nekad', 'KALLA_INLOGGNING', false],
  ['html', 'KALLA_INTE_SVAR', false],
  ['tomt', 'KALLA_INTE_SVAR', false],
  ['avhugget', 'KALLA_INTE_SVAR', false],
  ['avhugget-efter-rad', 'KALLA_INTE_SVAR', false],
  ['fel-teckenkodning', 'KALLA_INTE_SVAR', false],
  ['for-stort', 'KALLA_FOR_STOR', false],
  ['halv-sida', 'KALLA_TRUNKERAD', false],
  ['dubblett', 'KALLA_INTE_SVAR', false],
])('%s is %s, in a complete read and of one child, and quotes nothing', async (fault, code, retryable) => {
  faults.set({ peer: 'ber', fel: fault })
  const ms = code === 'KALLA_OTILLGANGLIG' ? 300 : 10_000
  const mine = source({ deadlines: { smallCalls: ms, all: ms, andrade: ms, person: ms } })
  const number = numberOf(own()[0])
  for (const read of [mine.readAll(ALL, noReadCounts(), never), mine.readPerson(ALL, number, noReadCounts(), never)]) {
    const error = await gather(read).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    )
    expect(error).toMatchObject({ code, retryable })
    expect(error?.message).toMatch(new RegExp(`^ber ${STADSDEL}( \\w+)?: [ -~]+$`))
    expect(`${error?.message} ${error?.stack}`).not.toMatch(new RegExp(`${CANARY}|\\d{12}`))
  }
})

test('no more is taken than the cap of the whole read', async () => {
  await expect(readAll({ capBytes: 100_000 })).rejects.toMatchObject({ code: 'KALLA_FOR_STOR' })
})

test('a caller who gives up ends the read', async () => {
  faults.set({ peer: 'ber', fel: 'sen' })
  const caller = new AbortController()
  const read = gather(source().readAll(ALL, noReadCounts(), caller.signal))
  setTimeout(() => caller.abort(), 50)
  await expect(read).rejects.toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: false })
})
