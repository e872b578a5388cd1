import { expect, test } from '@jest/globals'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import { loadConfig } from '../config.ts'
import { checkIssuers } from './api.ts'

const policy = { ...realPolicy(), granskare: [{ utfardare: 'inloggning', slutanvandare: 'eva', loggar: ['bromma'] }] }
const { utfardare } = loadConfig('config/demo.yaml', {})

test('the clients name issuers of the settings, and who answers for own numbers', () => {
  expect(() => {
    checkIssuers(policy, { utfardare })
  }).not.toThrow()
})

test.each([
  ['an issuer that the settings lack', { namn: 'annan' }, 'klienter/arendesystem/utfardare/0: is not the namn'],
  [
    'an issuer that gives no number, by a client that leaves own numbers to it',
    { ansprak: { klient: 'client_id', slutanvandare: 'sub', roller: 'roller' } },
    'klienter/telefoni/utfardare/0: gives no number',
  ],
])('%s stops the start', (_, changed, why) => {
  expect(() => {
    checkIssuers(policy, { utfardare: utfardare.map((one) => ({ ...one, ...changed })) })
  }).toThrow(why)
})

test('an officer of an issuer that the settings lack stops the start', () => {
  const officers = [...policy.granskare, { utfardare: 'annan', slutanvandare: 'bo', loggar: ['bromma'] }]
  expect(() => {
    checkIssuers({ ...policy, granskare: officers }, { utfardare })
  }).toThrow('granskare.yaml#/granskare/1/utfardare: is not the namn of an utfardare in the settings')
})
