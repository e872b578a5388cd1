import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  ANDAMAL,
  identifiering,
  instant,
  LISTED,
  policies,
  ROLLER,
  STADSDELAR,
  tighter,
} from '../../test/support/random-policies.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { decideFields, decideMirroring, isOpen, type Query } from './decide.ts'
import { diffPolicy } from './diff.ts'
import { explain } from './explain.ts'
import { EXCEPTION_RULES, type ExceptionRule, type Policy } from './policy.ts'

/** Before every moment of the arbitraries. */
const FIRST_DAY = '2026-03-02'
const CELLS = STADSDELAR.flatMap((stadsdel) => INFORMATIONSMANGDER.map((mangd) => ({ stadsdel, mangd })))

const queries: fc.Arbitrary<Query> = fc
  .record({
    roll: fc.constantFrom(...ROLLER, ...ROLLER, ...ROLLER, 'okand', 'constructor'),
    andamal: fc.constantFrom(...ANDAMAL, ...ANDAMAL, ...ANDAMAL, 'okant', 'toString'),
    arende: fc.constantFrom(null, ' ', 'A1', 'A1'),
    identifiering,
    when: instant,
  })
  .map(({ when: { date, minute }, ...query }) => ({ ...query, date, minute }))
const exception = fc.subarray([...EXCEPTION_RULES]).map((rules) => new Set<ExceptionRule>(rules))

/** All that a request is shown, as `stadsdel mangd falt`. */
const isShown = (policy: Policy, query: Query): ReadonlySet<string> =>
  new Set(
    CELLS.flatMap(({ stadsdel, mangd }) =>
      [...decideFields(policy, query, stadsdel, mangd).falt].map((field) => `${stadsdel} ${mangd} ${field}`),
    ),
  )
const explained = (policy: Policy, query: Query): ReadonlySet<string> =>
  new Set(
    explain(policy, query, STADSDELAR).flatMap((one) =>
      one.visas.map((field) => `${one.stadsdel} ${one.mangd} ${field}`),
    ),
  )
const except = (one: ReadonlySet<string>, another: ReadonlySet<string>) =>
  [...one].filter((one) => !another.has(one)).sort()

test('random policies and requests show something often enough to prove something', () => {
  const shown = fc.sample(fc.tuple(policies, queries), { numRuns: 500, seed: 1 }).map((par) => isShown(...par).size)
  expect(shown.filter((count) => count > 0).length).toBeGreaterThan(25)
  const mirrored = fc
    .sample(fc.tuple(policies, queries), { numRuns: 500, seed: 1 })
    .filter(([policy, query]) =>
      CELLS.some(({ stadsdel, mangd }) => decideMirroring(policy, query, stadsdel, mangd).falt.size > 0),
    )
  expect(mirrored.length).toBeGreaterThan(5)
})

test('one rule more, of any kind, shows nothing that was hidden, in a lookup or in a case', () => {
  const withTighter = policies.chain((policy) => fc.tuple(fc.constant(policy), tighter(policy)))
  fc.assert(
    fc.property(withTighter, queries, exception, ([policy, string], without, rules) => {
      const query = { ...without, undantag: rules }
      expect(except(isShown(string, query), isShown(policy, query))).toEqual([])
      for (const { stadsdel, mangd } of CELLS) {
        const [before, after] = [policy, string].map((one) => decideMirroring(one, query, stadsdel, mangd).falt)
        for (const field of after ?? []) expect(before).toContain(field)
      }
    }),
    { numRuns: 300 },
  )
})

test('an explanation agrees with the decision on every field and names one rule for each that is hidden', () => {
  fc.assert(
    fc.property(policies, queries, exception, (policy, without, rules) => {
      const query = { ...without, undantag: rules }
      for (const { stadsdel, mangd, visas: shown, doljs, avtal } of explain(policy, query, STADSDELAR)) {
        const beslut = decideFields(policy, query, stadsdel, mangd)
        expect(new Set(shown)).toEqual(beslut.falt)
        expect([...shown, ...doljs.flatMap(({ falt }) => falt)].sort()).toEqual([...LISTED[mangd]].sort())
        expect(avtal).toBe(beslut.avtal ?? null)
        // The cause in the log is one of the rules that the explanation names.
        if (beslut.reason !== 'tillaten')
          expect(doljs.map(({ regel }) => (/^(avtal|stadsdel)-/.test(regel) ? 'avtal-saknas' : regel))).toContain(
            beslut.reason === 'roll' && !doljs.some(({ regel }) => regel === 'roll') ? 'andamal' : beslut.reason,
          )
      }
    }),
    { numRuns: 100 },
  )
})

test('a rule that gives way opens what it alone had closed, and only where the policy lets it', () => {
  fc.assert(
    fc.property(policies, queries, exception, (policy, query, rules) => {
      const givesWay = (rule: ExceptionRule) => rules.has(rule) && policy.undantag[rule] !== undefined
      const roller = Object.fromEntries(
        Object.entries(policy.roller).map(([code, { oppettid, ...roll }]) => [
          code,
          givesWay('oppettid') || oppettid === undefined ? roll : { ...roll, oppettid },
        ]),
      )
      const withoutRule = { ...query, arende: givesWay('arende-saknas') ? 'A1' : query.arende }
      expect(isShown(policy, { ...query, undantag: rules })).toEqual(isShown({ ...policy, roller }, withoutRule))
    }),
    { numRuns: 500 },
  )
})

/** Two policies that have most in common. */
const par = fc
  .tuple(policies, policies, fc.subarray(['roller', 'andamal', 'avtal'] as const, { minLength: 1, maxLength: 2 }))
  .map(([before, another, parts]): readonly [Policy, Policy] => {
    const changes = Object.fromEntries(parts.map((part) => [part, another[part]]))
    return [before, { ...before, ...changes, version: 'ny' }]
  })

test('a difference is exactly what one explanation shows and the other does not, for every request', () => {
  fc.assert(
    fc.property(
      par,
      fc.array(queries, { minLength: 5, maxLength: 5 }),
      instant,
      ([before, after], queries, { date }) => {
        const { falt } = diffPolicy(before, after, date)
        for (const one of queries) {
          const query = { ...one, date }
          // The hours are told by themselves.
          if (!isOpen(before, query) || !isOpen(after, query)) continue
          const fulfilled = (condition: { identifiering: Query['identifiering']; arende: boolean } | null) =>
            condition !== null &&
            (!condition.arende || query.arende === 'A1') &&
            ['ingen', 'kontrollfragor', 'motringning', 'bankid'].indexOf(condition.identifiering) <=
              ['ingen', 'kontrollfragor', 'motringning', 'bankid'].indexOf(query.identifiering)
          const affected = falt.filter(
            ({ roll, andamal, from }) => roll === query.roll && andamal === query.andamal && from === date,
          )
          const name = (chosen: typeof affected) =>
            chosen.map((one) => `${one.stadsdel} ${one.mangd} ${one.falt}`).sort()
          const [then, now] = [explained(before, query), explained(after, query)]
          expect(name(affected.filter((one) => fulfilled(one.after) && !fulfilled(one.before)))).toEqual(
            except(now, then),
          )
          expect(name(affected.filter((one) => fulfilled(one.before) && !fulfilled(one.after)))).toEqual(
            except(then, now),
          )
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('a difference is called wider when any request, then or later, is shown more; and none when nothing differs', () => {
  let onward = 0
  fc.assert(
    fc.property(par, fc.array(queries, { minLength: 20, maxLength: 20 }), ([before, after], queries) => {
      const { direction } = diffPolicy(before, after, FIRST_DAY)
      for (const query of queries)
        if (except(explained(after, query), explained(before, query)).length > 0) {
          expect(direction).toBe('vidare')
          onward++
        }
      expect(diffPolicy(before, { ...before, version: 'ny' }, FIRST_DAY)).toMatchObject({
        direction: 'snavare',
        falt: [],
        oppettider: [],
        register: [],
      })
      expect(diffPolicy(before, before, FIRST_DAY).direction).toBe('ingen')
    }),
    { numRuns: 25 },
  )
  expect(onward).toBeGreaterThan(0)
})
