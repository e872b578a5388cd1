import { expect, test } from '@jest/globals'
import type { PersonItems } from '../mapping/person-items.ts'
import { createHandlaggareCollection } from './handlaggare-collection.ts'

const at = (...idn: string[]): PersonItems => ({
  personnummer: '189001019802',
  skydd: 'nej',
  uppgifter: { handlaggare: idn.map((handlaggareId) => ({ handlaggareId, ansvarsomrade: 'Hemtjänst' })) },
  rejected: [],
})

test('more than its memory takes is noticed, and the collection is then not whole', () => {
  const collection = createHandlaggareCollection(2)
  collection.take(at('H1', 'H2'))
  collection.take(at('H1'))
  expect([collection.whole, collection.full]).toEqual([true, false])
  collection.take(at('H3'))
  expect([collection.whole, collection.full]).toEqual([false, true])
  expect([...collection.items].map(({ handlaggareId }) => handlaggareId)).toEqual(['H1', 'H2'])
})
