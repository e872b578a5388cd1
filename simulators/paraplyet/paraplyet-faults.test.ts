import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import {
  call,
  errorCode,
  newSession,
  parseReadAnswer,
  type SourceRow,
} from '../../test/support/sources/paraplyet-client.ts'
import {
  PASSWORD,
  personnummerIn,
  type SimulatedParaplyet,
  startParaplyet,
} from '../../test/support/sources/simulated-paraplyet.ts'
import type { Failure } from '../faults.ts'
import { createPopulation } from '../population/create-population.ts'

const STADSDEL = 'jarva'
const city = createPopulation({ antal: 1200, seed: 5, today: '2026-10-15' })
const inStadsdelen = Array.from({ length: city.antal }, (_, i) => i).filter((i) =>
  city.stadsdelarOf(i, 'paraplyet').includes(STADSDEL),
)

let paraplyet: SimulatedParaplyet
let url: string
let read: SimulatedParaplyet['read']
let fetch: SimulatedParaplyet['fetch']
beforeAll(async () => {
  paraplyet = await startParaplyet(city, STADSDEL, { times: { lateMs: 400, dropMs: 20 } })
  ;({ url, read, fetch } = paraplyet)
})
afterAll(() => paraplyet.stop())
afterEach(() => paraplyet.fel.purge())

const hit = (f: Failure): void => paraplyet.fel.set({ peer: 'paraplyet', fel: f })

test('a lost session, a refused login and a server error are faults', async () => {
  const session = await newSession(url, PASSWORD)
  const code = async (operation: string, field: Record<string, string>) => {
    const answer = await call(url, operation, field)
    return [answer.status, errorCode(await answer.text())]
  }
  hit('session-borta')
  expect(await code('LasAllt', { Session: session })).toEqual([500, 'Klient.SessionOgiltig'])
  paraplyet.fel.purge()
  expect(await code('LasAllt', { Session: session })).toEqual([500, 'Klient.SessionOgiltig'])
  hit('nekad')
  expect(await code('LoggaIn', { Anvandare: 'a', Losenord: PASSWORD })).toEqual([500, 'Klient.InloggningNekad'])
  hit('fault')
  expect(await code('LasAllt', { Session: session })).toEqual([500, 'Server.Fel'])
})

test.each(['avhugget', 'avhugget-efter-rad'] as const)('%s ends like a whole answer but is none', async (f) => {
  const whole = await (await fetch('LasAllt')).text()
  hit(f)
  const text = await (await fetch('LasAllt')).text()
  expect(text.length).toBeGreaterThan(1000)
  expect(whole.startsWith(text)).toBe(true)
  expect(/<\/\w+Rad>$/.test(text)).toBe(f === 'avhugget-efter-rad')
  expect(() => parseReadAnswer(text)).toThrow()
  // Inside a row, the end of that row comes before the next begins; between rows it is the other way round.
  const rest = whole.slice(text.length)
  expect(rest.search(/<\/\w+Rad>/) < rest.search(/<\w+Rad>/)).toBe(f === 'avhugget')
})

test('a proxy page and an empty body have status 200', async () => {
  hit('html')
  const html = await fetch('LasAllt')
  expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(await html.text()).toContain('<html>')
  paraplyet.fel.purge()
  hit('tomt')
  const empty = await fetch('LasAllt')
  expect([empty.status, await empty.text()]).toEqual([200, ''])
})

test('the wrong charset is declared UTF-8 and is not', async () => {
  hit('fel-teckenkodning')
  const answer = await fetch('LasAllt')
  expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8')
  const byte = Buffer.from(await answer.arrayBuffer())
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(byte)).toThrow()
  expect(parseReadAnswer(byte.toString('latin1')).rader.length).toBeGreaterThan(100)
})

test('an oversized answer goes on until the reader has had enough', async () => {
  hit('for-stort')
  const answer = await call(url, 'LasAllt', { Session: await newSession(url, PASSWORD) })
  let byte = 0
  for await (const part of answer.body!) {
    byte += (part as Uint8Array).length
    if (byte > 40e6) break
  }
  expect(byte).toBeGreaterThan(40e6)
})

test('a late answer is late, and a dripping one never seems to end', async () => {
  hit('sen')
  const session = await newSession(url, PASSWORD)
  const from = performance.now()
  // Read to its end, since a connection with an answer that nobody reads is never given back.
  await (await call(url, 'LasAllt', { Session: session })).text()
  expect(performance.now() - from).toBeGreaterThan(390)
  paraplyet.fel.purge()
  hit('droppar')
  const answer = await call(url, 'LasAllt', { Session: session })
  let byte = 0
  const start = performance.now()
  for await (const part of answer.body!) {
    byte += (part as Uint8Array).length
    if (performance.now() - start > 500) break
  }
  expect(byte).toBeGreaterThan(2)
  // A byte every 20 ms, and some that had come before the clock began.
  expect(byte).toBeLessThan((performance.now() - from) / 20 + 5)
})

test('a peer that is down resets the connection', async () => {
  const session = await newSession(url, PASSWORD)
  hit('nere')
  await expect(call(url, 'LasAllt', { Session: session })).rejects.toThrow('fetch failed')
})

test('half an answer is well-formed and counts its own rows only', async () => {
  hit('halv-sida')
  const { rader, rowCount } = await read()
  expect(rowCount).toBe(rader.length)
  expect(personnummerIn(rader)).toEqual(inStadsdelen.filter((_, n) => n % 2 === 1).map((i) => city.personnummerOf(i)))
})

test('doubled rows are the same rows twice', async () => {
  const whole = await read()
  hit('dubblett')
  const { rader, rowCount } = await read()
  expect(rowCount).toBe(2 * whole.rowCount)
  expect(new Set(rader.map((row) => JSON.stringify(row))).size).toBe(whole.rader.length)
})

test('disorder tears persons apart without losing a row', async () => {
  const whole = await read()
  hit('oordning')
  const { rader, rowCount } = await read()
  expect(rowCount).toBe(whole.rowCount)
  const text = (r: readonly SourceRow[]): string[] => r.map((row) => JSON.stringify(row)).sort()
  expect(text(rader)).toEqual(text(whole.rader))
  const order = rader.map(({ falt }) => falt['Personnummer'])
  expect(order.filter((number, n) => number !== order[n - 1]).length).toBeGreaterThan(inStadsdelen.length)
})

test('the protection flag is missing for some, and for a person read alone', async () => {
  hit('utan-flagga')
  const without = (rows: readonly SourceRow[]): number =>
    rows.filter(({ slag, falt }) => slag === 'PersonRad' && falt['Skyddsmarkering'] === undefined).length
  const { rader } = await read()
  expect(without(rader)).toBe(Math.ceil(inStadsdelen.length / 3))
  expect(without((await read('LasPerson', { Personnummer: city.personnummerOf(inStadsdelen[0]!) })).rader)).toBe(1)
})
