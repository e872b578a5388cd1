import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClientAsync } from 'soap'
import { parse } from 'yaml'
import type { Falt, Manifest } from '../../src/mapping/manifest.ts'
import { anropa, felkod, nySession, type Kallrad } from '../../test/support/sources/paraplyet-client.ts'
import {
  LOSENORD,
  personnummerI,
  startaParaplyet,
  type SimuleratParaplyet,
} from '../../test/support/sources/simulated-paraplyet.ts'
import { skapaPopulation } from '../population/create-population.ts'
import type { Sanningspost } from '../population/truth.ts'
import type { ParaplyetOptions } from './paraplyet-handler.ts'

const STADSDEL = 'hagersten-alvsjo'
const KANARIE = 'KANARIE'
const stad = skapaPopulation({ antal: 1200, seed: 5, idag: '2026-10-15' })
let klocka = new Date('2026-10-15T08:00:00Z')
const igang: SimuleratParaplyet[] = []

async function starta(options: Partial<ParaplyetOptions> = {}, stadsdel = STADSDEL): Promise<SimuleratParaplyet> {
  const paraplyet = await startaParaplyet(stad, stadsdel, { nu: () => klocka, ...options })
  igang.push(paraplyet)
  return paraplyet
}

let url: string
let las: SimuleratParaplyet['las']
let hamta: SimuleratParaplyet['hamta']
beforeAll(async () => ({ url, las, hamta } = await starta()))
afterAll(async () => {
  for (const paraplyet of igang) await paraplyet.stop()
})

const iStadsdelen = Array.from({ length: stad.antal }, (_, i) => i).filter((i) =>
  stad.stadsdelarAv(i, 'paraplyet').includes(STADSDEL),
)
/** What the truth says of the person here, but for what only Agresso holds. */
const omsorgAv = (i: number): Record<string, unknown> =>
  Object.fromEntries(Object.entries(stad.sanningAt(i).stadsdelar[STADSDEL]!).filter(([mangd]) => mangd !== 'faktura'))
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

test('a complete read holds exactly what the truth says of the stadsdel, person by person', async () => {
  const { rader, antalRader } = await las()
  expect(antalRader).toBe(rader.length)
  const lasta = somSanning(rader)
  expect([...lasta.keys()]).toEqual(iStadsdelen.map((i) => stad.personnummerAv(i)))
  for (const i of iStadsdelen) {
    expect(lasta.get(stad.personnummerAv(i))).toEqual(omsorgAv(i))
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
  expect(byten).toEqual(personnummerI(rader))
})

test('one person is read alone, and somebody the stadsdel does not hold gives no rows', async () => {
  const i = iStadsdelen[3]!
  const { rader, antalRader } = await las('LasPerson', { Personnummer: stad.personnummerAv(i) })
  expect(personnummerI(rader)).toEqual([stad.personnummerAv(i)])
  expect(antalRader).toBe(rader.length)
  const annan = Array.from({ length: 99 }, (_, n) => n).find((n) => !iStadsdelen.includes(n))!
  expect(await las('LasPerson', { Personnummer: stad.personnummerAv(annan) })).toEqual({ rader: [], antalRader: 0 })
})

test('in canary mode every unlisted field carries a marker of its own and no listed one does', async () => {
  const { rader } = await (await starta({ kanarie: KANARIE })).las()
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
  expect(personnummerI(rader)).toEqual([stad.personnummerAv(i)])
  expect(somSanning(rader).get(stad.personnummerAv(i))).toEqual(omsorgAv(i))
  const senare = new Date(klocka.getTime() + 1)
  expect((await las('LasAndrade', { Sedan: senare.toISOString() })).rader).toEqual([])
})

test('a rendered complete read is the same as a fresh one and follows changes', async () => {
  const paraplyet = await starta({ forrendera: true })
  const forsta = await paraplyet.las()
  expect(forsta).toEqual(await las())
  expect(await paraplyet.las()).toEqual(forsta)
  const i = iStadsdelen.at(-1)!
  stad.andra({ slag: 'satt-skydd', personnummer: stad.personnummerAv(i), skydd: 'sekretessmarkering' })
  const { rader } = await paraplyet.las()
  expect(rader).not.toEqual(forsta.rader)
  expect(rader.findLast(({ slag }) => slag === 'PersonRad')?.falt['Skyddsmarkering']).toBe('S')
})

test('the WSDL describes the service to an ordinary SOAP client', async () => {
  const klient = await createClientAsync(`${url}?wsdl`, {}, url)
  klient.setEndpoint(url)
  const logga = klient as unknown as Record<string, (falt: object) => Promise<[Record<string, unknown>]>>
  const [{ Session }] = await logga['LoggaInAsync']!({ Anvandare: 'soap', Losenord: LOSENORD })
  const [svar] = await logga['LasPersonAsync']!({ Session, Personnummer: stad.personnummerAv(iStadsdelen[0]!) })
  expect((svar['Rader'] as { PersonRad: { Personnummer: string } }).PersonRad.Personnummer).toBe(
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
  const annanstans = await nySession(url.replace(STADSDEL, 'bromma'), LOSENORD)
  expect(await lasMed(annanstans)).toBe('Klient.SessionOgiltig')
})

test('what is no request of the contract is a fault, not an empty answer', async () => {
  const skicka = async (body: string) => fetch(url, { method: 'POST', body })
  for (const body of ['', '<a/>', '<!DOCTYPE a><a/>', 'LasAllt']) {
    const svar = await skicka(body)
    expect([svar.status, felkod(await svar.text())]).toEqual([500, 'Klient.OgiltigBegaran'])
  }
  expect(felkod(await (await hamta('LasAndrade', { Sedan: 'igår' })).text())).toBe('Klient.OgiltigBegaran')
  expect((await fetch(url.replace(STADSDEL, 'norrmalm'), { method: 'POST', body: '' })).status).toBe(404)
})
