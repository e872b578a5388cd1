import { expect, test } from '@jest/globals'
import { mayBePersonnummer, textFault } from './text.ts'

const NOW = new Date('2026-10-15T10:00:00Z')
const fault = (text: string, lines = false) => textFault(text, { longest: 40, lines }, NOW)

test.each([
  ['', 'empty'],
  [' \u00a0 ', 'empty'],
  ['a'.repeat(41), 'long'],
  ['a\u0000b', 'characters'],
  ['a\u0085b', 'characters'],
  ['a\u200bb', 'characters'],
  ['a\u202eb', 'characters'],
  ['a\ue000b', 'characters'],
  ['a\u0378b', 'characters'],
  ['a\ud800b', 'characters'],
  ['b\udc00', 'characters'],
  ['a\u2028b', 'characters'],
  ['a\nb', 'characters'],
  ['A\u0308ldreomsorg', 'form'],
  ['rör 900101\u20119802', 'personnummer'],
  ['９００１０１ ９８０２', 'personnummer'],
])('%j is not taken: %s', (text, expected) => {
  expect(fault(text)).toBe(expected)
})

test.each(['Äldreomsorg', 'KC-2026-10017', 'Fråga om avgift (2026)', '🏠 hemma', '…'])('%j is taken', (text) => {
  expect(fault(text)).toBeUndefined()
})

test('line breaks are taken where several lines are, and nothing else that cannot be seen', () => {
  expect([fault('a\r\nb\nc', true), fault('a\rb', true), fault('a\tb', true), fault('900101\n9802', true)]).toEqual([
    undefined,
    'characters',
    'characters',
    'personnummer',
  ])
})

test.each([
  ['5f0c8a52-7c1e-4b4d-9b7e-900101980247', false],
  ['90010198-02ab-4b4d-9b7e-2f6d1c9a8e30', false],
  ['5f0c8a52-7c1e-4b4d-9b7e-189001019803', false],
  ['18900101-9802-4b4d-9b7e-2f6d1c9a8e30', true],
  ['5f0c8a52-1890-0101-9802-2f6d1c9a8e30', true],
  ['5F0C8A52-7C1E-4B4D-9B7E-189001019802', true],
  ['anna.189001019802', true],
])('of a UUID only whole groups count: %s %s', (text, expected) => {
  expect(mayBePersonnummer(text, NOW)).toBe(expected)
})
