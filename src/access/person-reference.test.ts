import { expect, test } from '@jest/globals'
import { testKeys } from '../../test/support/keys.ts'
import type { Caller } from './caller.ts'
import { createPersonReferences } from './person-reference.ts'

const NOW = new Date('2026-10-15T10:00:00Z')
const terms = { andamal: 'a', arende: null, relation: 'sjalv', identifiering: 'bankid' }
const caller: Caller = {
  slutanvandare: 'anna',
  identitet: 'token',
  utfardare: 'inloggning',
  klient: 'konsol',
  roller: [],
  ownRef: null,
}

test('a reference is that of one person through one client, not of a name', () => {
  const references = createPersonReferences(testKeys(['bromma']), 60_000)
  const { personId } = references.give({ ...terms, personRef: null }, caller, NOW)
  expect(references.open(personId, { ...caller, roller: ['annan'] }, NOW)).toMatchObject(terms)
  for (const other of [
    { ...caller, utfardare: 'annan' },
    { ...caller, identitet: 'uppgiven' as const },
    { ...caller, slutanvandare: 'bo' },
    { ...caller, klient: 'demo' },
  ])
    expect(references.open(personId, other, NOW)).toMatchObject({ orsak: 'referens-annans' })
})
