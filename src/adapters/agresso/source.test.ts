import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type AgressoTrial, PASSWORD, startAgresso } from '../../../test/support/sources/agresso.ts'
import { sourceOf, TEMPLATES } from '../../../test/support/sources/agresso-source.ts'
import { allTexts, error } from '../../../test/support/sources/http-peer.ts'
import { all, extent, type Last, never, readCounts } from '../../../test/support/sources/reading.ts'
import { type Truth, type TruthItem, truthsIn } from '../../../test/support/sources/simulated-city.ts'
import type { SourceBatch } from '../../mapping/person-items.ts'
import type { AgressoOptions } from './source.ts'

const [STADSDEL, CANARY] = ['farsta', 'KANARIE'] as const
const SMALL_CALLS = [
  'GetTemplateList',
  'GetSearchCriteria',
  'GetTemplateProperties',
  'GetTemplateResultOptions',
  'GetFormatInfo',
]

let agresso: AgressoTrial
const open: { close(): Promise<void> }[] = []
beforeAll(async () => {
  agresso = await startAgresso({ canary: CANARY, times: { lateMs: 5_000, dropMs: 20 } }, 1_200)
})
afterEach(async () => {
  agresso.fel.purge()
  await Promise.all(open.splice(0).map((source) => source.close()))
})
afterAll(() => agresso.stop())

function source(others: Partial<AgressoOptions> = {}) {
  const fresh = sourceOf(agresso, STADSDEL, others)
  open.push(fresh)
  return fresh
}

const faktura = extent(STADSDEL, 'faktura')
const whole = (others: Partial<AgressoOptions> = {}): Promise<Last> =>
  all(source(others).readAll(faktura, readCounts(), never))

const truths = (): Truth[] => truthsIn(agresso.population, STADSDEL, 'agresso')
const fakturorOf = (truth: Truth) => truth.stadsdelar[STADSDEL]?.['faktura'] ?? []

const isUnpaid = (f: TruthItem): boolean => f['betalstatus'] === 'obetald'

const unpaidOf = (s: Truth): string => fakturorOf(s).find(isUnpaid)!['fakturanummer'] as string

/** What should have come: the truth, but nothing of the protected. */
const expected = (truths: readonly Truth[]) =>
  new Map(
    truths.map((s) => {
      const skydd = s.skydd === 'ingen' ? 'nej' : 'ja'
      const items = skydd === 'nej' ? fakturorOf(s) : []
      return [
        s.personnummer,
        { personnummer: s.personnummer, skydd, uppgifter: items.length > 0 ? { faktura: items } : {}, rejected: [] },
      ]
    }),
  )
const afterNumber = ({ personer }: Last) => new Map(personer.map((p) => [p.personnummer, p]))

test('a complete read is the truth, person by person and invoice by invoice', async () => {
  const counter = readCounts()
  const last = await all(source().readAll(faktura, counter, never))
  expect(last.orphans).toEqual([])
  expect(last.personer.length).toBe(afterNumber(last).size)
  expect(afterNumber(last)).toEqual(expected(truths()))
  expect(last.personer.length).toBeGreaterThan(50)
  expect(counter.rows).toBeGreaterThan(last.personer.length)
  expect(counter.bytes).toBeGreaterThan(100_000)
  expect(JSON.stringify(last)).not.toContain(CANARY)
  expect([...counter.unknownFields.keys()]).toEqual(expect.arrayContaining(['kunder.apar_name', 'oppna.description']))
  expect([...counter.unknownFields.keys()].join()).not.toContain('apar_id')
})

test('a person with two customer numbers is delivered once, with the invoices of both', async () => {
  const { population } = agresso
  const double = truths().filter(
    (s) => population.customerNumber(population.indexOf(s.personnummer)!, STADSDEL).length > 1 && s.skydd === 'ingen',
  )
  expect(double.length).toBeGreaterThan(0)
  const last = afterNumber(await whole())
  for (const s of double) expect(last.get(s.personnummer)?.uppgifter.faktura).toEqual(fakturorOf(s))
})

test('one person is read by the number, however it is written in the master', async () => {
  const { population } = agresso
  const different = truths().filter((s) => s.skydd === 'ingen' && fakturorOf(s).length > 0)
  const withDash = different.find((s) => population.indexOf(s.personnummer)! % 4 === 1)
  const withoutDash = different.find((s) => population.indexOf(s.personnummer)! % 4 === 0)
  for (const s of [withDash, withoutDash]) {
    if (s === undefined) throw new Error('the city lacks such a person')
    const last = await all(source().readPerson(faktura, s.personnummer, readCounts(), never))
    expect(afterNumber(last)).toEqual(expected([s]))
  }
})

test('a protected person is told as protected, and nobody is told of who is not there', async () => {
  const isProtected = truths().find((s) => fakturorOf(s).length > 0)!
  agresso.population.change(
    { slag: 'satt-skydd', personnummer: isProtected.personnummer, skydd: 'sekretessmarkering' },
    new Date('2026-09-15T01:00:00Z'),
  )
  const last = await all(source().readPerson(faktura, isProtected.personnummer, readCounts(), never))
  expect(last.personer).toEqual([{ personnummer: isProtected.personnummer, skydd: 'ja', uppgifter: {}, rejected: [] }])
  expect(await all(source().readPerson(faktura, '190905271474', readCounts(), never))).toEqual({
    personer: [],
    orphans: [],
  })
})

test('the invoices of a protected person come when one person is asked for with them, and in no other way', async () => {
  const isProtected = truths().find((s) => s.skydd !== 'ingen' && fakturorOf(s).length > 0)!
  const min = source()
  const added = await all(min.readPerson(faktura, isProtected.personnummer, readCounts(), never, true))
  expect(added.personer).toEqual([
    {
      personnummer: isProtected.personnummer,
      skydd: 'ja',
      uppgifter: { faktura: fakturorOf(isProtected) },
      rejected: [],
    },
  ])
  expect(JSON.stringify(added)).not.toContain(CANARY)
  const without = await all(min.readPerson(faktura, isProtected.personnummer, readCounts(), never))
  expect(without.personer).toMatchObject([{ skydd: 'ja', uppgifter: {} }])
})

test('a read for the mirror has no way of asking for the items of protected persons', async () => {
  // As somebody would who overlooked the types: the argument goes nowhere.
  const min = source() as unknown as Record<
    'readAll' | 'readChanged',
    (...args: unknown[]) => AsyncIterable<SourceBatch>
  >
  const since = new Date('2020-01-01T00:00:00Z')
  for (const stream of [
    min.readAll(faktura, readCounts(), never, true, true),
    min.readChanged(faktura, since, readCounts(), never, true, true),
  ]) {
    const isProtected = (await all(stream)).personer.filter(({ skydd }) => skydd !== 'nej')
    expect(isProtected.length).toBeGreaterThan(0)
    for (const { uppgifter } of isProtected) expect(uppgifter).toEqual({})
  }
})

test('who changed since is delivered whole, few or many', async () => {
  const { population } = agresso
  const unpaid = truths().find((s) => s.skydd === 'ingen' && fakturorOf(s).some(isUnpaid))!
  const fakturanummer = unpaidOf(unpaid)
  const { personnummer } = unpaid
  population.change(
    { slag: 'betala-faktura', personnummer, stadsdel: STADSDEL, fakturanummer },
    new Date('2026-09-15T10:00:00Z'),
  )
  const since = new Date('2026-09-15T09:59:59Z')
  const last = await all(source().readChanged(faktura, since, readCounts(), never))
  expect(afterNumber(last)).toEqual(expected([population.truth(personnummer)!]))
  const paid = last.personer[0]?.uppgifter.faktura?.find((f) => f['fakturanummer'] === fakturanummer)
  expect(paid).toMatchObject({ betalstatus: 'betald', kvarstaende: 0 })

  const more = truths().filter((s) => s.skydd === 'ingen' && fakturorOf(s).some(isUnpaid))
  for (const one of more.slice(0, 25)) {
    const { personnummer } = one
    const fakturanummer = unpaidOf(one)
    population.change(
      { slag: 'betala-faktura', personnummer, stadsdel: STADSDEL, fakturanummer },
      new Date('2026-09-15T11:00:00Z'),
    )
  }
  const storm = await all(source().readChanged(faktura, new Date('2026-09-15T10:30:00Z'), readCounts(), never))
  expect(storm.personer.length).toBe(25)
  const trueOnes = expected(storm.personer.map((p) => population.truth(p.personnummer)!))
  expect(afterNumber(storm)).toEqual(trueOnes)
  expect(await all(source().readChanged(faktura, new Date('2026-09-15T11:30:00Z'), readCounts(), never))).toEqual({
    personer: [],
    orphans: [],
  })
})

test('without an avtal on invoices nothing is asked of the source', async () => {
  agresso.fel.set({ peer: 'agresso', fel: 'nere' })
  expect(await all(source().readAll(extent(STADSDEL, 'beslut'), readCounts(), never))).toEqual({
    personer: [],
    orphans: [],
  })
})

const CODES = [
  ['fault', 'KALLA_FAULT', true],
  ['html', 'KALLA_INTE_SVAR', false],
  ['tomt', 'KALLA_INTE_SVAR', false],
  ['avhugget', 'KALLA_INTE_SVAR', false],
  ['avhugget-efter-rad', 'KALLA_INTE_SVAR', false],
  ['fel-teckenkodning', 'KALLA_INTE_SVAR', false],
  ['for-stort', 'KALLA_FOR_STOR', false],
  ['halv-sida', 'KALLA_TRUNKERAD', false],
  ['maxrader', 'KALLA_TRUNKERAD', false],
  ['nekad', 'KALLA_INLOGGNING', false],
  ['session-borta', 'KALLA_INLOGGNING', false],
  ['nere', 'KALLA_OTILLGANGLIG', true],
] as const
test.each(CODES)('%s is %s, and the error holds nothing of the exchange', async (fault, code, retryable) => {
  agresso.fel.set({ peer: 'agresso', fel: fault, operation: 'GetTemplateResultAsXML' })
  const failure = await error(whole({ capBytes: 3_000_000 }))
  expect(failure).toMatchObject({ name: 'InsynError', code, retryable })
  const texts = allTexts(failure)
  for (const value of [CANARY, PASSWORD, 'credentials were', truths()[0]!.personnummer])
    expect(texts).not.toContain(value)
})

test.each(['html', 'tomt', 'nere', 'avhugget', 'nekad', 'fault'] as const)(
  '%s in a call around the read ends it',
  async (fault) => {
    for (const operation of SMALL_CALLS) {
      agresso.fel.purge()
      agresso.fel.set({ peer: 'agresso', fel: fault, operation })
      const failure = await error(whole())
      expect(failure).toMatchObject({ name: 'InsynError', code: expect.stringMatching(/^KALLA_/) })
      expect(allTexts(failure)).not.toContain(PASSWORD)
    }
  },
)

test.each(['sen', 'droppar'] as const)('%s ends at the deadline', async (fault) => {
  agresso.fel.set({ peer: 'agresso', fel: fault, operation: 'GetTemplateResultAsXML' })
  const deadlines = { smallCalls: 5_000, all: 400, andrade: 400, person: 400 }
  expect(await error(whole({ deadlines }))).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
})

test('a customer whose flag is missing is not read as unprotected', async () => {
  agresso.fel.set({ peer: 'agresso', fel: 'utan-flagga' })
  const { personer } = await whole()
  const unknown = personer.filter(({ skydd }) => skydd === 'okand')
  expect(unknown.length).toBeGreaterThan(10)
  for (const { uppgifter } of unknown) expect(uppgifter).toEqual({})
})

test('disorder loses nothing: the same person comes in pieces', async () => {
  const ordered = await whole()
  agresso.fel.set({ peer: 'agresso', fel: 'oordning' })
  const disordered = await whole()
  expect(disordered.personer.length).toBeGreaterThan(ordered.personer.length)
  const rowCount = ({ personer }: Last): number =>
    personer.flatMap((p) => p.uppgifter.faktura ?? []).reduce((n, f) => n + (f['rader'] as unknown[]).length, 0)
  expect(rowCount(disordered)).toBe(rowCount(ordered))
})

test('rows told twice are one', async () => {
  agresso.fel.set({ peer: 'agresso', fel: 'dubblett' })
  expect(afterNumber(await whole())).toEqual(expected(truths()))
})

test('a template that is not there is a setting to put right, and names the template', async () => {
  const failure = await error(whole({ mallar: { ...TEMPLATES, oppna: 'insyn öppna fakturor' } }))
  expect(failure).toMatchObject({ code: 'KONFIG_OGILTIG', message: expect.stringContaining('insyn öppna fakturor') })
})

test('a consumer that stops ends both streams', async () => {
  const min = source()
  let read = 0
  for await (const { personer } of min.readAll(faktura, readCounts(), never)) {
    read = personer.length
    break
  }
  expect(read).toBeGreaterThan(0)
  await wait(50)
  expect(afterNumber(await all(min.readAll(faktura, readCounts(), never)))).toEqual(expected(truths()))
})
