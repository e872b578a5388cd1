import { expect, test } from '@jest/globals'
import { skapaFelkontroll } from './fault-control.ts'

test('a switch is counted down and the peer is well again', () => {
  const fel = skapaFelkontroll()
  fel.satt({ peer: 'agresso', fel: 'tomt', antal: 2 })
  const fraga = () => fel.nastaFel('agresso', 'bromma', 'GetTemplateResultAsXML')
  expect([fraga(), fraga(), fraga()]).toEqual(['tomt', 'tomt', undefined])
})

test('a switch without a count stays until all are cleared', () => {
  const fel = skapaFelkontroll()
  fel.satt({ peer: 'paraplyet', fel: 'fault' })
  for (let i = 0; i < 50; i++) expect(fel.nastaFel('paraplyet', 'jarva', 'LasAllt')).toBe('fault')
  fel.rensa()
  expect(fel.nastaFel('paraplyet', 'jarva', 'LasAllt')).toBeUndefined()
})

test('a switch strikes only its peer, its stadsdel and its operation', () => {
  const fel = skapaFelkontroll()
  fel.satt({ peer: 'paraplyet', fel: 'html', stadsdel: 'farsta', operation: 'LasPerson' })
  expect(fel.nastaFel('agresso', 'farsta', 'LasPerson')).toBeUndefined()
  expect(fel.nastaFel('paraplyet', 'jarva', 'LasPerson')).toBeUndefined()
  expect(fel.nastaFel('paraplyet', 'farsta', 'LasAllt')).toBeUndefined()
  expect(fel.nastaFel('paraplyet', 'farsta', 'LasPerson')).toBe('html')
})

test('without an operation the calls around a read are left alone, but for a refused login and a dead peer', () => {
  const fel = skapaFelkontroll()
  fel.satt({ peer: 'paraplyet', fel: 'sen' })
  expect(fel.nastaFel('paraplyet', 'jarva', 'LoggaIn')).toBeUndefined()
  fel.satt({ peer: 'paraplyet', fel: 'nekad' })
  expect(fel.nastaFel('paraplyet', 'jarva', 'LoggaIn')).toBe('nekad')
  expect(fel.nastaFel('paraplyet', 'jarva', 'LasAllt')).toBe('sen')
  fel.satt({ peer: 'paraplyet', fel: 'nere' })
  expect(fel.nastaFel('paraplyet', 'jarva', 'LoggaUt')).toBe('nere')
})
