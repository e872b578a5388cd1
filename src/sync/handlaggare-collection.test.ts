import { expect, test } from '@jest/globals'
import type { PersonPost } from '../mapping/person-items.ts'
import { createHandlaggarsamling } from './handlaggare-collection.ts'

const hos = (...idn: string[]): PersonPost => ({
  personnummer: '189001019802',
  skydd: 'nej',
  uppgifter: { handlaggare: idn.map((handlaggareId) => ({ handlaggareId, ansvarsomrade: 'Hemtjänst' })) },
  avvisade: [],
})

test('more than its memory takes is told, and the collection is then not whole', () => {
  const samling = createHandlaggarsamling(2)
  samling.se(hos('H1', 'H2'))
  samling.se(hos('H1'))
  expect([samling.hel, samling.full]).toEqual([true, false])
  samling.se(hos('H3'))
  expect([samling.hel, samling.full]).toEqual([false, true])
  expect([...samling.poster].map(({ handlaggareId }) => handlaggareId)).toEqual(['H1', 'H2'])
})
