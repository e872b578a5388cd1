import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { AgressoCustomer, AgressoRow, Population } from '../../../simulators/population/population.ts'
import { campaign } from '../../../test/support/campaign.ts'
import { type AgressoTrial, startAgresso } from '../../../test/support/sources/agresso.ts'
import { sourceOf } from '../../../test/support/sources/agresso-source.ts'
import { all, extent, type Last, readCounts } from '../../../test/support/sources/reading.ts'

const STADSDEL = 'farsta'

/** The nightly read, and what a live read says of each person whom it tells of. */
async function bothReads(agresso: AgressoTrial) {
  const source = sourceOf(agresso, STADSDEL)
  const faktura = extent(STADSDEL, 'faktura')
  const counts = readCounts()
  const nightly = await all(source.readAll(faktura, counts, new AbortController().signal))
  const live = new Map<string, Last>()
  for (const personnummer of new Set(nightly.personer.map((person) => person.personnummer))) {
    const { signal } = new AbortController()
    live.set(personnummer, await all(source.readPerson(faktura, personnummer, readCounts(), signal)))
  }
  await source.close()
  return { nightly, live, counts }
}

test('a live read of one person shows what the nightly read does, of every state of payment', async () => {
  const agresso = await startAgresso({}, 500)
  const { nightly, live, counts } = await bothReads(agresso)
  await agresso.stop()
  for (const person of nightly.personer)
    expect(live.get(person.personnummer)).toEqual({ personer: [person], orphans: [] })
  expect(nightly.orphans).toEqual([])
  expect([...counts.notPersons]).toEqual([
    ['organisation', 1],
    ['interim', 1],
  ])
  const statuses = nightly.personer.flatMap(({ uppgifter }) => uppgifter.faktura ?? []).map((f) => f['betalstatus'])
  for (const status of ['overbetald', 'makulerad', 'kredit', 'betald', 'obetald']) expect(statuses).toContain(status)
}, 60_000)

const PERSONS = 4
const ORGANISATION = PERSONS
const owner = fc.nat({ max: ORGANISATION })
const invoice = fc.record({
  template: fc.constantFrom('oppna', 'historik'),
  serial: fc.nat({ max: 5 }),
  delbetalning: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
  forfallodatum: fc.option(fc.constant('2026-08-31'), { nil: undefined }),
  voucherType: fc.constantFrom('KF', 'KK', 'KD', 'XX'),
  annulled: fc.option(fc.constant(true), { nil: undefined }),
  belopp: fc.constantFrom(10_000, 0, -10_000),
  kvarstaende: fc.constantFrom(10_000, 4_000, 0, -5_000, -10_000),
  collectionStatus: fc.option(fc.constantFrom('INK', '99'), { nil: undefined }),
})
const customer = fc.record({
  number: fc.integer({ min: 1, max: 120 }),
  owner,
  isProtected: fc.nat({ max: 9 }).map((n) => n === 0),
  fakturor: fc.array(invoice, { maxLength: 4 }),
})
type Invented = typeof customer extends fc.Arbitrary<infer C> ? C : never

/** The ledger of a company that keeps these customers, in this order. */
function ledgerOf(population: Population, customers: readonly Invented[]) {
  const lastChanged = '2026-01-01T00:00:00.000Z'
  const kept = customers.map(({ number, owner, isProtected }): AgressoCustomer => ({
    index: owner,
    customerNumber: String(number),
    personnummer: owner === ORGANISATION ? '212000-0142' : population.personnummerOf(owner),
    namn: 'Namn',
    protectionCode: isProtected ? '1' : '0',
    lastChanged,
  }))
  const rows = customers.flatMap(({ number, fakturor }) =>
    fakturor.map(
      ({ serial, ...head }) =>
        ({
          ...Object.fromEntries(Object.entries(head).filter(([, value]) => value !== undefined)),
          customerNumber: String(number),
          fakturanummer: `F${String(number)}-${String(serial)}`,
          fakturadatum: '2026-08-01',
          radnummer: 1,
          rowText: 'Rad',
          rowAmount: head.belopp,
          lastChanged,
        }) as AgressoRow,
    ),
  )
  return {
    *agressoCustomers(_: string, index?: number) {
      yield* kept.filter((one) => index === undefined || one.index === index)
    },
    agressoRows: (_index: number, _stadsdel: string, only?: string) =>
      rows.filter(({ customerNumber }) => customerNumber === only),
  }
}

test('the two show the same of any ledger; who comes in pieces is known by that', async () => {
  let compared = 0
  let pieces = 0
  const ledgers = fc.uniqueArray(customer, { selector: ({ number }) => number, minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(ledgers, async (customers) => {
      const agresso = await startAgresso({}, PERSONS)
      Object.assign(agresso.population, ledgerOf(agresso.population, customers))
      const { nightly, live } = await bothReads(agresso)
      await agresso.stop()
      const persons = new Set(customers.flatMap(({ owner }) => (owner === ORGANISATION ? [] : [owner])))
      expect([...live.keys()].sort()).toEqual([...persons].map((i) => agresso.population.personnummerOf(i)).sort())
      expect(nightly.orphans).toEqual([])
      for (const [personnummer, { personer }] of live) {
        const parts = nightly.personer.filter((person) => person.personnummer === personnummer)
        if (parts.length > 1) pieces += 1
        else expect(personer).toEqual(parts)
        compared += 1
      }
    }),
    { numRuns: campaign(12, 40), seed: 15 },
  )
  expect(compared).toBeGreaterThan(campaign(15, 50))
  expect(pieces).toBeLessThan(compared / 4)
}, 120_000)
