import { expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Manifest } from '../../src/mapping/manifest.ts'
import { skapaPopulation } from './create-population.ts'
import type { Population } from './population.ts'
import type { Sanningspost } from './truth.ts'

const IDAG = '2026-10-15'
const stad = skapaPopulation({ antal: 4000, seed: 7, idag: IDAG })
const alla = Array.from({ length: stad.antal }, (_, i) => stad.sanningAt(i))
const poster = (mangd: string, av = alla): Sanningspost[] =>
  av.flatMap(({ stadsdelar }) => Object.values(stadsdelar).flatMap((mangder) => mangder[mangd] ?? []))

/** Luhn, written the other way round than the code under test. */
function luhn(siffror: string): boolean {
  const summa = [...siffror]
    .reverse()
    .map((s, i) => (i % 2 === 0 ? Number(s) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(s)]!))
    .reduce((a, b) => a + b, 0)
  return summa % 10 === 0
}

const publicerade = new Set(
  ['test-personnummer.txt', 'test-samordningsnummer.txt'].flatMap((fil) =>
    readFileSync(join(import.meta.dirname, 'data', fil), 'ascii')
      .trim()
      .split('\n'),
  ),
)
const arSamordning = (nummer: string): boolean => Number(nummer.slice(6, 8)) >= 60

test('the same seed makes the same city and another seed another', () => {
  const igen = skapaPopulation({ antal: 4000, seed: 7, idag: IDAG })
  const annan = skapaPopulation({ antal: 4000, seed: 8, idag: IDAG })
  for (const i of [0, 1, 17, 1234, 3999]) {
    expect(igen.sanningAt(i)).toEqual(alla[i])
    expect(igen.hemligt(i)).toEqual(stad.hemligt(i))
    expect(annan.sanningAt(i)).not.toEqual(alla[i])
  }
})

test('a person is the same whatever the size of the city', () => {
  const stor = skapaPopulation({ antal: 1_000_000, seed: 7, idag: IDAG })
  expect(stor.sanningAt(3210)).toEqual(alla[3210])
  expect(stor.sanning(stor.personnummerAv(999_999))?.personnummer).toBe(stor.personnummerAv(999_999))
})

test('every number is unique, passes its check digit and leads back to its person', () => {
  const stor = skapaPopulation({ antal: 130_000, seed: 7, idag: IDAG })
  const sedda = new Set<string>()
  let samordning = 0
  for (let i = 0; i < stor.antal; i++) {
    const nummer = stor.personnummerAv(i)
    if (!luhn(nummer.slice(2)) || stor.indexAv(nummer) !== i) throw new Error(`index ${i}`)
    if (i < publicerade.size ? !publicerade.has(nummer) : !nummer.startsWith('17')) throw new Error(`index ${i}`)
    if (i < publicerade.size && arSamordning(nummer)) samordning += 1
    sedda.add(nummer)
  }
  expect(sedda.size).toBe(stor.antal)
  expect(samordning).toBe(424)
  expect(stor.indexAv('170001010009')).toBeUndefined()
  expect(stor.indexAv('179912319999')).toBeUndefined()
})

test('about one in a hundred has a samordningsnummer, also in a small city', () => {
  const andel = alla.filter(({ personnummer }) => arSamordning(personnummer)).length / alla.length
  expect(andel).toBeGreaterThan(0.008)
  expect(andel).toBeLessThan(0.012)
})

test('the truth has the fields, types and codes that the manifests give the hub, and no others', () => {
  const katalog = join(import.meta.dirname, '../../config/tittbehorighet')
  const monster: Record<string, (varde: unknown, koder: readonly string[]) => boolean> = {
    text: (v) => typeof v === 'string' && v.trim() === v && v !== '',
    kod: (v, koder) => koder.includes(v as string),
    datum: (v) => typeof v === 'string' && /^\d{4}-\d\d-\d\d$/.test(v) && !Number.isNaN(Date.parse(v)),
    period: (v) => typeof v === 'string' && /^\d{4}-\d\d$/.test(v),
    ore: (v) => Number.isSafeInteger(v),
    heltal: (v) => Number.isSafeInteger(v),
    decimal: (v) => Number.isFinite(v),
    ocr: (v) => typeof v === 'string' && /^\d{2,25}$/.test(v),
    finns: (v) => typeof v === 'boolean',
  }
  const prova = (post: Sanningspost, falten: Manifest['falt'], extra: readonly string[]): void => {
    expect(Object.keys(post).filter((namn) => !extra.includes(namn) && !falten.some((f) => f.falt === namn))).toEqual(
      [],
    )
    for (const f of falten) {
      const varde = post[f.falt]
      if (varde === undefined ? f.kravs || f.typ === 'finns' : !monster[f.typ]!(varde, Object.values(f.koder ?? {})))
        throw new Error(`${f.falt} is ${varde === undefined ? 'missing' : `not ${f.typ}`}`)
    }
  }
  const nagra = alla.slice(0, 1200)
  const sedda: string[] = []
  for (const fil of readdirSync(katalog)) {
    const manifest = parse(readFileSync(join(katalog, fil), 'utf8')) as Manifest
    if (manifest.informationsmangd === 'kund') continue
    sedda.push(manifest.informationsmangd)
    const funna = poster(manifest.informationsmangd, nagra)
    expect(funna.length).toBeGreaterThan(50)
    for (const post of funna) {
      prova(post, manifest.falt, manifest.rader === undefined ? [] : [manifest.rader.falt, 'betalstatus'])
      for (const rad of (post['rader'] ?? []) as Sanningspost[]) prova(rad, manifest.rader!.falten, [])
    }
    for (const { stadsdelar } of nagra)
      for (const mangder of Object.values(stadsdelar)) {
        const nycklar = (mangder[manifest.informationsmangd] ?? []).map((post) =>
          manifest.postnyckel.map((falt) => String(post[falt] as string)).join('\u001f'),
        )
        if (nycklar.some((nyckel, n) => n > 0 && nycklar[n - 1]! >= nyckel)) throw new Error('items not in order')
      }
  }
  expect([...new Set(alla.flatMap((p) => Object.values(p.stadsdelar).flatMap((m) => Object.keys(m))))].sort()).toEqual(
    sedda.sort(),
  )
})

test('every OCR reference has the right check and length digits', () => {
  const referenser = poster('faktura').flatMap(({ ocrNummer }) =>
    ocrNummer === undefined ? [] : [ocrNummer as string],
  )
  expect(new Set(referenser).size).toBe(referenser.length)
  expect(referenser.filter((ocr) => !luhn(ocr) || Number(ocr.at(-2)) !== ocr.length % 10)).toEqual([])
})

test('an invoice is the sum of its lines, and every state of payment occurs', () => {
  const fakturor = poster('faktura')
  const summan = (rader: unknown): number =>
    (rader as Sanningspost[]).reduce((summa, { belopp }) => summa + (belopp as number), 0)
  expect(fakturor.filter(({ rader, belopp }) => summan(rader) !== belopp)).toEqual([])
  const antal = (villkor: (faktura: Sanningspost) => boolean): number => fakturor.filter(villkor).length
  for (const status of ['betald', 'delbetald', 'obetald', 'kredit'])
    expect(antal((f) => f['betalstatus'] === status)).toBeGreaterThan(20)
  expect(antal((f) => f['betalstatus'] === 'obetald' && (f['forfallodatum'] as string) < IDAG)).toBeGreaterThan(20)
  expect(antal((f) => Number(f['paminnelser'] ?? 0) > 0)).toBeGreaterThan(20)
  expect(antal((f) => f['inkasso'] === true)).toBeGreaterThan(5)
  expect(antal((f) => (f['fakturadatum'] as string) > IDAG || ((f['betaldDatum'] as string) ?? '') > IDAG)).toBe(0)
  expect(fakturor.length / alla.length).toBeGreaterThan(7)
})

test('the fee keeps below its ceiling and sometimes reaches it', () => {
  expect(poster('avgift').filter(({ avgift, maxtaxa }) => (avgift as number) > (maxtaxa as number))).toEqual([])
  expect(poster('avgift').some(({ avgift, maxtaxa }) => avgift === maxtaxa)).toBe(true)
})

test('decisions refer to the act in force when they were made', () => {
  const sfs = new Set<string>()
  for (const { lagSfs, lagKapitel, beslutsdatum } of poster('beslut')) {
    sfs.add(lagSfs as string)
    if (lagSfs === '1993:387') expect(lagKapitel).toBeUndefined()
    else
      expect([lagSfs, lagKapitel]).toEqual((beslutsdatum as string) < '2025-07-01' ? ['2001:453', 4] : ['2025:400', 11])
  }
  expect(sfs.size).toBe(3)
})

test('each grade of protection occurs, about one in a hundred in all', () => {
  const grader = alla.map(({ skydd }) => skydd).filter((skydd) => skydd !== 'ingen')
  expect(new Set(grader).size).toBe(3)
  expect(grader.length / alla.length).toBeCloseTo(0.01, 2)
})

test('who has moved has only ended decisions and older invoices where they lived before', () => {
  const flyttade = alla.filter(({ stadsdelar }) => Object.keys(stadsdelar).length === 2)
  expect(flyttade.length / alla.length).toBeCloseTo(0.02, 2)
  for (const { personnummer, stadsdelar } of flyttade) {
    const [hem = '', forra = ''] = stad.stadsdelarAv(stad.indexAv(personnummer)!)
    const nyckel = (s: string, mangd: string): Sanningspost[] => [...(stadsdelar[s]?.[mangd] ?? [])]
    expect(nyckel(forra, 'beslut').filter(({ status }) => status !== 'avslutat')).toEqual([])
    expect(nyckel(forra, 'handlaggare')).toEqual([])
    const datum = (s: string): string[] =>
      nyckel(s, 'faktura')
        .flatMap((f) => (f['betalstatus'] === 'kredit' ? [] : [f['fakturadatum'] as string]))
        .sort()
    if (datum(hem).length > 0) expect(datum(forra).at(-1)! < datum(hem)[0]!).toBe(true)
  }
})

test('the sources overlap: most people in both, some in one only, in stadsdelar of different size', () => {
  const andel = (villkor: (i: number) => boolean): number => alla.filter((_, i) => villkor(i)).length / alla.length
  const i = (index: number, kalla: 'paraplyet' | 'agresso'): boolean => stad.stadsdelarAv(index, kalla).length > 0
  expect(andel((n) => i(n, 'paraplyet') && i(n, 'agresso'))).toBeGreaterThan(0.7)
  expect(andel((n) => i(n, 'paraplyet') && !i(n, 'agresso'))).toBeGreaterThan(0.08)
  expect(andel((n) => !i(n, 'paraplyet') && i(n, 'agresso'))).toBeGreaterThan(0.05)
  const storlek = stad.stadsdelar.map((kod) => alla.filter((p) => kod in p.stadsdelar).length)
  expect(storlek).toHaveLength(11)
  expect(Math.min(...storlek)).toBeGreaterThan(80)
  expect(Math.max(...storlek)).toBeGreaterThan(3 * Math.min(...storlek))
})

const gruppera = (p: Population, index: number, stadsdel: string): Map<string, number> => {
  const summor = new Map<string, number>()
  for (const { fakturanummer, radbelopp } of p.agressoRader(index, stadsdel))
    summor.set(fakturanummer, (summor.get(fakturanummer) ?? 0) + radbelopp)
  return summor
}

test('the ledger rows of a person are exactly the invoices of the truth, whichever customer number they lie under', () => {
  let medTva = 0
  for (let i = 0; i < 600; i++)
    for (const stadsdel of stad.stadsdelarAv(i, 'agresso')) {
      const nummer = stad.kundnummer(i, stadsdel)
      if (nummer.length === 2) medTva += 1
      expect(stad.agressoRader(i, stadsdel)).toEqual(nummer.flatMap((nr) => stad.agressoRader(i, stadsdel, nr)))
      expect([...gruppera(stad, i, stadsdel)].sort()).toEqual(
        (alla[i]!.stadsdelar[stadsdel]!['faktura'] ?? []).map((f) => [f['fakturanummer'], f['belopp']]),
      )
    }
  expect(medTva).toBeGreaterThan(2)
})

test('the customer master comes in the order of customer numbers, with a second number far from the first', () => {
  const kunder = [...stad.agressoKunder('bromma')]
  const nummer = kunder.map(({ kundnummer }) => kundnummer)
  expect(nummer).toEqual([...new Set(nummer)].sort())
  expect(nummer.every((nr) => /^\d{8}$/.test(nr))).toBe(true)
  const andra = kunder.filter(({ index }, n) => kunder.findIndex((k) => k.index === index) < n)
  expect(andra.length).toBeGreaterThan(0)
  expect([...stad.agressoKunder('bromma', andra[0]!.index)].map((k) => k.kundnummer)).toContain(andra[0]!.kundnummer)
})
