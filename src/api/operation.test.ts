import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { InsynError } from '../errors.ts'

const KAND = '189001019802'
const OCR = '1234566'
const grund = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'kontrollfragor' }

let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp()
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.skrivna.length = 0
  app.rapporter.length = 0
  delete app.spegel.trasig
})

test.each([
  ['a missing purpose', { personnummer: KAND, relation: 'sjalv', identifiering: 'ingen' }, '/andamal'],
  ['no person', grund, ''],
  ['two ways of naming the person', { ...grund, personnummer: KAND, ocrNummer: OCR }, ''],
  ['an unknown field', { ...grund, personnummer: KAND, [KAND]: 1 }, ''],
  ['a number with a wrong check digit', { ...grund, personnummer: '189001019803' }, '/personnummer'],
  ['a case reference that is a personnummer', { ...grund, ocrNummer: OCR, arende: KAND }, '/arende'],
  ['a relation of their own', { ...grund, personnummer: KAND, relation: KAND }, '/relation'],
])('answers %s with a pointer and a rule, never a value, and records the attempt', async (_, kropp, pekare) => {
  const { status, json, text, headers } = await app.uppslag(kropp)
  expect(status).toBe(400)
  expect(headers.get('content-type')).toContain('application/problem+json')
  expect((json.fel as { pekare: string }[]).map((en) => en.pekare)).toEqual([pekare])
  expect(text).not.toMatch(/1890010198|1234566/)
  expect(app.logg.skrivna).toMatchObject([{ logg: 'insyn', atkomst: { utfall: 'nekat', orsak: 'begaran-ogiltig' } }])
  expect(JSON.stringify(app.logg.skrivna)).not.toContain(KAND)
})

test.each([
  ['no JSON', 400, `{"personnummer": "${KAND}"`],
  ['no object', 400, `"${KAND}"`],
  ['too much', 413, JSON.stringify({ personnummer: KAND.repeat(6000) })],
])('answers a body that is %s with %i and none of it', async (_, vantat, kropp) => {
  const { status, text } = await app.uppslag(kropp)
  expect(status).toBe(vantat)
  expect(text).not.toContain(KAND)
  expect(app.logg.skrivna).toHaveLength(1)
})

test('an answer that does not follow its schema is not given', async () => {
  app.spegel.lagg('189001069815', 'bromma', 'faktura', [{ fakturanummer: 'F7', belopp: 'hemligt belopp' }])
  const { status, text } = await app.uppslag({ ...grund, personnummer: '189001069815' })
  expect(status).toBe(500)
  expect(text).not.toContain('hemligt belopp')
  expect(text).not.toContain('F7')
})

test('a failure behind the answer is recorded, and neither answer nor report quotes what was thrown', async () => {
  app.spegel.trasig = new Error(`no row for ${KAND}\n    at ${KAND}`)
  const { status, text } = await app.uppslag({ ...grund, personnummer: KAND })
  expect(status).toBe(500)
  expect(app.logg.skrivna).toMatchObject([{ logg: 'insyn', atkomst: { utfall: 'fel', orsak: 'OVANTAT' } }])
  expect(app.rapporter).toMatchObject([{ kod: 'OVANTAT', slag: 'Error' }])
  expect(app.rapporter[0]?.stallen.length).toBeGreaterThan(0)
  expect(text + JSON.stringify(app.rapporter)).not.toContain(KAND)

  app.spegel.trasig = new InsynError('NYCKEL_SAKNAS', `key for ${KAND}`)
  const igen = await app.uppslag({ ...grund, personnummer: KAND })
  expect(igen.json.kod).toBe('NYCKEL_SAKNAS')
  expect(igen.text).not.toContain(KAND)
})
