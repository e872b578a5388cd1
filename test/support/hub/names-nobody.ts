import { expect } from '@jest/globals'
import type { Truth } from '../../../simulators/population/truth.ts'

/** A check that a text holds no personnummer in any of its forms and no name of any of these people. */
export function nobodyOf(people: readonly Truth[]): (text: string) => void {
  const numbers = new Set(people.map(({ personnummer }) => personnummer.slice(2)))
  const names = new Set(people.flatMap(({ fornamn, efternamn }) => [...fornamn.split(' '), ...efternamn.split(' ')]))
  return (text) => {
    // The last four digits are only looked at, so that a number within a longer run of digits is found as well.
    const candidates = [...text.matchAll(/(?=(\d{6})[-+]?(\d{4}))/g)].map(([, date, rest]) => `${date}${rest}`)
    expect(candidates.filter((number) => numbers.has(number))).toEqual([])
    expect((text.match(/\p{L}+/gu) ?? []).filter((word) => names.has(word))).toEqual([])
  }
}
