import { expect, test } from '@jest/globals'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import { loadConfig } from '../config.ts'
import type { ConsoleOptions } from '../config/console-options.ts'
import { checkSignIn } from './check-sign-in.ts'

const { konsol } = loadConfig('config/demo.yaml', {})
const check = (changed: Partial<ConsoleOptions> = {}, client: object = {}) => {
  if (konsol === undefined) throw new Error('the demo has a console')
  const policy = realPolicy()
  const clients = Object.fromEntries(
    Object.entries(policy.klienter).map(([name, one]) => [name, { ...one, ...(name === 'konsol-demo' ? client : {}) }]),
  )
  checkSignIn({ ...policy, klienter: clients }, { konsol: { ...konsol, ...changed } })
}

test('the demo’s console, the commented one of a real installation, and none are as they should be', () => {
  expect(() => {
    check()
    check({ klient: 'konsol', rollkarta: { 'INSYN-KC': 'aldre-direkt' }, acr: { granska: ['loa3'] } })
    checkSignIn(realPolicy(), {})
  }).not.toThrow()
})

test.each<[string, Partial<ConsoleOptions>, object, string]>([
  ['a client without a contract', { klient: 'annan' }, {}, '/klient: is not in klienter.yaml'],
  ['an issuer that is not the client’s', {}, { utfardare: ['annan'] }, '/utfardare: is not one of the client'],
  ['a client that names its end users', {}, { slutanvandare: 'uppgiven' }, '/klient: must have slutanvandare: token'],
  [
    'no claim of the own number',
    { ansprak: { namn: 'name', roller: 'roller' } },
    {},
    '/ansprak/personnummer: is needed',
  ],
  ['a map to an unknown role', { rollkarta: { A: 'chef' } }, {}, '/rollkarta/A: is not in roller.yaml'],
  ['a level of an unknown right', { acr: { 'granska-allt': ['loa3'] } }, {}, '/acr/granska-allt: is no right'],
  ['a stadsdel that is none', { ring: [{ kalla: 'ber', stadsdel: 'mars', text: 'x' }] }, {}, '/ring: names a stadsdel'],
  ['a key that is none', { nyckel: 'hemligt' }, {}, 'konsol.nyckel: must be a private key'],
])('%s stops the start', (_, changed, client, why) => {
  expect(() => {
    check(changed, client)
  }).toThrow(why)
})
