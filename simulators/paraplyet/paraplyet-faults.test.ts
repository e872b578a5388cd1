import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { anropa, felkod, nySession, tolkaLassvar, type Kallrad } from '../../test/support/sources/paraplyet-client.ts'
import {
  LOSENORD,
  personnummerI,
  startaParaplyet,
  type SimuleratParaplyet,
} from '../../test/support/sources/simulated-paraplyet.ts'
import type { Fel } from '../faults.ts'
import { skapaPopulation } from '../population/create-population.ts'

const STADSDEL = 'jarva'
const stad = skapaPopulation({ antal: 1200, seed: 5, idag: '2026-10-15' })
const iStadsdelen = Array.from({ length: stad.antal }, (_, i) => i).filter((i) =>
  stad.stadsdelarAv(i, 'paraplyet').includes(STADSDEL),
)

let paraplyet: SimuleratParaplyet
let url: string
let las: SimuleratParaplyet['las']
let hamta: SimuleratParaplyet['hamta']
beforeAll(async () => {
  paraplyet = await startaParaplyet(stad, STADSDEL, { tider: { senMs: 400, droppMs: 20 } })
  ;({ url, las, hamta } = paraplyet)
})
afterAll(() => paraplyet.stop())
afterEach(() => paraplyet.fel.rensa())

const sla = (f: Fel): void => paraplyet.fel.satt({ peer: 'paraplyet', fel: f })

test('a lost session, a refused login and a server error are faults', async () => {
  const session = await nySession(url, LOSENORD)
  const koden = async (operation: string, falt: Record<string, string>) => {
    const svar = await anropa(url, operation, falt)
    return [svar.status, felkod(await svar.text())]
  }
  sla('session-borta')
  expect(await koden('LasAllt', { Session: session })).toEqual([500, 'Klient.SessionOgiltig'])
  paraplyet.fel.rensa()
  expect(await koden('LasAllt', { Session: session })).toEqual([500, 'Klient.SessionOgiltig'])
  sla('nekad')
  expect(await koden('LoggaIn', { Anvandare: 'a', Losenord: LOSENORD })).toEqual([500, 'Klient.InloggningNekad'])
  sla('fault')
  expect(await koden('LasAllt', { Session: session })).toEqual([500, 'Server.Fel'])
})

test.each(['avhugget', 'avhugget-efter-rad'] as const)('%s ends like a whole answer but is none', async (f) => {
  const helt = await (await hamta('LasAllt')).text()
  sla(f)
  const text = await (await hamta('LasAllt')).text()
  expect(text.length).toBeGreaterThan(1000)
  expect(helt.startsWith(text)).toBe(true)
  expect(/<\/\w+Rad>$/.test(text)).toBe(f === 'avhugget-efter-rad')
  expect(() => tolkaLassvar(text)).toThrow()
  // Inside a row, the end of that row comes before the next begins; between rows it is the other way round.
  const rest = helt.slice(text.length)
  expect(rest.search(/<\/\w+Rad>/) < rest.search(/<\w+Rad>/)).toBe(f === 'avhugget')
})

test('a proxy page and an empty body have status 200', async () => {
  sla('html')
  const html = await hamta('LasAllt')
  expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(await html.text()).toContain('<html>')
  paraplyet.fel.rensa()
  sla('tomt')
  const tomt = await hamta('LasAllt')
  expect([tomt.status, await tomt.text()]).toEqual([200, ''])
})

test('the wrong charset is declared UTF-8 and is not', async () => {
  sla('fel-teckenkodning')
  const svar = await hamta('LasAllt')
  expect(svar.headers.get('content-type')).toBe('text/xml; charset=utf-8')
  const byte = Buffer.from(await svar.arrayBuffer())
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(byte)).toThrow()
  expect(tolkaLassvar(byte.toString('latin1')).rader.length).toBeGreaterThan(100)
})

test('an oversized answer goes on until the reader has had enough', async () => {
  sla('for-stort')
  const svar = await anropa(url, 'LasAllt', { Session: await nySession(url, LOSENORD) })
  let byte = 0
  for await (const del of svar.body!) {
    byte += (del as Uint8Array).length
    if (byte > 40e6) break
  }
  expect(byte).toBeGreaterThan(40e6)
})

test('a late answer is late, and a dripping one never seems to end', async () => {
  sla('sen')
  const session = await nySession(url, LOSENORD)
  const fran = performance.now()
  await anropa(url, 'LasAllt', { Session: session })
  expect(performance.now() - fran).toBeGreaterThan(390)
  paraplyet.fel.rensa()
  sla('droppar')
  const svar = await anropa(url, 'LasAllt', { Session: session })
  let byte = 0
  const start = performance.now()
  for await (const del of svar.body!) {
    byte += (del as Uint8Array).length
    if (performance.now() - start > 500) break
  }
  expect(byte).toBeGreaterThan(2)
  expect(byte).toBeLessThan(40)
})

test('a peer that is down resets the connection', async () => {
  const session = await nySession(url, LOSENORD)
  sla('nere')
  await expect(anropa(url, 'LasAllt', { Session: session })).rejects.toThrow('fetch failed')
})

test('half an answer is well-formed and counts its own rows only', async () => {
  sla('halv-sida')
  const { rader, antalRader } = await las()
  expect(antalRader).toBe(rader.length)
  expect(personnummerI(rader)).toEqual(iStadsdelen.filter((_, n) => n % 2 === 1).map((i) => stad.personnummerAv(i)))
})

test('doubled rows are the same rows twice', async () => {
  const hela = await las()
  sla('dubblett')
  const { rader, antalRader } = await las()
  expect(antalRader).toBe(2 * hela.antalRader)
  expect(new Set(rader.map((rad) => JSON.stringify(rad))).size).toBe(hela.rader.length)
})

test('disorder tears persons apart without losing a row', async () => {
  const hela = await las()
  sla('oordning')
  const { rader, antalRader } = await las()
  expect(antalRader).toBe(hela.antalRader)
  const text = (r: readonly Kallrad[]): string[] => r.map((rad) => JSON.stringify(rad)).sort()
  expect(text(rader)).toEqual(text(hela.rader))
  const ordning = rader.map(({ falt }) => falt['Personnummer'])
  expect(ordning.filter((nummer, n) => nummer !== ordning[n - 1]).length).toBeGreaterThan(iStadsdelen.length)
})

test('the protection flag is missing for some, and for a person read alone', async () => {
  sla('utan-flagga')
  const utan = (rader: readonly Kallrad[]): number =>
    rader.filter(({ slag, falt }) => slag === 'PersonRad' && falt['Skyddsmarkering'] === undefined).length
  const { rader } = await las()
  expect(utan(rader)).toBe(Math.ceil(iStadsdelen.length / 3))
  expect(utan((await las('LasPerson', { Personnummer: stad.personnummerAv(iStadsdelen[0]!) })).rader)).toBe(1)
})
