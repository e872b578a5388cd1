import { expect, test } from '@jest/globals'
import { realPolicy } from '../../../test/support/api-in-memory.ts'
import type { Issuer } from '../../config.ts'
import type { ConsoleOptions } from '../../config/console-options.ts'
import { ownPath } from './pending.ts'
import { judge } from './who.ts'

const NOW = new Date('2026-10-15T10:00:00Z')
const issuer = { namn: 'inloggning', ansprak: { slutanvandare: 'sub' } } as unknown as Issuer

function judged(claims: Readonly<Record<string, unknown>>, options: Partial<ConsoleOptions> = {}) {
  const all = {
    klient: 'konsol',
    ansprak: { namn: 'name', roller: 'roller', personnummer: 'personnummer', loggar: 'loggar' },
    acr: {},
    ...options,
  } as ConsoleOptions
  const deps = {
    policy: realPolicy(),
    options: all,
    issuer,
    personRef: (number: string) => `ref-${number.slice(0, 4)}`,
  }
  return judge(deps, { sub: 'anna', ...claims }, NOW)
}
const roller = (...asked: Parameters<typeof judged>) => {
  const result = judged(...asked)
  return 'admitted' in result ? result.admitted.caller.roller : result.refused
}

test.each<[string, unknown]>([
  ['a list', ['drift', 'okand']],
  ['one name', 'drift'],
  ['names between blanks', 'okand drift'],
  ['names between commas', 'okand, drift'],
])('roles are read from %s, and what is no role here counts for nothing', (_, claim) => {
  expect(roller({ roller: claim })).toEqual(['drift'])
})

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['realm_access.roles', { realm_access: { roles: ['drift'] } }],
  ['resource_access.insyn.konsol.roles', { resource_access: { 'insyn.konsol': { roles: ['drift'] } } }],
  ['https://stad.example/roller', { 'https://stad.example/roller': ['drift'] }],
])('roles are read from the place %s', (place, claims) => {
  expect(roller(claims, { ansprak: { namn: 'name', roller: place } })).toEqual(['drift'])
})

test('groups become roles by the map, and by it alone', () => {
  const map = { 'INSYN-KC': 'aldre-direkt', 'INSYN-JOUR': 'trygghetsjour' }
  expect(roller({ roller: ['INSYN-JOUR', 'INSYN-KC', 'VPN'] }, { rollkarta: map })).toEqual([
    'aldre-direkt',
    'trygghetsjour',
  ])
  expect(roller({ roller: ['drift', 'sakerhetsansvarig'] }, { rollkarta: map })).toBe('inga-roller')
  expect(roller({ roller: ['constructor', '__proto__', 'toString'] }, { rollkarta: map })).toBe('inga-roller')
})

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['no roles', {}, 'inga-roller'],
  ['roles that are an object', { roller: { drift: true } }, 'inga-roller'],
  ['a role that the contract of the client does not have', { roller: ['arendesystem'] }, 'inga-roller'],
  ['a second kind that the contract leaves out', { roller: ['arendesystem', 'drift'] }, 'roller-oforenliga'],
  ['no subject', { sub: undefined, roller: ['drift'] }, 'inloggning-ogiltig'],
  ['a subject that looks like another', { sub: 'Anna', roller: ['drift'] }, 'inloggning-ogiltig'],
  ['a subject that is a personnummer', { sub: '189001019802', roller: ['drift'] }, 'inloggning-ogiltig'],
  ['a number that is none', { roller: ['aldre-direkt'], personnummer: '1234' }, 'inloggning-ogiltig'],
  ['logs that are neither a list nor a text', { roller: ['sakerhetsansvarig'], loggar: 7 }, 'inloggning-ogiltig'],
])('nobody gets in with %s', (_, claims, why) => {
  expect(roller(claims)).toBe(why)
})

test('the person’s own number becomes a reference, and a name in which a number stands is not shown', () => {
  const result = judged({ roller: ['aldre-direkt'], personnummer: '189001019802', name: 'Anna 189001019802' })
  expect(result).toMatchObject({ admitted: { name: 'anna', caller: { ownRef: 'ref-1890', loggar: [] } } })
  expect(JSON.stringify(result)).not.toContain('189001019802')
})

test.each([
  ['/drift?natt=2026-10-15#topp', '/drift?natt=2026-10-15'],
  ['/', '/'],
  ['/uppslag/a%2Fb', '/uppslag/a%2Fb'],
  ['/logg/../drift', '/drift'],
  ...[
    ...['https://annan.example/', '//annan.example/', '/\\annan.example', '\\\\annan.example', '/\t/annan.example'],
    ...['javascript:alert(1)', 'data:text/html,x', 'drift', '', ' /drift', '/drift\r\nSet-Cookie: a=b', '/ä'],
    ...[
      '/logga-in',
      '/logga-in/svar?code=x',
      '/logga-ut',
      '/utloggad',
      '/./logga-in',
      '/a/../logga-in',
      '/%2e/logga-in',
    ],
    ...['/a/..//annan.example', '/.//annan.example', `/${'a'.repeat(501)}`, ['/drift'], undefined, null, 7],
  ].map((asked) => [asked, '/'] as const),
])('a sign-in leads to a path of the hub alone: %p', (asked, path) => {
  expect(ownPath(asked)).toBe(path)
})
