import { expect, test } from '@jest/globals'
import { anAccess } from '../../test/support/access-records.ts'
import type { Access } from './access.ts'
import { isThereForProtection, showsProtection } from './protection.ts'

const shown = (log: string, changed: Partial<Access>) => showsProtection({ logg: log, atkomst: anAccess(changed) })

test.each<[string, string, Partial<Access>]>([
  ['a protected person who was shown', 'bromma', { flaggor: ['skyddad-visad'] }],
  ['a lookup that a flag stopped', 'insyn', { utfall: 'nekat', orsak: 'skyddad' }],
  ['the record of the board that flagged', 'bromma', { utfall: 'nekat', orsak: 'skyddad' }],
  [
    'a case that was opened for a protected person, in the board’s log',
    'bromma',
    { handelse: 'arende', utfall: 'tomt' },
  ],
  ['an operator who found such a record', 'bromma', { handelse: 'granskning', orsak: 'granskning', andamal: 'hitta' }],
  ['an operator who was refused a row of quarantine', 'bromma', { handelse: 'granskning', orsak: 'skyddad' }],
])('%s tells protection', (_, log, changed) => {
  expect(shown(log, changed)).toBe(true)
})

test.each<[string, string, Partial<Access>]>([
  ['what was shown of anybody else', 'bromma', {}],
  ['an absent person', 'insyn', { utfall: 'tomt', orsak: 'okand' }],
  [
    'an officer’s search, whatever its reason says',
    'bromma',
    { handelse: 'granskning', orsak: 'sok', andamal: 'hitta' },
  ],
  ['an export', 'bromma', { handelse: 'export', utfall: 'visat' }],
])('%s does not', (_, log, changed) => {
  expect(shown(log, changed)).toBe(false)
})

test('on the bus the cause of the processor’s own record is neutral instead', () => {
  const atkomst = anAccess({ utfall: 'nekat', orsak: 'skyddad' })
  expect(isThereForProtection({ logg: 'insyn', atkomst })).toBe(false)
  expect(isThereForProtection({ logg: 'bromma', atkomst })).toBe(true)
})
