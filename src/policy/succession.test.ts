import { expect, test } from '@jest/globals'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import { daysAfter, swedishDate } from '../platform/stockholm-time.ts'
import { avtalInForce, decideFields, type Query, todaysStadsdelar } from './decide.ts'
import type { Avtal, Policy } from './policy.ts'

const policy = realPolicy()
const [template] = policy.avtal
const succeeded = policy.stadsdelar.flatMap(({ kod, giltigTill, efterfoljare }) =>
  giltigTill === undefined || efterfoljare === undefined ? [] : [[kod, efterfoljare, giltigTill] as const],
)
/** The shipped districts, with an agreement with each of these boards for as long as it exists. */
function withAvtal(...codes: readonly string[]): Policy {
  const avtal = policy.stadsdelar.flatMap(({ kod, giltigFran, giltigTill }): Avtal[] => {
    if (template === undefined || !codes.includes(kod)) return []
    const period = giltigTill === undefined ? { giltigFran } : { giltigFran, giltigTill }
    return [{ ...template, stadsdel: kod, diarienummer: `dnr ${kod}`, ...period }]
  })
  return { ...policy, avtal }
}
/** Every quarter of an hour from the day before the last day to the day after the first, Stockholm and UTC both. */
function quarter(last: string): Date[] {
  const from = Date.parse(`${daysAfter(last, -1)}T00:00Z`)
  return Array.from({ length: 4 * 24 * 4 }, (_, i) => new Date(from + i * 15 * 60_000))
}

test('the shipped districts have mergers to look at', () => {
  expect(succeeded).toHaveLength(6)
})

test.each(succeeded)(
  '%s hands over to %s at midnight in Stockholm after %s, with no moment between',
  (old, fresh, last) => {
    const both = withAvtal(old, fresh)
    for (const time of quarter(last)) {
      const date = swedishDate(time)
      const applies = [old, fresh].filter((code) => avtalInForce(both, code, date) !== undefined)
      expect([time.toISOString(), applies]).toEqual([time.toISOString(), [date <= last ? old : fresh]])
      const exists = todaysStadsdelar(both, date).filter(({ kod }) => kod === old || kod === fresh)
      expect(exists.map(({ kod }) => kod)).toEqual(applies)
      const query: Query = {
        roll: 'aldre-direkt',
        andamal: 'fakturafraga',
        arende: null,
        identifiering: 'bankid',
        date,
        minute: 12 * 60,
        undantag: new Set(['oppettid']),
      }
      const shows = [old, fresh].filter((code) => decideFields(both, query, code, 'faktura').falt.size > 0)
      expect(shows).toEqual(applies)
    }
  },
)

test.each(succeeded)('what %s agreed to does not bind %s', (old, fresh, last) => {
  const only = withAvtal(old)
  const firstDay = daysAfter(last, 1)
  expect(avtalInForce(only, old, last)?.diarienummer).toBe(`dnr ${old}`)
  expect([old, fresh].map((code) => avtalInForce(only, code, firstDay))).toEqual([undefined, undefined])
})

test('an agreement that says it goes on shows nothing of a district that has ended', () => {
  const [[old, , last] = ['', '', '']] = succeeded
  const { avtal, ...rest } = withAvtal(old)
  const left = { ...rest, avtal: avtal.map(({ giltigTill: _end, ...one }) => one) }
  expect(avtalInForce(left, old, last)).toBeDefined()
  expect(avtalInForce(left, old, daysAfter(last, 1))).toBeUndefined()
})
