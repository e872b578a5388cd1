import { expect, test } from '@jest/globals'
import { until } from '../test/support/until.ts'
import { createErrorControl } from './fault-control.ts'

test('a switch is counted down and the peer is well again', () => {
  const error = createErrorControl()
  error.set({ peer: 'agresso', fel: 'tomt', antal: 2 })
  const query = () => error.nextError('agresso', 'bromma', 'GetTemplateResultAsXML')
  expect([query(), query(), query()]).toEqual(['tomt', 'tomt', undefined])
})

test('a switch without a count stays until all are cleared', () => {
  const error = createErrorControl()
  error.set({ peer: 'paraplyet', fel: 'fault' })
  for (let i = 0; i < 50; i++) expect(error.nextError('paraplyet', 'jarva', 'LasAllt')).toBe('fault')
  error.purge()
  expect(error.nextError('paraplyet', 'jarva', 'LasAllt')).toBeUndefined()
})

test('a switch strikes only its peer, its stadsdel and its operation', () => {
  const error = createErrorControl()
  error.set({ peer: 'paraplyet', fel: 'html', stadsdel: 'farsta', operation: 'LasPerson' })
  expect(error.nextError('agresso', 'farsta', 'LasPerson')).toBeUndefined()
  expect(error.nextError('paraplyet', 'jarva', 'LasPerson')).toBeUndefined()
  expect(error.nextError('paraplyet', 'farsta', 'LasAllt')).toBeUndefined()
  expect(error.nextError('paraplyet', 'farsta', 'LasPerson')).toBe('html')
})

test('without an operation the calls around a read are left alone, but for a refused login and a dead peer', () => {
  const error = createErrorControl()
  error.set({ peer: 'paraplyet', fel: 'sen' })
  expect(error.nextError('paraplyet', 'jarva', 'LoggaIn')).toBeUndefined()
  error.set({ peer: 'paraplyet', fel: 'nekad' })
  expect(error.nextError('paraplyet', 'jarva', 'LoggaIn')).toBe('nekad')
  expect(error.nextError('paraplyet', 'jarva', 'LasAllt')).toBe('sen')
  error.set({ peer: 'paraplyet', fel: 'nere' })
  expect(error.nextError('paraplyet', 'jarva', 'LoggaUt')).toBe('nere')
})

test('a switch with a length is off when that is over', async () => {
  const error = createErrorControl()
  error.set({ peer: 'support-management', operation: 'json-schema', fel: 'hanger', ms: 500 })
  const isOn = () => error.waiting('hanger', 'support-management', undefined, 'json-schema')
  expect(isOn()).toBe(true)
  await until(() => !isOn())
})
