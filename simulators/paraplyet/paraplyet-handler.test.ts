import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createClientAsync } from 'soap'
import { parse } from 'yaml'
import type { Falt, Manifest } from '../../src/mapping/manifest.ts'
import { anropa, felkod, nySession, tolkaLassvar, type Kallrad } from '../../test/support/paraplyet-client.ts'
import { skapaFelkontroll } from '../fault-control.ts'
import type { Fel } from '../faults.ts'
import { skapaPopulation } from '../population/create-population.ts'
import type { Sanningspost } from '../population/truth.ts'
import { paraplyetHandler, type ParaplyetOptions } from './paraplyet-handler.ts'

const LOSENORD = 'ett-losenord'
const STADSDEL = 'hagersten-alvsjo'
const KANARIE = 'KANARIE'
const stad = skapaPopulation({ antal: 1200, seed: 5, idag: '2026-10-15' })
const fel = skapaFelkontroll()
const servrar: { server: Server; stop: () => Promise<void> }[] = []
let klocka = new Date('2026-10-15T08:00:00Z')

async function servera(extra: Partial<ParaplyetOptions>): Promise<string> {
  const handler = paraplyetHandler(stad, fel, { losenord: LOSENORD, nu: () => klocka, ...extra })
  const server = createServer(handler)
  await new Promise<void>((klar) => server.listen(0, '127.0.0.1', klar))
  servrar.push({ server, stop: () => handler.stop() })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/paraplyet/`
}

let bas: string
let url: string
beforeAll(async () => {
  bas = await servera({ tider: { senMs: 400, droppMs: 20 } })
  url = bas + STADSDEL
})
afterAll(async () => {
  for (const { server, stop } of servrar) {
    server.closeAllConnections()
    server.close()
    await stop()
  }
})
afterEach(() => fel.rensa())

const iStadsdelen = Array.from({ length: stad.antal }, (_, i) => i).filter((i) =>
  stad.stadsdelarAv(i, 'paraplyet').includes(STADSDEL),
)
const manifest: readonly Manifest[] = readdirSync(join(import.meta.dirname, '../../config/tittbehorighet'))
  .filter((fil) => fil.startsWith('paraplyet-'))
  .map((fil) => parse(readFileSync(join(import.meta.dirname, '../../config/tittbehorighet', fil), 'utf8')) as Manifest)

const omvandla = (f: Falt, text: string): string | number =>
  f.typ === 'ore'
    ? Math.round(Number(text) * 100)
    : f.typ === 'decimal' || f.typ === 'heltal'
      ? Number(text)
      : f.typ === 'kod'
        ? f.koder![text]!
        : text

/** The rows as the truth would say them, by personnummer and kind, by nothing but the manifests. */
function somSanning(rader: readonly Kallrad[]): Map<string, Record<string, Sanningspost[]>> {
  const personer = new Map<string, Record<string, Sanningspost[]>>()
  for (const { slag, falt } of rader) {
    const m = manifest.find(({ kallrader }) => kallrader.includes(slag))!
    const mangder = personer.get(falt['Personnummer']!) ?? {}
    const post = Object.fromEntries(
      m.falt.flatMap((f) => (falt[f.kalla] ? [[f.falt, omvandla(f, falt[f.kalla]!)]] : [])),
    )
    ;(mangder[m.informationsmangd] ??= []).push(post)
    const nyckel = (p: Sanningspost): string => m.postnyckel.map((n) => String(p[n] as string)).join('\u001f')
    mangder[m.informationsmangd]!.sort((a, b) => (nyckel(a) < nyckel(b) ? -1 : 1))
    personer.set(falt['Personnummer']!, mangder)
  }
  return personer
}

const hamta = async (operation: string, falt: Record<string, string> = {}, till = url): Promise<Response> =>
  anropa(till, operation, { Session: await nySession(till, LOSENORD), ...falt })
const las = async (operation = 'LasAllt', falt: Record<string, string> = {}, till = url) =>
  tolkaLassvar(await (await hamta(operation, falt, till)).text())
const personnummer = (rader: readonly Kallrad[]): string[] =>
  rader.filter(({ slag }) => slag === 'PersonRad').map(({ falt }) => falt['Personnummer']!)

test('a complete read holds exactly what the truth says of the stadsdel, person by person', async () => {
  const { rader, antalRader } = await las()
  expect(antalRader).toBe(rader.length)
  const lasta = somSanning(rader)
  expect([...lasta.keys()]).toEqual(iStadsdelen.map((i) => stad.personnummerAv(i)))
  for (const i of iStadsdelen) {
    const { faktura: _, ...omsorg } = stad.sanningAt(i).stadsdelar[STADSDEL]!
    expect(lasta.get(stad.personnummerAv(i))).toEqual(omsorg)
  }
  const flaggor = new Map(
    rader.map(({ falt }) => [falt['Personnummer'], falt['Skyddsmarkering'] ?? '']).reverse() as [string, string][],
  )
  for (const i of iStadsdelen)
    expect(flaggor.get(stad.personnummerAv(i)) === 'N').toBe(stad.sanningAt(i).skydd === 'ingen')
})

test('the rows of a person come together, beginning with the one PersonRad', async () => {
  const { rader } = await las()
  const ordning = rader.map(({ falt }) => falt['Personnummer']!)
  const byten = ordning.filter((nummer, n) => nummer !== ordning[n - 1])
  expect(byten).toEqual([...new Set(ordning)])
  expect(byten).toEqual(personnummer(rader))
})

test('one person is read alone, and somebody the stadsdel does not hold gives no rows', async () => {
  const i = iStadsdelen[3]!
  const { rader, antalRader } = await las('LasPerson', { Personnummer: stad.personnummerAv(i) })
  expect(personnummer(rader)).toEqual([stad.personnummerAv(i)])
  expect(antalRader).toBe(rader.length)
  const annan = Array.from({ length: 99 }, (_, n) => n).find((n) => !iStadsdelen.includes(n))!
  expect(await las('LasPerson', { Personnummer: stad.personnummerAv(annan) })).toEqual({ rader: [], antalRader: 0 })
})

test('in canary mode every unlisted field carries a marker of its own and no listed one does', async () => {
  const till = (await servera({ kanarie: KANARIE })) + STADSDEL
  const { rader } = await las('LasAllt', {}, till)
  const listade = new Set(manifest.flatMap((m) => [...m.falt.map((f) => f.kalla), m.personnyckel, m.skydd?.kalla]))
  const markta: string[] = []
  const olistade = new Set<string>()
  for (const { slag, falt } of rader) {
    const m = manifest.find(({ kallrader }) => kallrader.includes(slag))!
    for (const [namn, varde] of Object.entries(falt)) {
      const listat =
        listade.has(namn) &&
        (m.falt.some((f) => f.kalla === namn) || namn === m.personnyckel || namn === m.skydd?.kalla)
      if (listat === varde.startsWith(KANARIE)) throw new Error(`${slag}.${namn}`)
      if (!listat) {
        markta.push(varde)
        olistade.add(`${slag}.${namn}`)
      }
    }
  }
  expect(new Set(markta).size).toBe(markta.length)
  expect(olistade.size).toBeGreaterThanOrEqual(30)
})

test('a changed person, and no other, is told of since the time of the change', async () => {
  const i = iStadsdelen.find((n) => stad.sanningAt(n).stadsdelar[STADSDEL]?.['handlaggare'] !== undefined)!
  stad.andra({ slag: 'byt-handlaggare', personnummer: stad.personnummerAv(i), stadsdel: STADSDEL }, klocka)
  const { rader } = await las('LasAndrade', { Sedan: klocka.toISOString() })
  expect(personnummer(rader)).toEqual([stad.personnummerAv(i)])
  const { faktura: _, ...omsorg } = stad.sanningAt(i).stadsdelar[STADSDEL]!
  expect(somSanning(rader).get(stad.personnummerAv(i))).toEqual(omsorg)
  const senare = new Date(klocka.getTime() + 1)
  expect((await las('LasAndrade', { Sedan: senare.toISOString() })).rader).toEqual([])
})

test('a rendered complete read is the same as a fresh one and follows changes', async () => {
  const till = (await servera({ forrendera: true })) + STADSDEL
  const forsta = await las('LasAllt', {}, till)
  expect(forsta).toEqual(await las())
  expect(await las('LasAllt', {}, till)).toEqual(forsta)
  const i = iStadsdelen.at(-1)!
  stad.andra({ slag: 'satt-skydd', personnummer: stad.personnummerAv(i), skydd: 'sekretessmarkering' })
  const { rader } = await las('LasAllt', {}, till)
  expect(rader).not.toEqual(forsta.rader)
  expect(rader.findLast(({ slag }) => slag === 'PersonRad')?.falt['Skyddsmarkering']).toBe('S')
})

test('the WSDL describes the service to an ordinary SOAP client', async () => {
  const klient = await createClientAsync(`${url}?wsdl`, {}, url)
  klient.setEndpoint(url)
  const logga = klient as unknown as Record<string, (falt: object) => Promise<[Record<string, unknown>]>>
  const [{ Session }] = await logga['LoggaInAsync']!({ Anvandare: 'soap', Losenord: LOSENORD })
  const [svar] = await logga['LasPersonAsync']!({ Session, Personnummer: stad.personnummerAv(iStadsdelen[0]!) })
  expect((svar['Rader'] as { PersonRad: { Personnummer: string }[] }).PersonRad[0]?.Personnummer).toBe(
    stad.personnummerAv(iStadsdelen[0]!),
  )
})

const loggaIn = async (losenord: string, taOver?: boolean, anvandare = 'tvilling') =>
  (
    await anropa(url, 'LoggaIn', {
      Anvandare: anvandare,
      Losenord: losenord,
      ...(taOver !== undefined && { TaOver: String(taOver) }),
    })
  ).text()
const sessionUr = (text: string): string => /<Session>(.+)<\/Session>/.exec(text)![1]!
const lasMed = async (session: string) =>
  felkod(await (await anropa(url, 'LasPerson', { Session: session, Personnummer: '170001010009' })).text())

test('a user has one session: a second login is refused, or takes the first one over', async () => {
  const forsta = sessionUr(await loggaIn(LOSENORD))
  expect(felkod(await loggaIn(LOSENORD))).toBe('Klient.SessionUpptagen')
  expect(felkod(await loggaIn(LOSENORD, false))).toBe('Klient.SessionUpptagen')
  expect(await lasMed(forsta)).toBeUndefined()
  const andra = sessionUr(await loggaIn(LOSENORD, true))
  expect(await lasMed(forsta)).toBe('Klient.SessionOvertagen')
  expect(await lasMed(andra)).toBeUndefined()
})

test('a session ends when its time is out or it is logged out, and then a new login needs no taking over', async () => {
  const forsta = sessionUr(await loggaIn(LOSENORD, true, 'tid'))
  klocka = new Date(klocka.getTime() + 599_000)
  expect(await lasMed(forsta)).toBeUndefined()
  klocka = new Date(klocka.getTime() + 1_000)
  expect(await lasMed(forsta)).toBe('Klient.SessionOgiltig')
  const andra = sessionUr(await loggaIn(LOSENORD, undefined, 'tid'))
  expect((await anropa(url, 'LoggaUt', { Session: andra })).status).toBe(200)
  expect(await lasMed(andra)).toBe('Klient.SessionOgiltig')
  expect(felkod(await loggaIn(LOSENORD, undefined, 'tid'))).toBeUndefined()
})

test('a wrong password and an unknown session are refused, and sessions are of one stadsdel only', async () => {
  expect(felkod(await loggaIn('fel'))).toBe('Klient.InloggningNekad')
  expect(await lasMed('ingen')).toBe('Klient.SessionOgiltig')
  const annanstans = await nySession(`${bas}bromma`, LOSENORD)
  expect(await lasMed(annanstans)).toBe('Klient.SessionOgiltig')
})

test('what is no request of the contract is a fault, not an empty answer', async () => {
  const skicka = async (body: string) => fetch(url, { method: 'POST', body })
  for (const body of ['', '<a/>', '<!DOCTYPE a><a/>', 'LasAllt']) {
    const svar = await skicka(body)
    expect([svar.status, felkod(await svar.text())]).toEqual([500, 'Klient.OgiltigBegaran'])
  }
  expect(felkod(await (await hamta('LasAndrade', { Sedan: 'igår' })).text())).toBe('Klient.OgiltigBegaran')
  expect((await fetch(`${bas}norrmalm`, { method: 'POST', body: '' })).status).toBe(404)
})

const sla = (f: Fel, operation?: string): void =>
  fel.satt({ peer: 'paraplyet', fel: f, ...(operation !== undefined && { operation }) })

test('a lost session, a refused login and a server error are faults', async () => {
  const session = await nySession(url, LOSENORD)
  sla('session-borta')
  expect(await lasMed(session)).toBe('Klient.SessionOgiltig')
  fel.rensa()
  expect(await lasMed(session)).toBe('Klient.SessionOgiltig')
  sla('nekad')
  expect(felkod(await loggaIn(LOSENORD))).toBe('Klient.InloggningNekad')
  fel.rensa()
  sla('fault')
  const fault = await hamta('LasAllt')
  expect([fault.status, felkod(await fault.text())]).toEqual([500, 'Server.Fel'])
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
  fel.rensa()
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
  fel.rensa()
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
  expect(personnummer(rader)).toEqual(iStadsdelen.filter((_, n) => n % 2 === 1).map((i) => stad.personnummerAv(i)))
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
