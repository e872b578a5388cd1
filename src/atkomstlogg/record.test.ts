import { expect, test } from '@jest/globals'
import { InsynError } from '../errors.ts'
import type { Access } from './access.ts'
import { createDraft, newSalt, parseRecord, recordText } from './record.ts'

const access: Access = {
  handelse: 'uppslag',
  handelseId: '7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11',
  tid: '2026-03-02T08:15:00.123Z',
  personRef: 'AbCdEfGhIjKlMnOpQrStUv',
  personnummerForseglat: 'c2VhbGVk',
  andamal: 'fakturafraga',
  arende: null,
  roll: 'aldre-direkt',
  slutanvandare: 'anna.åkesson',
  identitet: 'token',
  utfardare: 'inloggning',
  klient: 'telefoni',
  relation: 'egen',
  identifiering: 'bankid',
  visat: [{ mangd: 'faktura', falt: ['belopp', 'ocr'] }],
  utfall: 'visat',
  orsak: 'traff',
  avtal: 'SDF-2026-1',
  flaggor: [],
  tillstand: null,
  policyversion: 'p1',
}

test('a record reads back as it was written', () => {
  const salt = newSalt()
  expect(parseRecord(recordText(createDraft({ logg: 'norra-innerstaden', access }), 17, salt))).toEqual({
    logg: 'norra-innerstaden',
    nummer: 17,
    salt,
    atkomst: access,
  })
})

test('what is no field of an access record does not get into the log', () => {
  const more = {
    ...access,
    namn: 'hemligt',
    visat: [{ mangd: 'faktura', falt: ['ocr'], value: 'hemligt' }],
  } as unknown as Access
  expect(createDraft({ logg: 'jarva', access: more }).text).not.toContain('hemligt')
})

test('salts are 16 random bytes and never come back', () => {
  const salts = Array.from({ length: 2000 }, newSalt)
  expect(new Set(salts).size).toBe(2000)
  for (const salt of salts) expect(Buffer.from(salt, 'base64url')).toHaveLength(16)
})

test.each([
  ['a log that would be a path', { logg: '../jarva', access }],
  ['a log with a quotation mark', { logg: 'jarva"', access }],
  ['a time without a zone', { logg: 'jarva', access: { ...access, tid: '2026-03-02T08:15:00' } }],
  ['a day that does not exist', { logg: 'jarva', access: { ...access, tid: '2026-13-02T08:15:00Z' } }],
  ['a NUL in a reference', { logg: 'jarva', access: { ...access, personRef: 'a\0b' } }],
  ['no event id', { logg: 'jarva', access: { ...access, handelseId: '' } }],
  ['half a character', { logg: 'jarva', access: { ...access, arende: '\ud800' } }],
  ['an undefined member', { logg: 'jarva', access: { ...access, arende: undefined as unknown as null } }],
])('a record with %s is refused before it meets others', (_, item) => {
  expect(() => createDraft(item)).toThrow(InsynError)
})

const text = recordText(createDraft({ logg: 'jarva', access }), 17, 'AAAAAAAAAAAAAAAAAAAAAA')
test.each([
  ['is no JSON', text.slice(0, -1)],
  ['has white space', text.replace('{', '{ ')],
  ['has its members in another order', text.replace(/"nummer":17,(.*)}$/, '$1,"nummer":17}')],
  ['says its number twice', text.replace('"nummer":17', '"nummer":18,"nummer":17')],
  ['escapes what needs no escape', text.replace('bankid', '\\u0062ankid')],
  ['has a number with a decimal point', text.replace('17', '17.0')],
  ['has a fifth member', text.replace(/}$/, ',"x":1}')],
  ['lacks the salt', text.replace(/,"salt":"A*"/, '')],
  ['has a short salt', text.replace('"AA', '"')],
  ['is a list', `[${text}]`],
])('a line is no record when it %s', (_, line) => {
  expect(parseRecord(text)?.nummer).toBe(17)
  expect(parseRecord(line)).toBeUndefined()
})
