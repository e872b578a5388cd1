import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createClientAsync } from 'soap'
import { parse } from 'yaml'
import type { Field, Manifest } from '../../src/mapping/manifest.ts'
import { call, errorCode, newSession, type SourceRow } from '../../test/support/sources/paraplyet-client.ts'
import {
  PASSWORD,
  personnummerIn,
  type SimulatedParaplyet,
  startParaplyet,
} from '../../test/support/sources/simulated-paraplyet.ts'
import { createPopulation } from '../population/create-population.ts'
import type { TruthItem } from '../population/truth.ts'
import type { ParaplyetOptions } from './paraplyet-handler.ts'

const STADSDEL = 'hagersten-alvsjo'
const CANARY = 'KANARIE'
const city = createPopulation({ antal: 1200, seed: 5, today: '2026-10-15' })
let clock = new Date('2026-10-15T08:00:00Z')
const underWay: SimulatedParaplyet[] = []

async function start(options: Partial<ParaplyetOptions> = {}, stadsdel = STADSDEL): Promise<SimulatedParaplyet> {
  const paraplyet = await startParaplyet(city, stadsdel, { now: () => clock, ...options })
  underWay.push(paraplyet)
  return paraplyet
}

let url: string
let read: SimulatedParaplyet['read']
let fetchAll: SimulatedParaplyet['fetch']
beforeAll(async () => ({ url, read, fetch: fetchAll } = await start()))
afterAll(async () => {
  for (const paraplyet of underWay) await paraplyet.stop()
})

const inStadsdelen = Array.from({ length: city.antal }, (_, i) => i).filter((i) =>
  city.stadsdelarOf(i, 'paraplyet').includes(STADSDEL),
)
/** What the truth says of the person here, but for what only Agresso holds. */
const careOf = (i: number): Record<string, unknown> =>
  Object.fromEntries(Object.entries(city.truthAt(i).stadsdelar[STADSDEL]!).filter(([mangd]) => mangd !== 'faktura'))
const manifest: readonly Manifest[] = readdirSync(join(import.meta.dirname, '../../config/tittbehorighet'))
  .filter((file) => file.startsWith('paraplyet-'))
  .map(
    (file) => parse(readFileSync(join(import.meta.dirname, '../../config/tittbehorighet', file), 'utf8')) as Manifest,
  )

const transform = (f: Field, text: string): string | number =>
  f.typ === 'ore'
    ? Math.round(Number(text) * 100)
    : f.typ === 'decimal' || f.typ === 'heltal'
      ? Number(text)
      : f.typ === 'kod'
        ? f.koder![text]!
        : text

/** The rows as the truth would say them, by personnummer and kind, by nothing but the manifests. */
function asTruth(rows: readonly SourceRow[]): Map<string, Record<string, TruthItem[]>> {
  const personer = new Map<string, Record<string, TruthItem[]>>()
  for (const { slag, falt } of rows) {
    const m = manifest.find(({ kallrader }) => kallrader.includes(slag))!
    const mangder = personer.get(falt['Personnummer']!) ?? {}
    const item = Object.fromEntries(
      m.falt.flatMap((f) => (falt[f.kalla] ? [[f.falt, transform(f, falt[f.kalla]!)]] : [])),
    )
    ;(mangder[m.informationsmangd] ??= []).push(item)
    const key = (p: TruthItem): string => m.postnyckel.map((n) => String(p[n] as string)).join('\u001f')
    mangder[m.informationsmangd]!.sort((a, b) => (key(a) < key(b) ? -1 : 1))
    personer.set(falt['Personnummer']!, mangder)
  }
  return personer
}

test('a complete read holds exactly what the truth says of the stadsdel, person by person', async () => {
  const { rader, rowCount } = await read()
  expect(rowCount).toBe(rader.length)
  const readSoFar = asTruth(rader)
  expect(inStadsdelen.length).toBeGreaterThan(50)
  expect([...readSoFar.keys()]).toEqual(inStadsdelen.map((i) => city.personnummerOf(i)))
  for (const i of inStadsdelen) {
    expect(readSoFar.get(city.personnummerOf(i))).toEqual(careOf(i))
  }
  const flags = new Map(
    rader.map(({ falt }) => [falt['Personnummer'], falt['Skyddsmarkering'] ?? '']).reverse() as [string, string][],
  )
  for (const i of inStadsdelen)
    expect(flags.get(city.personnummerOf(i)) === 'N').toBe(city.truthAt(i).skydd === 'ingen')
})

test('the rows of a person come together, beginning with the one PersonRad', async () => {
  const { rader } = await read()
  const order = rader.map(({ falt }) => falt['Personnummer']!)
  const swaps = order.filter((number, n) => number !== order[n - 1])
  expect(swaps).toEqual([...new Set(order)])
  expect(swaps).toEqual(personnummerIn(rader))
})

test('one person is read alone, and somebody the stadsdel does not hold gives no rows', async () => {
  const i = inStadsdelen[3]!
  const { rader, rowCount } = await read('LasPerson', { Personnummer: city.personnummerOf(i) })
  expect(personnummerIn(rader)).toEqual([city.personnummerOf(i)])
  expect(rowCount).toBe(rader.length)
  const another = Array.from({ length: 99 }, (_, n) => n).find((n) => !inStadsdelen.includes(n))!
  expect(await read('LasPerson', { Personnummer: city.personnummerOf(another) })).toEqual({ rader: [], rowCount: 0 })
})

test('in canary mode every unlisted field carries a marker of its own and no listed one does', async () => {
  const { rader } = await (await start({ canary: CANARY })).read()
  const listedNames = new Set(manifest.flatMap((m) => [...m.falt.map((f) => f.kalla), m.personnyckel, m.skydd?.kalla]))
  const marked: string[] = []
  const unlisted = new Set<string>()
  for (const { slag, falt } of rader) {
    const m = manifest.find(({ kallrader }) => kallrader.includes(slag))!
    for (const [name, value] of Object.entries(falt)) {
      const listed =
        listedNames.has(name) &&
        (m.falt.some((f) => f.kalla === name) || name === m.personnyckel || name === m.skydd?.kalla)
      if (listed === value.startsWith(CANARY)) throw new Error(`${slag}.${name}`)
      if (!listed) {
        marked.push(value)
        unlisted.add(`${slag}.${name}`)
      }
    }
  }
  expect(new Set(marked).size).toBe(marked.length)
  expect(unlisted.size).toBeGreaterThanOrEqual(30)
})

test('a changed person, and no other, is told of since the time of the change', async () => {
  const i = inStadsdelen.find((n) => city.truthAt(n).stadsdelar[STADSDEL]?.['handlaggare'] !== undefined)!
  city.change({ slag: 'byt-handlaggare', personnummer: city.personnummerOf(i), stadsdel: STADSDEL }, clock)
  const { rader } = await read('LasAndrade', { Sedan: clock.toISOString() })
  expect(personnummerIn(rader)).toEqual([city.personnummerOf(i)])
  expect(asTruth(rader).get(city.personnummerOf(i))).toEqual(careOf(i))
  const later = new Date(clock.getTime() + 1)
  expect((await read('LasAndrade', { Sedan: later.toISOString() })).rader).toEqual([])
})

test('a rendered complete read is the same as a fresh one and follows changes', async () => {
  const paraplyet = await start({ preRender: true })
  const first = await paraplyet.read()
  expect(first).toEqual(await read())
  expect(await paraplyet.read()).toEqual(first)
  const i = inStadsdelen.at(-1)!
  city.change({ slag: 'satt-skydd', personnummer: city.personnummerOf(i), skydd: 'sekretessmarkering' })
  const { rader } = await paraplyet.read()
  expect(rader).not.toEqual(first.rader)
  expect(rader.findLast(({ slag }) => slag === 'PersonRad')?.falt['Skyddsmarkering']).toBe('S')
})

test('the WSDL describes the service to an ordinary SOAP client', async () => {
  const client = await createClientAsync(`${url}?wsdl`, {}, url)
  client.setEndpoint(url)
  const log = client as unknown as Record<string, (field: object) => Promise<[Record<string, unknown>]>>
  const [{ Session }] = await log['LoggaInAsync']!({ Anvandare: 'soap', Losenord: PASSWORD })
  const [answer] = await log['LasPersonAsync']!({ Session, Personnummer: city.personnummerOf(inStadsdelen[0]!) })
  expect((answer['Rader'] as { PersonRad: { Personnummer: string } }).PersonRad.Personnummer).toBe(
    city.personnummerOf(inStadsdelen[0]!),
  )
})

const logIn = async (password: string, takeOver?: boolean, user = 'tvilling') =>
  (
    await call(url, 'LoggaIn', {
      Anvandare: user,
      Losenord: password,
      ...(takeOver !== undefined && { TaOver: String(takeOver) }),
    })
  ).text()
const sessionFrom = (text: string): string => /<Session>(.+)<\/Session>/.exec(text)![1]!
const readWith = async (session: string) =>
  errorCode(await (await call(url, 'LasPerson', { Session: session, Personnummer: '170001010009' })).text())

test('a user has one session: a second login is refused, or takes the first one over', async () => {
  const first = sessionFrom(await logIn(PASSWORD))
  expect(errorCode(await logIn(PASSWORD))).toBe('Klient.SessionUpptagen')
  expect(errorCode(await logIn(PASSWORD, false))).toBe('Klient.SessionUpptagen')
  expect(await readWith(first)).toBeUndefined()
  const others = sessionFrom(await logIn(PASSWORD, true))
  expect(await readWith(first)).toBe('Klient.SessionOvertagen')
  expect(await readWith(others)).toBeUndefined()
})

test('a session ends when its time is out or it is logged out, and then a new login needs no taking over', async () => {
  const first = sessionFrom(await logIn(PASSWORD, true, 'tid'))
  clock = new Date(clock.getTime() + 599_000)
  expect(await readWith(first)).toBeUndefined()
  clock = new Date(clock.getTime() + 1_000)
  expect(await readWith(first)).toBe('Klient.SessionOgiltig')
  const others = sessionFrom(await logIn(PASSWORD, undefined, 'tid'))
  expect((await call(url, 'LoggaUt', { Session: others })).status).toBe(200)
  expect(await readWith(others)).toBe('Klient.SessionOgiltig')
  expect(errorCode(await logIn(PASSWORD, undefined, 'tid'))).toBeUndefined()
})

test('a wrong password and an unknown session are refused, and sessions are of one stadsdel only', async () => {
  expect(errorCode(await logIn('fel'))).toBe('Klient.InloggningNekad')
  expect(await readWith('ingen')).toBe('Klient.SessionOgiltig')
  const elsewhere = await newSession(url.replace(STADSDEL, 'bromma'), PASSWORD)
  expect(await readWith(elsewhere)).toBe('Klient.SessionOgiltig')
})

test('what is no request of the contract is a fault, not an empty answer', async () => {
  const send = async (body: string) => fetch(url, { method: 'POST', body })
  for (const body of ['', '<a/>', '<!DOCTYPE a><a/>', 'LasAllt']) {
    const answer = await send(body)
    expect([answer.status, errorCode(await answer.text())]).toEqual([500, 'Klient.OgiltigBegaran'])
  }
  expect(errorCode(await (await fetchAll('LasAndrade', { Sedan: 'igår' })).text())).toBe('Klient.OgiltigBegaran')
  expect((await fetch(url.replace(STADSDEL, 'norrmalm'), { method: 'POST', body: '' })).status).toBe(404)
})
