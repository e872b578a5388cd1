import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  ANDAMAL,
  identifiering,
  LISTADE,
  policyer,
  ROLLER,
  STADSDELAR,
  stramare,
  tidpunkt,
} from '../../test/support/random-policies.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { arOppen, beslutaFalt, beslutaSpegling, type Fraga } from './decide.ts'
import { jamforPolicy } from './diff.ts'
import { forklara } from './explain.ts'
import { UNDANTAGSREGLER, type Policy, type Undantagsregel } from './policy.ts'

/** Before every moment of the arbitraries. */
const FORSTA_DAGEN = '2026-03-02'
const CELLER = STADSDELAR.flatMap((stadsdel) => INFORMATIONSMANGDER.map((mangd) => ({ stadsdel, mangd })))

const fragor: fc.Arbitrary<Fraga> = fc
  .record({
    roll: fc.constantFrom(...ROLLER, ...ROLLER, ...ROLLER, 'okand', 'constructor'),
    andamal: fc.constantFrom(...ANDAMAL, ...ANDAMAL, ...ANDAMAL, 'okant', 'toString'),
    arende: fc.constantFrom(null, ' ', 'A1', 'A1'),
    identifiering,
    nar: tidpunkt,
  })
  .map(({ nar: { datum, minut }, ...fraga }) => ({ ...fraga, datum, minut }))
const undantag = fc.subarray([...UNDANTAGSREGLER]).map((regler) => new Set<Undantagsregel>(regler))

/** All that a request is shown, as `stadsdel mangd falt`. */
const visas = (policy: Policy, fraga: Fraga): ReadonlySet<string> =>
  new Set(
    CELLER.flatMap(({ stadsdel, mangd }) =>
      [...beslutaFalt(policy, fraga, stadsdel, mangd).falt].map((falt) => `${stadsdel} ${mangd} ${falt}`),
    ),
  )
const forklaras = (policy: Policy, fraga: Fraga): ReadonlySet<string> =>
  new Set(
    forklara(policy, fraga, STADSDELAR).flatMap((en) => en.visas.map((falt) => `${en.stadsdel} ${en.mangd} ${falt}`)),
  )
const utom = (ett: ReadonlySet<string>, annat: ReadonlySet<string>) => [...ett].filter((en) => !annat.has(en)).sort()

test('random policies and requests show something often enough to prove something', () => {
  const visade = fc.sample(fc.tuple(policyer, fragor), { numRuns: 500, seed: 1 }).map((par) => visas(...par).size)
  expect(visade.filter((antal) => antal > 0).length).toBeGreaterThan(25)
})

test('one rule more, of any kind, shows nothing that was hidden, in a lookup or in a case', () => {
  const medStramare = policyer.chain((policy) => fc.tuple(fc.constant(policy), stramare(policy)))
  fc.assert(
    fc.property(medStramare, fragor, undantag, ([policy, strang], utan, regler) => {
      const fraga = { ...utan, undantag: regler }
      expect(utom(visas(strang, fraga), visas(policy, fraga))).toEqual([])
      for (const { stadsdel, mangd } of CELLER) {
        const [fore, efter] = [policy, strang].map((en) => beslutaSpegling(en, fraga, stadsdel, mangd).falt)
        for (const falt of efter ?? []) expect(fore).toContain(falt)
      }
    }),
    { numRuns: 300 },
  )
})

test('an explanation agrees with the decision on every field and names one rule for each that is hidden', () => {
  fc.assert(
    fc.property(policyer, fragor, undantag, (policy, utan, regler) => {
      const fraga = { ...utan, undantag: regler }
      for (const { stadsdel, mangd, visas: visade, doljs, avtal } of forklara(policy, fraga, STADSDELAR)) {
        const beslut = beslutaFalt(policy, fraga, stadsdel, mangd)
        expect(new Set(visade)).toEqual(beslut.falt)
        expect([...visade, ...doljs.flatMap(({ falt }) => falt)].sort()).toEqual([...LISTADE[mangd]].sort())
        expect(avtal).toBe(beslut.avtal ?? null)
        // The cause in the log is one of the rules that the explanation names.
        if (beslut.orsak !== 'tillaten')
          expect(doljs.map(({ regel }) => (/^(avtal|stadsdel)-/.test(regel) ? 'avtal-saknas' : regel))).toContain(
            beslut.orsak === 'roll' && !doljs.some(({ regel }) => regel === 'roll') ? 'andamal' : beslut.orsak,
          )
      }
    }),
    { numRuns: 100 },
  )
})

test('a rule that gives way opens what it alone had closed, and only where the policy lets it', () => {
  fc.assert(
    fc.property(policyer, fragor, undantag, (policy, fraga, regler) => {
      const viker = (regel: Undantagsregel) => regler.has(regel) && policy.undantag[regel] !== undefined
      const roller = Object.fromEntries(
        Object.entries(policy.roller).map(([kod, { oppettid, ...roll }]) => [
          kod,
          viker('oppettid') || oppettid === undefined ? roll : { ...roll, oppettid },
        ]),
      )
      const utanRegeln = { ...fraga, arende: viker('arende-saknas') ? 'A1' : fraga.arende }
      expect(visas(policy, { ...fraga, undantag: regler })).toEqual(visas({ ...policy, roller }, utanRegeln))
    }),
    { numRuns: 500 },
  )
})

/** Two policies that have most in common. */
const par = fc
  .tuple(policyer, policyer, fc.subarray(['roller', 'andamal', 'avtal'] as const, { minLength: 1, maxLength: 2 }))
  .map(([fore, annan, delar]): readonly [Policy, Policy] => {
    const byts = Object.fromEntries(delar.map((del) => [del, annan[del]]))
    return [fore, { ...fore, ...byts, version: 'ny' }]
  })

test('a difference is exactly what one explanation shows and the other does not, for every request', () => {
  fc.assert(
    fc.property(
      par,
      fc.array(fragor, { minLength: 5, maxLength: 5 }),
      tidpunkt,
      ([fore, efter], fragorna, { datum }) => {
        const { falt } = jamforPolicy(fore, efter, datum)
        for (const en of fragorna) {
          const fraga = { ...en, datum }
          // The hours are told by themselves.
          if (!arOppen(fore, fraga) || !arOppen(efter, fraga)) continue
          const uppfyllt = (villkor: { identifiering: Fraga['identifiering']; arende: boolean } | null) =>
            villkor !== null &&
            (!villkor.arende || fraga.arende === 'A1') &&
            ['ingen', 'kontrollfragor', 'motringning', 'bankid'].indexOf(villkor.identifiering) <=
              ['ingen', 'kontrollfragor', 'motringning', 'bankid'].indexOf(fraga.identifiering)
          const berorda = falt.filter(
            ({ roll, andamal, fran }) => roll === fraga.roll && andamal === fraga.andamal && fran === datum,
          )
          const namn = (valda: typeof berorda) => valda.map((ett) => `${ett.stadsdel} ${ett.mangd} ${ett.falt}`).sort()
          const [da, nu] = [forklaras(fore, fraga), forklaras(efter, fraga)]
          expect(namn(berorda.filter((ett) => uppfyllt(ett.efter) && !uppfyllt(ett.fore)))).toEqual(utom(nu, da))
          expect(namn(berorda.filter((ett) => uppfyllt(ett.fore) && !uppfyllt(ett.efter)))).toEqual(utom(da, nu))
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('a difference is called wider when any request, then or later, is shown more; and none when nothing differs', () => {
  fc.assert(
    fc.property(par, fc.array(fragor, { minLength: 20, maxLength: 20 }), ([fore, efter], fragorna) => {
      const { riktning } = jamforPolicy(fore, efter, FORSTA_DAGEN)
      for (const fraga of fragorna)
        if (utom(forklaras(efter, fraga), forklaras(fore, fraga)).length > 0) expect(riktning).toBe('vidare')
      expect(jamforPolicy(fore, { ...fore, version: 'ny' }, FORSTA_DAGEN)).toMatchObject({
        riktning: 'snavare',
        falt: [],
        oppettider: [],
        register: [],
      })
      expect(jamforPolicy(fore, fore, FORSTA_DAGEN).riktning).toBe('ingen')
    }),
    { numRuns: 25 },
  )
})
