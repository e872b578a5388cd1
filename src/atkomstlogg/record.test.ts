import { expect, test } from '@jest/globals'
import { InsynError } from '../errors.ts'
import type { Atkomst } from './access.ts'
import { lasPost, nyttSalt, postText, utkast } from './record.ts'

const atkomst: Atkomst = {
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
  const salt = nyttSalt()
  expect(lasPost(postText(utkast({ logg: 'norra-innerstaden', atkomst }), 17, salt))).toEqual({
    logg: 'norra-innerstaden',
    nummer: 17,
    salt,
    atkomst,
  })
})

test('what is no field of an access record does not get into the log', () => {
  const more = {
    ...atkomst,
    namn: 'hemligt',
    visat: [{ mangd: 'faktura', falt: ['ocr'], varde: 'hemligt' }],
  } as unknown as Atkomst
  expect(utkast({ logg: 'jarva', atkomst: more }).text).not.toContain('hemligt')
})

test('salts are 16 random bytes and never come back', () => {
  const salts = Array.from({ length: 2000 }, nyttSalt)
  expect(new Set(salts).size).toBe(2000)
  for (const salt of salts) expect(Buffer.from(salt, 'base64url')).toHaveLength(16)
})

test.each([
  ['a log that would be a path', { logg: '../jarva', atkomst }],
  ['a log with a quotation mark', { logg: 'jarva"', atkomst }],
  ['a time without a zone', { logg: 'jarva', atkomst: { ...atkomst, tid: '2026-03-02T08:15:00' } }],
  ['a day that does not exist', { logg: 'jarva', atkomst: { ...atkomst, tid: '2026-13-02T08:15:00Z' } }],
  ['a NUL in a reference', { logg: 'jarva', atkomst: { ...atkomst, personRef: 'a\0b' } }],
  ['no event id', { logg: 'jarva', atkomst: { ...atkomst, handelseId: '' } }],
  ['half a character', { logg: 'jarva', atkomst: { ...atkomst, arende: '\ud800' } }],
  ['an undefined member', { logg: 'jarva', atkomst: { ...atkomst, arende: undefined as unknown as null } }],
])('a record with %s is refused before it meets others', (_, post) => {
  expect(() => utkast(post)).toThrow(InsynError)
})

const text = postText(utkast({ logg: 'jarva', atkomst }), 17, 'AAAAAAAAAAAAAAAAAAAAAA')
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
  expect(lasPost(text)?.nummer).toBe(17)
  expect(lasPost(line)).toBeUndefined()
})
