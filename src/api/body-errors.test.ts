import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { Type } from 'typebox'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { createValidator } from './validation.ts'

const NUMBER = '189001019802'
const GOOD = { personnummer: NUMBER, andamal: 'kofraga', relation: 'sjalv', identifiering: 'bankid' }
const TILLSTAND = { regel: 'oppettid', minuter: 5, motivering: 'Telefonavbrott under dagen.' }
const ARENDE = { status: 'oppnat', personnummer: NUMBER, andamal: 'kofraga' }
const withField = (name: string) => ({ ...GOOD, [name]: NUMBER })
const UPPSLAG_PATH = 'POST /api/v1/uppslag'
const TILLSTAND_PATH = 'POST /api/v1/tillstand'
const ARENDE_PATH = 'PUT /api/v1/arenden/KC-1'

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
}, 60_000)
afterAll(() => app.stop())
beforeEach(() => void (app.logg.written.length = 0))

async function errorsOf(operation: string, body: unknown) {
  const [method = '', path = ''] = operation.split(' ')
  const { status, text, json } = await app.send(method, path, body, {
    klient: 'arendesystem',
    roller: ['arendesystem', 'aldre-direkt'],
  })
  expect(status).toBe(400)
  expect(text).not.toContain(NUMBER)
  expect(app.logg.written).toMatchObject([{ access: { utfall: 'nekat', orsak: 'begaran-ogiltig' } }])
  return json.fel
}

test.each([
  ['an unknown field', UPPSLAG_PATH, withField('personummer'), '/personummer', 'är ett okänt fält'],
  ['one with a Swedish letter', UPPSLAG_PATH, withField('ändamål'), '/ändamål', 'är ett okänt fält'],
  ['one whose name has ~ and /', UPPSLAG_PATH, withField('a/b~c'), '/a~1b~0c', 'är ett okänt fält'],
  ['one called as an inherited member', UPPSLAG_PATH, withField('constructor'), '/constructor', 'är ett okänt fält'],
  ['a missing field', UPPSLAG_PATH, { ...GOOD, relation: undefined }, '/relation', 'måste anges'],
  ['a field missing for a value', ARENDE_PATH, { ...ARENDE, andamal: undefined }, '/andamal', 'måste anges'],
  ['a wrong type', UPPSLAG_PATH, { ...GOOD, andamal: { andamal: NUMBER } }, '/andamal', 'har fel typ'],
  [
    'a value that is in no list',
    UPPSLAG_PATH,
    { ...GOOD, relation: NUMBER },
    '/relation',
    'är inget av de tillåtna värdena',
  ],
  ['a wrong form', UPPSLAG_PATH, { ...GOOD, arende: ' KC' }, '/arende', 'har fel form'],
  ['a wrong format', UPPSLAG_PATH, { ...GOOD, tillstand: 'nej' }, '/tillstand', 'har fel form'],
  ['too long a text', UPPSLAG_PATH, { ...GOOD, andamal: 'a'.repeat(61) }, '/andamal', 'är för långt'],
  ['too short a text', TILLSTAND_PATH, { ...TILLSTAND, motivering: 'nej' }, '/motivering', 'är för kort'],
  ['too small a number', TILLSTAND_PATH, { ...TILLSTAND, minuter: 0 }, '/minuter', 'är för litet'],
  ['too large a number', TILLSTAND_PATH, { ...TILLSTAND, minuter: 1441 }, '/minuter', 'är för stort'],
  [
    'a field that another value rules out',
    TILLSTAND_PATH,
    { ...TILLSTAND, personnummer: NUMBER },
    '/personnummer',
    'får inte anges här',
  ],
  [
    'a number in a text',
    TILLSTAND_PATH,
    { ...TILLSTAND, motivering: `Gäller ${NUMBER}.` },
    '/motivering',
    'innehåller något som kan läsas som ett personnummer',
  ],
  ['no object', UPPSLAG_PATH, '[]', '', 'har fel typ'],
  ['a field twice', UPPSLAG_PATH, '{"relation":1,"relation":2}', '/relation', 'får anges en gång'],
  ['an unknown field twice', UPPSLAG_PATH, '{"a/b":1,"a/b":2}', '/a~1b', 'får anges en gång'],
])('%s is named by its JSON pointer', async (_, operation, body, pointer, rule) => {
  expect(await errorsOf(operation, body)).toContainEqual({ pekare: pointer, regel: rule })
})

test('two ways to name the person are told with the fields that exclude each other', async () => {
  expect(await errorsOf(UPPSLAG_PATH, { ...GOOD, ocrNummer: '1636976' })).toEqual([
    { pekare: '', regel: expect.stringMatching(/^ska ange exakt ett av .*personnummer.*ocrNummer/) },
  ])
})

test('an alternative that goes with none of the others is told as such', () => {
  const two = [{ required: ['a'] }, { required: ['b'] }]
  const fields = {
    a: Type.Optional(Type.Integer()),
    b: Type.Optional(Type.Integer()),
    c: Type.Optional(Type.Integer()),
  }
  const oneOf = [...two, { required: ['c'], not: { anyOf: two } }]
  const check = createValidator()(Type.Object(fields, { oneOf }))
  expect([check({ c: 1 }), check({ a: 1, c: 1 })]).toEqual([[], []])
  for (const body of [{}, { a: 1, b: 1 }])
    expect(check(body)).toEqual([{ pekare: '', regel: 'ska ange exakt ett av fälten a, b eller bara c' }])
})

test.each([
  ['a personnummer', NUMBER],
  ['one with a separator', '18900101-9802'],
  ['one after letters', 'pnr18900101_9802'],
  ['one with letters between its digits', '1890a0101b9802'],
  ['one with a wrong check digit', '189001019803'],
  ['one in other digits', '١٨٩٠٠١٠١٩٨٠٢'],
  ['a day of birth', 'f890101'],
  ['a name and a surname', 'Åsa Öberg'],
  ['what cannot be seen', 'a\u202eb'],
  ['a very long text', 'a'.repeat(61)],
  ['nothing', ''],
])('an unknown field whose name is %s is told of without its name', async (_, name) => {
  const unnamed = [{ pekare: '', regel: 'innehåller ett okänt fält, vars namn inte återges' }]
  expect(await errorsOf(UPPSLAG_PATH, withField(name))).toEqual(unnamed)
})

test('many fields without a name are told of once, and many with one are not all told', async () => {
  const many = (name: (i: number) => string) => Object.fromEntries(Array.from({ length: 999 }, (_, i) => [name(i), 1]))
  expect(await errorsOf(UPPSLAG_PATH, { ...GOOD, ...many((i) => String(189001010000 + i)) })).toHaveLength(1)
  app.logg.written.length = 0
  expect(await errorsOf(UPPSLAG_PATH, { ...GOOD, ...many((i) => `falt${i}`) })).toHaveLength(50)
})

test('a field inside others is named by the whole way to it', () => {
  const closed = { additionalProperties: false } as const
  const Inner = Type.Object({ b: Type.Integer() }, closed)
  const check = createValidator()(Type.Object({ a: Type.Array(Type.Object({ 'x/y': Inner }, closed)) }, closed))
  expect(check({ a: [{ 'x/y': { b: 1 } }, { 'x/y': { b: 1, 'c~': 2 } }] })).toEqual([
    { pekare: '/a/1/x~1y/c~0', regel: 'är ett okänt fält' },
  ])
  expect(check({ a: [{ 'x/y': {} }] })).toEqual([{ pekare: '/a/0/x~1y/b', regel: 'måste anges' }])
  expect(check({ a: [{}] })).toEqual([{ pekare: '/a/0/x~1y', regel: 'måste anges' }])
  expect(check({ a: [{ 'x/y': { b: 1, [NUMBER]: 2 } }] })).toEqual([
    { pekare: '/a/0/x~1y', regel: 'innehåller ett okänt fält, vars namn inte återges' },
  ])
})
