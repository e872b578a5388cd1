import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Access } from '../../atkomstlogg/access.ts'
import { assigned, samePerson } from './assign.ts'
import { drawItems, sizesOf } from './draw.ts'
import { explained } from './rules-file.ts'
import { LEAST_SHOWN, shownWithSum } from './suppress.ts'
import { evaluate, lookup, only, RULES, shows } from './testing/records.ts'

const access = fc
  .record({
    minute: fc.integer({ min: -60 * 24 * 40, max: 60 * 24 * 40 }),
    slutanvandare: fc.constantFrom('anna', 'bo', 'eva'),
    personRef: fc.constantFrom('A', 'B', 'C'),
    arende: fc.constantFrom(null, 'KC-1', 'KC-2'),
    utfall: fc.constantFrom('visat', 'tomt', 'nekat'),
    orsak: fc.constantFrom('traff', 'okand', 'skyddad'),
    flaggor: fc.subarray(['eget-nummer', 'undantag', 'skyddad-visad']),
    handelse: fc.constantFrom('uppslag', 'uppslag', 'spegling', 'rensning', 'granskning'),
  })
  .map(({ minute, ...changed }) =>
    lookup({ ...changed, tid: new Date(Date.parse('2026-10-14T10:00:00Z') + minute * 60_000).toISOString() }),
  )
const log = fc.array(access, { maxLength: 60 }).map((all) => [...all].sort((a, b) => (a.tid < b.tid ? -1 : 1)))

const MONTH_END = '2026-10-31T23:00:00'
/** A month by its text, since no test record lies within two hours of a month's end. */
const inMonth = ({ tid }: Access) => tid >= '2026-09-30T22:00:00' && tid < MONTH_END
const judged = (one: Access) => one.handelse === 'uppslag' && inMonth(one)
const hidden = (one: Access) => shows({ logg: 'bromma', nummer: 0, access: one })

/** Each rule said once more, plainly, over all records at a time. */
const NAIVE: Readonly<Record<string, (one: Access, all: readonly Access[]) => boolean>> = {
  'utan-arende': ({ arende, utfall }) => arende === null && utfall === 'visat',
  'eget-nummer': ({ flaggor }) => flaggor.includes('eget-nummer'),
  undantag: ({ flaggor }) => flaggor.includes('undantag'),
  'annans-arende': (one, all) => {
    if (one.arende === null) return false
    const ofCase = all.filter(({ arende }) => arende === one.arende)
    const owners = ofCase.filter(
      ({ handelse, utfall }) => (handelse === 'spegling' || handelse === 'rensning') && utfall !== 'nekat',
    )
    if (owners.length > 0) return owners.every(({ personRef }) => personRef !== one.personRef)
    return ofCase.find(({ handelse }) => handelse === 'uppslag')?.personRef !== one.personRef
  },
  'en-person-av-manga': (one, all) => {
    const earlier = all
      .slice(0, all.indexOf(one))
      .filter(
        ({ handelse, personRef, tid }) =>
          handelse === 'uppslag' &&
          personRef === one.personRef &&
          Date.parse(tid) >= Date.parse(one.tid) - 7 * 24 * 60 * 60_000,
      )
    const users = new Set(earlier.map(({ slutanvandare }) => slutanvandare))
    return !users.has(one.slutanvandare) && users.size + 1 >= 2
  },
}

test.each(Object.keys(NAIVE))('%s flags in a log what it flags by a naive look at all of it', (rule) => {
  const rules = only(rule, rule === 'en-person-av-manga' ? { dygn: 7, minst: 2 } : undefined)
  fc.assert(
    fc.property(log, (all) => {
      // What comes after the month is not known at its end.
      const open = all.filter((one) => !hidden(one) && one.tid < MONTH_END)
      const found = evaluate(rules, open).flags.map(({ nummer }) => nummer)
      expect(found).toEqual(open.flatMap((one, i) => (judged(one) && NAIVE[rule]?.(one, open) === true ? [i] : [])))
    }),
  )
})

test('what tells protection changes nothing of what others see: the rest alone gives the same', () => {
  fc.assert(
    fc.property(log, (all) => {
      const among = evaluate(RULES, all)
      const alone = evaluate(
        RULES,
        all.filter((one) => !hidden(one)),
      )
      const places = all.flatMap((one, i) => (hidden(one) ? [] : [i]))
      expect(among.population).toEqual(alone.population.map((place) => places[place]))
      expect(among.flags).toEqual(alone.flags.map((flag) => ({ ...flag, nummer: places[flag.nummer] })))
      expect(among.counts).toEqual(alone.counts)
    }),
  )
})

test('both parts together are the lookups of the month, and no lookup is in both', () => {
  fc.assert(
    fc.property(log, (all) => {
      const [open, rest] = [evaluate(RULES, all).population, evaluate(RULES, all, { part: 'protected' }).population]
      const expected = all.flatMap((one, i) => (judged(one) ? [i] : []))
      expect([...open, ...rest].sort((a, b) => a - b)).toEqual(expected)
    }),
  )
})

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))
const numbers = fc.uniqueArray(fc.nat(100_000), { minLength: 1, maxLength: 80 })
const sizes = { ...sizesOf(RULES, 'open'), chance: { andel: 0.2, minst: 3, hogst: 20 }, perRule: 4 }

test('the same sample follows from the same seed, population and flags, in whatever order they are given', () => {
  fc.assert(
    fc.property(seed, numbers, (from, population) => {
      const flags = population
        .filter((n) => n % 3 === 0)
        .map((number) => ({ nummer: number, regel: 'utan-arende', measured: {} }))
      const items = drawItems(from, { population, flags }, sizes)
      expect(drawItems(from, { population: [...population].reverse(), flags: [...flags].reverse() }, sizes)).toEqual(
        items,
      )
      expect(items.map(({ post }) => post)).toEqual(items.map((_, i) => i + 1))
      const by = (ground: string) => items.filter(({ grunder }) => grunder.includes(ground)).length
      expect(by('slump')).toBe(
        Math.min(population.length, Math.max(3, Math.min(20, Math.ceil(0.2 * population.length)))),
      )
      expect(by('utan-arende')).toBe(Math.min(4, flags.length))
    }),
  )
})

test('items that only rules brought which no export shows stand last: the others have their places without them', () => {
  fc.assert(
    fc.property(seed, numbers, (from, population) => {
      const flags = population.map((number) => ({ nummer: number, regel: 'sjalv-alder', measured: {} }))
      const without = drawItems(from, { population, flags: [] }, sizes)
      const all = drawItems(from, { population, flags }, sizes)
      expect(all.slice(0, without.length).map(({ nummer }) => nummer)).toEqual(without.map(({ nummer }) => nummer))
    }),
  )
})

const person = fc.record({ utfardare: fc.constantFrom('i', 'j'), slutanvandare: fc.constantFrom('a', 'b', 'c') })

test('no reviewer gets their own lookup, and nobody gets more than one item more than needed', () => {
  const reviewers = fc.uniqueArray(person, { maxLength: 4, selector: (one) => JSON.stringify(one) })
  fc.assert(
    fc.property(reviewers, fc.array(person, { maxLength: 40 }), (all, authors) => {
      const items = assigned(
        authors.map((author) => ({ author })),
        all,
      )
      for (const { author, reviewer } of items) {
        expect(reviewer !== null && samePerson(reviewer, author)).toBe(false)
        if (reviewer === null) expect(all.every((one) => samePerson(author, one))).toBe(true)
      }
      const others = assigned(
        authors.map(() => ({ author: { utfardare: 'x', slutanvandare: 'x' } })),
        all,
      )
      const load = all.map((one) => others.filter(({ reviewer }) => samePerson(reviewer, one)).length)
      if (load.length > 0) expect(Math.max(...load) - Math.min(...load)).toBeLessThanOrEqual(1)
    }),
  )
})

test('no count that is held back can be computed from the others and the sum', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 }), (counts) => {
      const { cells, sum } = shownWithSum(counts)
      const hidden = counts.filter((_, i) => cells[i]?.antal === null)
      for (const [i, count] of counts.entries()) if (count < LEAST_SHOWN) expect(cells[i]?.antal).toBeNull()
      if (sum.antal === null || hidden.length === 0) return
      expect(hidden.length).toBeGreaterThan(1)
      expect(hidden.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(LEAST_SHOWN)
    }),
  )
})

test('every rule of the configuration says what it means without a gap', () => {
  for (const rule of RULES.regler)
    expect(explained(rule, { antal: 1, median: 1, grans: 1, klockslag: '21.14' })).not.toMatch(/[{}–]/)
  const hours = RULES.regler.find(({ slag }) => slag === 'utanfor-arbetstid')
  expect(hours && explained(hours, { klockslag: '21.14' })).toContain('kl. 21.14,')
})
