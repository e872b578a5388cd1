import { expect, test } from '@jest/globals'
import { NOW, realPolicy } from '../../test/support/api-in-memory.ts'
import { testKeys } from '../../test/support/keys.ts'
import type { Caller } from '../access/caller.ts'
import { isRefused } from '../access/outcome.ts'
import type { LogAssignment } from '../policy/policy.ts'
import { beginReview, reviewRecords, type ReviewRequest } from './officers.ts'

const real = realPolicy()
const KNOWN = '189001019802'
const keys = testKeys(real.stadsdelar.map(({ kod }) => kod))
const OWN = { utfardare: 'inloggning', slutanvandare: 'eva' }
const officer: Caller = { ...OWN, identitet: 'token', klient: 'konsol', roller: ['sakerhetsansvarig'], ownRef: null }
const begin = (
  caller: Partial<Caller> = {},
  request: Partial<ReviewRequest> = {},
  assigned: readonly LogAssignment[] = [{ ...OWN, loggar: ['bromma', 'jarva'] }],
) =>
  beginReview(
    { policy: { ...real, granskare: assigned }, keys, clock: () => NOW },
    { ...officer, ...caller },
    { skal: 'Anmälan, dnr 7', ...request },
  )
const logsOf = (...one: Parameters<typeof begin>) => {
  const step = begin(...one)
  return isRefused(step) ? step.refused.kod : step.logs
}

test('an officer reads the logs that the file and the token give, and no other', () => {
  expect(logsOf()).toEqual(['bromma', 'jarva'])
  expect(logsOf({ loggar: ['insyn', 'bromma', 'finns-ej'] })).toEqual(['insyn', 'bromma', 'jarva'])
  expect(logsOf({ loggar: ['farsta'] }, {}, [])).toEqual(['farsta'])
  expect(logsOf({}, { loggar: ['jarva', 'jarva'] })).toEqual(['jarva'])
  expect(logsOf({ utfardare: 'annan' })).toBe('ATKOMST_NEKAD')
  expect(logsOf({ slutanvandare: 'bo' })).toBe('ATKOMST_NEKAD')
})

test("a log of somebody else's looks like one that does not exist, and is told apart in the record alone", () => {
  const [foreign, unknown] = [begin({}, { loggar: ['bromma', 'farsta'] }), begin({}, { loggar: ['bromma', 'farstad'] })]
  if (!isRefused(foreign) || !isRefused(unknown)) throw new Error('was let in')
  expect(foreign.refused).toEqual(unknown.refused)
  expect(foreign.refused.kod).toBe('FINNS_EJ')
  expect(foreign.poster).toMatchObject([
    { logg: 'insyn', access: { orsak: 'logg-annans', detaljer: { loggar: ['farsta'] }, andamal: 'Anmälan, dnr 7' } },
  ])
  expect(unknown.poster).toMatchObject([{ logg: 'insyn', access: { orsak: 'logg-okand' } }])
  expect(JSON.stringify(unknown.poster)).not.toContain('farstad')
})

test.each([
  ['a name that the client vouches for', { identitet: 'uppgiven' as const }, 'identitet-ej-styrkt'],
  ['a system', { identitet: 'system' as const }, 'identitet-ej-styrkt'],
  ['a role without the right', { roller: ['gruppledare', 'aldre-direkt'] }, 'ratt'],
  ['a role that there is not', { roller: ['granska'] }, 'ratt'],
  ['nobody’s logs', { slutanvandare: 'bo' }, 'inga-loggar'],
])('%s reviews nothing, and it is recorded', (_, caller, cause) => {
  const step = begin(caller)
  if (!isRefused(step)) throw new Error('was let in')
  expect(step.refused.kod).toBe('ATKOMST_NEKAD')
  expect(step.poster).toMatchObject([{ logg: 'insyn', access: { handelse: 'granskning', orsak: cause } }])
})

test.each([
  ['none', ' ', 'är tomt'],
  ['a number', `om ${KNOWN}`, 'innehåller något som kan läsas som ett personnummer'],
  ['two lines', 'a\nb', 'innehåller tecken som inte kan skrivas ut'],
  ['too long a text', 'a'.repeat(201), 'är för långt'],
])('a reason that is %s is refused and stands in no record', (_, reason, rule) => {
  const step = begin({}, { skal: reason })
  if (!isRefused(step)) throw new Error('was let in')
  expect(step.refused.fel).toEqual([{ pekare: '/skal', regel: rule }])
  expect(step.poster).toMatchObject([{ access: { orsak: 'begaran-ogiltig', andamal: null } }])
})

test('the act has a record in each log that it concerns, with the person where it is about one', () => {
  const step = begin({}, { personnummer: KNOWN, handelse: 'utdrag' })
  if (isRefused(step)) throw new Error('was refused')
  const records = reviewRecords(keys, step, { orsak: 'sok', utfall: 'visat', detaljer: { antal: 3 } })
  expect(records.map(({ logg }) => logg)).toEqual(['bromma', 'jarva'])
  for (const { logg, access } of records) {
    expect(access).toMatchObject({
      ...{ handelse: 'utdrag', orsak: 'sok', andamal: 'Anmälan, dnr 7', roll: 'sakerhetsansvarig' },
      ...{ detaljer: { antal: 3 }, personRef: keys.personRef(KNOWN), slutanvandare: 'eva', identitet: 'token' },
    })
    expect(keys.openFromLog(logg, access.handelseId, access.personnummerForseglat ?? '')).toBe(KNOWN)
  }
})

test('a role with granska-skyddade shows most and is the one that counts', () => {
  const protectedBy = (roller: readonly string[]) => {
    const step = begin({ roller })
    return isRefused(step) ? undefined : [step.officer.roll, step.officer.mayProtected]
  }
  expect(protectedBy(['granskare'])).toEqual(['granskare', false])
  expect(protectedBy(['granskare', 'sakerhetsansvarig'])).toEqual(['sakerhetsansvarig', true])
})
