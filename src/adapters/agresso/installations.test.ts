import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { LINES_NAME } from '../../../simulators/agresso/templates.ts'
import { type AgressoTrial, startAgresso } from '../../../test/support/sources/agresso.ts'
import { sourceOf, TEMPLATES } from '../../../test/support/sources/agresso-source.ts'
import { error } from '../../../test/support/sources/http-peer.ts'
import { all, extent, type Last, never, readCounts } from '../../../test/support/sources/reading.ts'
import { type Truth, truthsIn } from '../../../test/support/sources/simulated-city.ts'
import type { TemplateSettings } from './client.ts'
import { AgressoSettings } from './definition.ts'
import type { AgressoOptions } from './source.ts'

const STADSDEL = 'farsta'
const faktura = extent(STADSDEL, 'faktura')
let agresso: AgressoTrial
const open: { close(): Promise<void> }[] = []
beforeAll(async () => {
  agresso = await startAgresso({}, 400)
})
afterEach(async () => {
  agresso.fel.purge()
  agresso.installation.reset()
  await Promise.all(open.splice(0).map((source) => source.close()))
})
afterAll(() => agresso.stop())

function source(others: Partial<AgressoOptions> = {}) {
  const fresh = sourceOf(agresso, STADSDEL, others)
  open.push(fresh)
  return fresh
}
const whole = (others: Partial<AgressoOptions> = {}): Promise<Last> =>
  all(source(others).readAll(faktura, readCounts(), never))
const sorted = ({ personer, orphans }: Last) => ({
  personer: personer.toSorted((a, b) => (a.personnummer < b.personnummer ? -1 : 1)),
  orphans,
})
const every = (settings: object): Record<keyof typeof TEMPLATES, TemplateSettings> => ({
  kunder: { namn: TEMPLATES.kunder, ...settings },
  oppna: { namn: TEMPLATES.oppna, ...settings },
  historik: { namn: TEMPLATES.historik, ...settings },
})
const someone = (): Truth => {
  const found = truthsIn(agresso.population, STADSDEL, 'agresso').find(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && (stadsdelar[STADSDEL]?.['faktura']?.length ?? 0) > 1,
  )
  if (found === undefined) throw new Error('the city lacks such a person')
  return found
}

test.each([
  ['numbers its rows and sums', { numbering: 'running', total: 'always' }],
  ['numbers every row 0 and gives no total', { numbering: 'zero', total: 'never' }],
  ['numbers every row 0 and sums all the same', { numbering: 'zero', total: 'always' }],
  ['numbers its rows and gives no total', { numbering: 'running', total: 'never' }],
  ['sums only when aggregation is overridden', { numbering: 'running', total: 'override' }],
] as const)('a server that %s is read whole as it stands in the settings by default', async (_what, installation) => {
  const ordinary = sorted(await whole())
  agresso.installation.change(installation)
  expect(sorted(await whole())).toEqual(ordinary)
  const one = await all(source().readPerson(faktura, someone().personnummer, readCounts(), never))
  expect(one.personer).toEqual(ordinary.personer.filter(({ personnummer }) => personnummer === someone().personnummer))
})

test.each(['zero', 'running'] as const)(
  'of a server without totals whose rows are numbered %s, an answer with rows left out is not taken as whole',
  async (numbering) => {
    agresso.installation.change({ numbering, total: 'never' })
    agresso.fel.set({ peer: 'agresso', fel: 'halv-sida', operation: 'GetTemplateResultAsXML', antal: 1 })
    expect(await error(whole())).toMatchObject({ code: 'KALLA_TRUNKERAD', retryable: true })
  },
)

test('the setting decides what must show that every row came', async () => {
  agresso.installation.change({ total: 'never' })
  const strict = await error(whole({ mallar: every({ fullstandighet: 'total-rad' }) }))
  expect(strict).toMatchObject({ code: 'KALLA_TRUNKERAD', message: expect.stringContaining('fullstandighet: antal') })
  agresso.fel.set({ peer: 'agresso', fel: 'halv-sida', operation: 'GetTemplateResultAsXML' })
  await expect(whole({ mallar: every({ fullstandighet: 'ingen' }) })).resolves.toBeDefined()
  agresso.fel.purge()
  agresso.installation.reset()
  agresso.fel.set({ peer: 'agresso', fel: 'dubblett', operation: 'GetTemplateResultAsXML', antal: 1 })
  expect(await error(whole({ mallar: every({ fullstandighet: 'antal' }) }))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
})

test('overrideAggregation is sent where it is set, and gives the total row', async () => {
  agresso.installation.change({ total: 'override' })
  const strict = { fullstandighet: 'total-rad' }
  expect(await error(whole({ mallar: every(strict) }))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
  const read = await whole({ mallar: every({ ...strict, overrideAggregation: true }) })
  expect(read.personer.length).toBeGreaterThan(20)
})

test('as many rows as MaxRows is an answer that was cut, whatever the setting', async () => {
  agresso.installation.change({ maxRows: 15 })
  for (const mode of ['auto', 'antal', 'ingen'])
    expect(await error(whole({ mallar: every({ fullstandighet: mode }) }))).toMatchObject({
      code: 'KALLA_TRUNKERAD',
      message: expect.stringContaining('limit, 15'),
    })
})

test.each([
  [
    'the protection flag, before any other',
    { 'r0#skyddskod#36': null, comp_reg_no: null },
    'r0#skyddskod#36 (skydd), comp_reg_no',
  ],
  ['a field that need not be there for everybody', { rem_level: null }, 'rem_level (paminnelser)'],
  ['a column under another name', { amount: 'belopp' }, 'amount (belopp)'],
])('a template without %s ends the read before it begins, by the name of the column', async (_what, columns, named) => {
  agresso.installation.change({ columns })
  const counts = readCounts()
  const failure = await error(all(source().readAll(faktura, counts, never)))
  expect(failure).toMatchObject({ code: 'KONFIG_OGILTIG', message: expect.stringContaining(named) })
  expect(counts.rows).toBe(0)
  const one = error(all(source().readPerson(faktura, someone().personnummer, readCounts(), never)))
  expect(await one).toMatchObject({ code: 'KONFIG_OGILTIG' })
})

test('a column that is hidden in the template is told as hidden', async () => {
  agresso.installation.change({ hidden: ['r0#skyddskod#36'] })
  expect(await error(whole())).toMatchObject({ message: expect.stringContaining('r0#skyddskod#36 (skydd, hidden)') })
})

test('a template that was given another id meanwhile costs no read, also when its id is now that of another', async () => {
  const long = source()
  const person = () => all(long.readPerson(faktura, someone().personnummer, readCounts(), never))
  const ordinary = sorted(await all(long.readAll(faktura, readCounts(), never)))
  const one = await person()
  agresso.installation.change({ generation: 1 })
  expect(await person()).toEqual(one)
  agresso.installation.change({ generation: 2 })
  expect(sorted(await all(long.readAll(faktura, readCounts(), never)))).toEqual(ordinary)
})

test('invoice lines in a template of their own are joined to their heads', async () => {
  const ordinary = sorted(await whole())
  agresso.installation.change({ ownLines: true })
  const own = { ...TEMPLATES, rader: LINES_NAME }
  const counts = readCounts()
  const min = source({ mallar: own })
  expect(sorted(await all(min.readAll(faktura, counts, never)))).toEqual(ordinary)
  expect([...counts.rowsPerPart.keys()].sort()).toEqual(['historik', 'kunder', 'oppna', 'rader'])
  expect([...counts.rowsPerPart.values()].reduce((a, b) => a + b)).toBe(counts.rows)
  const { personnummer } = someone()
  expect((await all(min.readPerson(faktura, personnummer, readCounts(), never))).personer).toEqual(
    ordinary.personer.filter((one) => one.personnummer === personnummer),
  )
  const changed = await all(min.readChanged(faktura, new Date('2020-01-01T00:00:00Z'), readCounts(), never))
  expect(sorted(changed).personer).toEqual(ordinary.personer)
  agresso.fel.set({ peer: 'agresso', fel: 'oordning' })
  expect(await error(whole({ mallar: own }))).toMatchObject({ code: 'KALLA_OORDNAD' })
})

test.each(['number', 'text'] as const)(
  'rows in the order of customer numbers as %s come person by person',
  async (order) => {
    agresso.installation.change({ numbers: 'mixed', order })
    const counts = readCounts()
    const { personer } = await all(source().readAll(faktura, counts, never))
    const twoNumbers = new Set(
      truthsIn(agresso.population, STADSDEL, 'agresso')
        .filter(
          (s) =>
            agresso.population.customerNumber(agresso.population.indexOf(s.personnummer) ?? -1, STADSDEL).length > 1,
        )
        .map(({ personnummer }) => personnummer),
    )
    const once = personer.map(({ personnummer }) => personnummer).filter((one) => !twoNumbers.has(one))
    expect(new Set(once).size).toBe(once.length)
    expect(once.length).toBeGreaterThan(20)
  },
)

test('customer numbers with signs that XML escapes are searched by as they stand', async () => {
  agresso.installation.change({ numbers: 'signs' })
  const one = await all(source().readPerson(faktura, someone().personnummer, readCounts(), never))
  const numbers = one.personer[0]?.uppgifter.faktura?.map((item) => item['fakturanummer'] as string) ?? []
  expect(numbers.length).toBeGreaterThan(1)
  for (const number of numbers) expect(number).toMatch(/^F&\/<>"'\d+$/)
})

test('the settings take a name alone or more, and refuse a way of completeness that is none', () => {
  const settings = { url: 'https://a.example', anvandare: 'a', losenord: 'b', foretag: {} }
  const valid = (templates: object) =>
    new Ajv({ validateFormats: false }).validate(AgressoSettings, { ...settings, mallar: templates })
  expect(valid(TEMPLATES)).toBe(true)
  expect(valid({ ...every({ fullstandighet: 'antal', overrideAggregation: true }), rader: LINES_NAME })).toBe(true)
  expect(valid(every({ fullstandighet: 'kanske' }))).toBe(false)
  expect(valid({ ...TEMPLATES, kunder: { fullstandighet: 'antal' } })).toBe(false)
})
