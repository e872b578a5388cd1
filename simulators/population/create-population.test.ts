import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { isInternal } from '../../src/informationsmangd.ts'
import type { Manifest } from '../../src/mapping/manifest.ts'
import { createPopulation } from './create-population.ts'
import { type Population, SOURCE_SYSTEM } from './population.ts'
import type { TruthItem } from './truth.ts'

const TODAY = '2026-10-15'
const city = createPopulation({ antal: 4000, seed: 7, today: TODAY })
const all = Array.from({ length: city.antal }, (_, i) => city.truthAt(i))
const items = (mangd: string, by = all): TruthItem[] =>
  by.flatMap(({ stadsdelar }) => Object.values(stadsdelar).flatMap((mangder) => mangder[mangd] ?? []))

/** Luhn, written the other way round than the code under test. */
function luhn(digits: string): boolean {
  const sum = [...digits]
    .reverse()
    .map((s, i) => (i % 2 === 0 ? Number(s) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(s)]!))
    .reduce((a, b) => a + b, 0)
  return sum % 10 === 0
}

const published = new Set(
  ['test-personnummer.txt', 'test-samordningsnummer.txt'].flatMap((file) =>
    readFileSync(join(import.meta.dirname, 'data', file), 'ascii')
      .trim()
      .split('\n'),
  ),
)
const isCoordination = (number: string): boolean => Number(number.slice(6, 8)) >= 60

test('the same seed makes the same city and another seed another', () => {
  const again = createPopulation({ antal: 4000, seed: 7, today: TODAY })
  const another = createPopulation({ antal: 4000, seed: 8, today: TODAY })
  for (const i of [0, 1, 17, 1234, 3999]) {
    expect(again.truthAt(i)).toEqual(all[i])
    expect(again.secret(i)).toEqual(city.secret(i))
    expect(another.truthAt(i)).not.toEqual(all[i])
  }
})

test('a person is the same whatever the size of the city', () => {
  const large = createPopulation({ antal: 1_000_000, seed: 7, today: TODAY })
  expect(large.truthAt(3210)).toEqual(all[3210])
  expect(large.truth(large.personnummerOf(999_999))?.personnummer).toBe(large.personnummerOf(999_999))
})

test('every number is unique, passes its check digit and leads back to its person', () => {
  const large = createPopulation({ antal: 130_000, seed: 7, today: TODAY })
  const seen = new Set<string>()
  let coordination = 0
  for (let i = 0; i < large.antal; i++) {
    const number = large.personnummerOf(i)
    if (!luhn(number.slice(2)) || large.indexOf(number) !== i) throw new Error(`index ${i}`)
    if (i < published.size ? !published.has(number) : !number.startsWith('17')) throw new Error(`index ${i}`)
    if (i < published.size && isCoordination(number)) coordination += 1
    seen.add(number)
  }
  expect(seen.size).toBe(large.antal)
  expect(coordination).toBe(424)
  expect(large.indexOf('170001010009')).toBeUndefined()
  expect(large.indexOf('179912319999')).toBeUndefined()
})

test('about one in a hundred has a samordningsnummer, also in a small city', () => {
  const share = all.filter(({ personnummer }) => isCoordination(personnummer)).length / all.length
  expect(share).toBeGreaterThan(0.008)
  expect(share).toBeLessThan(0.012)
})

test('the truth has the fields, types and codes that the manifests give the hub, and no others', () => {
  const folder = join(import.meta.dirname, '../../config/tittbehorighet')
  const pattern: Record<string, (value: unknown, codes: readonly string[]) => boolean> = {
    text: (v) => typeof v === 'string' && v.trim() === v && v !== '',
    kod: (v, codes) => codes.includes(v as string),
    datum: (v) => typeof v === 'string' && /^\d{4}-\d\d-\d\d$/.test(v) && !Number.isNaN(Date.parse(v)),
    period: (v) => typeof v === 'string' && /^\d{4}-\d\d$/.test(v),
    ore: (v) => Number.isSafeInteger(v),
    heltal: (v) => Number.isSafeInteger(v),
    decimal: (v) => Number.isFinite(v),
    ocr: (v) => typeof v === 'string' && /^\d{2,25}$/.test(v),
    finns: (v) => typeof v === 'boolean',
  }
  const probe = (item: TruthItem, fields: Manifest['falt'], extra: readonly string[]): void => {
    const others = Object.keys(item).filter((name) => !extra.includes(name) && !fields.some((f) => f.falt === name))
    if (others.length > 0) throw new Error(`${others.join()} is in no manifest`)
    for (const f of fields) {
      const value = item[f.falt]
      if (value === undefined ? f.kravs || f.typ === 'finns' : !pattern[f.typ]!(value, Object.values(f.koder ?? {})))
        throw new Error(`${f.falt} is ${value === undefined ? 'missing' : `not ${f.typ}`}`)
    }
  }
  const some = all.slice(0, 1200)
  const seen: string[] = []
  for (const file of readdirSync(folder)) {
    const manifest = parse(readFileSync(join(folder, file), 'utf8')) as Manifest
    if (!(SOURCE_SYSTEM as readonly string[]).includes(manifest.kalla) || isInternal(manifest.informationsmangd))
      continue
    seen.push(manifest.informationsmangd)
    const found = items(manifest.informationsmangd, some)
    expect(found.length).toBeGreaterThan(50)
    for (const item of found) {
      probe(item, manifest.falt, manifest.rader === undefined ? [] : [manifest.rader.falt, 'betalstatus'])
      for (const row of (item['rader'] ?? []) as TruthItem[]) probe(row, manifest.rader!.falten, [])
    }
    for (const { stadsdelar } of some)
      for (const mangder of Object.values(stadsdelar)) {
        const keys = (mangder[manifest.informationsmangd] ?? []).map((item) =>
          manifest.postnyckel.map((field) => String((item[field] as string | undefined) ?? '')).join('\u001f'),
        )
        if (keys.some((key, n) => n > 0 && keys[n - 1]! >= key)) throw new Error('items not in order')
      }
  }
  expect([...new Set(all.flatMap((p) => Object.values(p.stadsdelar).flatMap((m) => Object.keys(m))))].sort()).toEqual(
    seen.sort(),
  )
})

test('every OCR reference has the right check and length digits', () => {
  const references = items('faktura').flatMap(({ ocrNummer }) => (ocrNummer === undefined ? [] : [ocrNummer as string]))
  expect(new Set(references).size).toBe(references.length)
  expect(references.filter((ocr) => !luhn(ocr) || Number(ocr.at(-2)) !== ocr.length % 10)).toEqual([])
})

test('an invoice is the sum of its lines, and every state of payment occurs', () => {
  const fakturor = items('faktura')
  const sum = (rows: unknown): number => (rows as TruthItem[]).reduce((sum, { belopp }) => sum + (belopp as number), 0)
  expect(fakturor.filter(({ rader, belopp }) => sum(rader) !== belopp)).toEqual([])
  const count = (condition: (faktura: TruthItem) => boolean): number => fakturor.filter(condition).length
  for (const status of ['betald', 'delbetald', 'delbetalning', 'obetald', 'overbetald', 'makulerad', 'kredit'])
    expect(count((f) => f['betalstatus'] === status)).toBeGreaterThan(20)
  expect(count((f) => f['betalstatus'] === 'obetald' && (f['forfallodatum'] as string) < TODAY)).toBeGreaterThan(20)
  expect(count((f) => f['forfallodatum'] === undefined)).toBeGreaterThan(20)
  expect(count((f) => Number(f['paminnelser'] ?? 0) > 0)).toBeGreaterThan(20)
  expect(count((f) => f['inkasso'] === true)).toBeGreaterThan(5)
  expect(count((f) => (f['fakturadatum'] as string) > TODAY || ((f['betaldDatum'] as string) ?? '') > TODAY)).toBe(0)
  expect(fakturor.length / all.length).toBeGreaterThan(7)
})

test('the fee keeps below its ceiling and sometimes reaches it', () => {
  expect(items('avgift').filter(({ avgift, maxtaxa }) => (avgift as number) > (maxtaxa as number))).toEqual([])
  expect(items('avgift').some(({ avgift, maxtaxa }) => avgift === maxtaxa)).toBe(true)
})

test('decisions refer to the act in force when they were made', () => {
  const sfs = new Set<string>()
  for (const { lagSfs, lagKapitel, beslutsdatum } of items('beslut')) {
    sfs.add(lagSfs as string)
    if (lagSfs === '1993:387') expect(lagKapitel).toBeUndefined()
    else
      expect([lagSfs, lagKapitel]).toEqual((beslutsdatum as string) < '2025-07-01' ? ['2001:453', 4] : ['2025:400', 11])
  }
  expect(sfs.size).toBe(3)
})

test('each grade of protection occurs, about one in a hundred in all', () => {
  const grades = all.map(({ skydd }) => skydd).filter((skydd) => skydd !== 'ingen')
  expect(new Set(grades).size).toBe(3)
  expect(grades.length / all.length).toBeCloseTo(0.01, 2)
})

test('who has moved has only ended decisions and older invoices where they lived before', () => {
  const moved = all.filter(({ stadsdelar }) => Object.keys(stadsdelar).length === 2)
  expect(moved.length / all.length).toBeCloseTo(0.02, 2)
  for (const { personnummer, stadsdelar } of moved) {
    const [home = '', previous = ''] = city.stadsdelarOf(city.indexOf(personnummer)!)
    const key = (s: string, mangd: string): TruthItem[] => [...(stadsdelar[s]?.[mangd] ?? [])]
    expect(key(previous, 'beslut').filter(({ status }) => status !== 'avslutat')).toEqual([])
    expect(key(previous, 'handlaggare')).toEqual([])
    const date = (s: string): string[] =>
      key(s, 'faktura')
        .flatMap((f) => (f['betalstatus'] === 'kredit' ? [] : [f['fakturadatum'] as string]))
        .sort()
    if (date(home).length > 0) expect(date(previous).at(-1)! < date(home)[0]!).toBe(true)
  }
})

test('the sources overlap: most people in both, some in one only, in stadsdelar of different size', () => {
  const share = (condition: (i: number) => boolean): number => all.filter((_, i) => condition(i)).length / all.length
  const i = (index: number, source: 'paraplyet' | 'agresso'): boolean => city.stadsdelarOf(index, source).length > 0
  expect(share((n) => i(n, 'paraplyet') && i(n, 'agresso'))).toBeGreaterThan(0.7)
  expect(share((n) => i(n, 'paraplyet') && !i(n, 'agresso'))).toBeGreaterThan(0.08)
  expect(share((n) => !i(n, 'paraplyet') && i(n, 'agresso'))).toBeGreaterThan(0.05)
  const size = city.stadsdelar.map((code) => all.filter((p) => code in p.stadsdelar).length)
  expect(size).toHaveLength(11)
  expect(Math.min(...size)).toBeGreaterThan(80)
  expect(Math.max(...size)).toBeGreaterThan(3 * Math.min(...size))
})

const group = (p: Population, index: number, stadsdel: string): Map<string, number> => {
  const sums = new Map<string, number>()
  for (const { fakturanummer, delbetalning = '', rowAmount } of p.agressoRows(index, stadsdel)) {
    const key = `${fakturanummer} ${delbetalning}`
    sums.set(key, (sums.get(key) ?? 0) + rowAmount)
  }
  return sums
}

test('the ledger rows of a person are exactly the invoices of the truth, whichever customer number they lie under', () => {
  let withTwo = 0
  for (let i = 0; i < 600; i++)
    for (const stadsdel of city.stadsdelarOf(i, 'agresso')) {
      const number = city.customerNumber(i, stadsdel)
      if (number.length === 2) withTwo += 1
      expect(city.agressoRows(i, stadsdel)).toEqual(
        number.flatMap((customer) => city.agressoRows(i, stadsdel, customer)),
      )
      expect([...group(city, i, stadsdel)].sort()).toEqual(
        (all[i]!.stadsdelar[stadsdel]!['faktura'] ?? []).map((f) => [
          `${f['fakturanummer'] as string} ${(f['delbetalning'] as number | undefined) ?? ''}`,
          f['belopp'],
        ]),
      )
    }
  expect(withTwo).toBeGreaterThan(2)
})

test('each company has customers who are no persons, and bills them', () => {
  const others = [...city.agressoCustomers('bromma')].filter(({ index }) => index >= city.antal)
  expect(others.map(({ personnummer }) => personnummer)).toEqual(['212000-0142', '20000101T220'])
  for (const { index, customerNumber } of others)
    expect(city.agressoRows(index, 'bromma', customerNumber)).toMatchObject([{ customerNumber, rowText: 'Lokalhyra' }])
})

test('the customer master comes in the order of customer numbers, with a second number far from the first', () => {
  const customers = [...city.agressoCustomers('bromma')]
  const number = customers.map(({ customerNumber }) => customerNumber)
  expect(number).toEqual([...new Set(number)].sort())
  expect(number.every((one) => /^\d{8}$/.test(one))).toBe(true)
  const others = customers.filter(({ index }, n) => customers.findIndex((k) => k.index === index) < n)
  expect(others.length).toBeGreaterThan(0)
  expect([...city.agressoCustomers('bromma', others[0]!.index)].map((k) => k.customerNumber)).toContain(
    others[0]!.customerNumber,
  )
})
