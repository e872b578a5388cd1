import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { InsynError } from '../errors.ts'

const KNOWN = '189001019802'
const OCR = '1234566'
const grounds = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'kontrollfragor' }

let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp()
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
  app.reports.length = 0
  delete app.mirror.broken
})

test.each([
  ['a missing purpose', { personnummer: KNOWN, relation: 'sjalv', identifiering: 'ingen' }, '/andamal'],
  ['no person', grounds, ''],
  ['two ways of naming the person', { ...grounds, personnummer: KNOWN, ocrNummer: OCR }, ''],
  ['an unknown field', { ...grounds, personnummer: KNOWN, [KNOWN]: 1 }, ''],
  ['a number with a wrong check digit', { ...grounds, personnummer: '189001019803' }, '/personnummer'],
  ['a case reference that is a personnummer', { ...grounds, ocrNummer: OCR, arende: KNOWN }, '/arende'],
  ['a relation of their own', { ...grounds, personnummer: KNOWN, relation: KNOWN }, '/relation'],
])('answers %s with a pointer and a rule, never a value, and records the attempt', async (_, body, pointer) => {
  const { status, json, text, headers } = await app.uppslag(body)
  expect(status).toBe(400)
  expect(headers.get('content-type')).toContain('application/problem+json')
  expect((json.fel as { pekare: string }[]).map((one) => one.pekare)).toEqual([pointer])
  expect(text).not.toMatch(/1890010198|1234566/)
  expect(app.logg.written).toMatchObject([{ logg: 'insyn', access: { utfall: 'nekat', orsak: 'begaran-ogiltig' } }])
  expect(JSON.stringify(app.logg.written)).not.toContain(KNOWN)
})

test.each([
  ['no JSON', 400, `{"personnummer": "${KNOWN}"`],
  ['no object', 400, `"${KNOWN}"`],
  ['too much', 413, JSON.stringify({ personnummer: KNOWN.repeat(6000) })],
])('answers a body that is %s with %i and none of it', async (_, expected, body) => {
  const { status, text } = await app.uppslag(body)
  expect(status).toBe(expected)
  expect(text).not.toContain(KNOWN)
  expect(app.logg.written).toHaveLength(1)
})

test('an answer that does not follow its schema is not given', async () => {
  app.mirror.put('189001069815', 'bromma', 'faktura', [{ fakturanummer: 'F7', belopp: 'hemligt belopp' }])
  const { status, text } = await app.uppslag({ ...grounds, personnummer: '189001069815' })
  expect(status).toBe(500)
  expect(text).not.toContain('hemligt belopp')
  expect(text).not.toContain('F7')
})

test('a failure behind the answer is recorded, and neither answer nor report quotes what was thrown', async () => {
  app.mirror.broken = new Error(`no row for ${KNOWN}\n    at ${KNOWN}`)
  const { status, text } = await app.uppslag({ ...grounds, personnummer: KNOWN })
  expect(status).toBe(500)
  expect(app.logg.written).toMatchObject([{ logg: 'insyn', access: { utfall: 'fel', orsak: 'OVANTAT' } }])
  expect(app.reports).toMatchObject([{ code: 'OVANTAT', kind: 'Error' }])
  expect(app.reports[0]?.frames.length).toBeGreaterThan(0)
  expect(text + JSON.stringify(app.reports)).not.toContain(KNOWN)

  app.mirror.broken = new InsynError('NYCKEL_SAKNAS', `key for ${KNOWN}`)
  const again = await app.uppslag({ ...grounds, personnummer: KNOWN })
  expect(again.json.kod).toBe('NYCKEL_SAKNAS')
  expect(again.text).not.toContain(KNOWN)
})
