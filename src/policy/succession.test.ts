import { expect, test } from '@jest/globals'
import { riktigPolicy } from '../../test/support/api-in-memory.ts'
import { dagarEfter, svensktDatum } from '../platform/stockholm-time.ts'
import { beslutaFalt, dagensStadsdelar, gallandeAvtal, type Fraga } from './decide.ts'
import type { Avtal, Policy } from './policy.ts'

const policy = riktigPolicy()
const [mall] = policy.avtal
const efterfoljda = policy.stadsdelar.flatMap(({ kod, giltigTill, efterfoljare }) =>
  giltigTill === undefined || efterfoljare === undefined ? [] : [[kod, efterfoljare, giltigTill] as const],
)
/** The shipped districts, with an agreement with each of these boards for as long as it exists. */
function medAvtal(...koder: readonly string[]): Policy {
  const avtal = policy.stadsdelar.flatMap(({ kod, giltigFran, giltigTill }): Avtal[] => {
    if (mall === undefined || !koder.includes(kod)) return []
    const period = giltigTill === undefined ? { giltigFran } : { giltigFran, giltigTill }
    return [{ ...mall, stadsdel: kod, diarienummer: `dnr ${kod}`, ...period }]
  })
  return { ...policy, avtal }
}
/** Every quarter of an hour from the day before the last day to the day after the first, Stockholm and UTC both. */
function kvartar(sista: string): Date[] {
  const fran = Date.parse(`${dagarEfter(sista, -1)}T00:00Z`)
  return Array.from({ length: 4 * 24 * 4 }, (_, i) => new Date(fran + i * 15 * 60_000))
}

test('the shipped districts have mergers to look at', () => {
  expect(efterfoljda).toHaveLength(6)
})

test.each(efterfoljda)(
  '%s hands over to %s at midnight in Stockholm after %s, with no moment between',
  (gammal, ny, sista) => {
    const bada = medAvtal(gammal, ny)
    for (const tid of kvartar(sista)) {
      const datum = svensktDatum(tid)
      const galler = [gammal, ny].filter((kod) => gallandeAvtal(bada, kod, datum) !== undefined)
      expect([tid.toISOString(), galler]).toEqual([tid.toISOString(), [datum <= sista ? gammal : ny]])
      const finns = dagensStadsdelar(bada, datum).filter(({ kod }) => kod === gammal || kod === ny)
      expect(finns.map(({ kod }) => kod)).toEqual(galler)
      const fraga: Fraga = {
        roll: 'aldre-direkt',
        andamal: 'fakturafraga',
        arende: null,
        identifiering: 'bankid',
        datum,
        minut: 12 * 60,
        undantag: new Set(['oppettid']),
      }
      const visar = [gammal, ny].filter((kod) => beslutaFalt(bada, fraga, kod, 'faktura').falt.size > 0)
      expect(visar).toEqual(galler)
    }
  },
)

test.each(efterfoljda)('what %s agreed to does not bind %s', (gammal, ny, sista) => {
  const bara = medAvtal(gammal)
  const forstaDagen = dagarEfter(sista, 1)
  expect(gallandeAvtal(bara, gammal, sista)?.diarienummer).toBe(`dnr ${gammal}`)
  expect([gammal, ny].map((kod) => gallandeAvtal(bara, kod, forstaDagen))).toEqual([undefined, undefined])
})

test('an agreement that says it goes on shows nothing of a district that has ended', () => {
  const [[gammal, , sista] = ['', '', '']] = efterfoljda
  const { avtal, ...resten } = medAvtal(gammal)
  const kvar = { ...resten, avtal: avtal.map(({ giltigTill: _slut, ...ett }) => ett) }
  expect(gallandeAvtal(kvar, gammal, sista)).toBeDefined()
  expect(gallandeAvtal(kvar, gammal, dagarEfter(sista, 1))).toBeUndefined()
})
