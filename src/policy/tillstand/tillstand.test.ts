import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { NU, riktigPolicy, startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'
import type { Atkomst } from '../../atkomstlogg/access.ts'

const OSKYDDAD = '189001019802'
const SKYDDAD = '189001039800'
const FRANVARANDE = '189001059808'
// Their tokens outlast what the clock moves.
const utgar = 2 * 60 * 60
const ANNA = { roller: ['skyddad-handlaggare'], klient: 'konsol', utgar }
const BO = { roller: ['gruppledare'], klient: 'konsol', utgar, slutanvandare: 'bo' }
const EVA = { roller: ['sakerhetsansvarig'], klient: 'konsol', utgar, slutanvandare: 'eva' }
const begaran = { regel: 'skyddad', personnummer: SKYDDAD, minuter: 30, motivering: 'Ringer upp om sitt beslut.' }
const ja = { beslut: 'godkant', kommentar: 'Talat med Anna.' }

const policy = riktigPolicy()
let nu = NU
let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp({ policy, klocka: () => nu })
  app.spegel.skydda(SKYDDAD, 'bromma')
  app.spegel.lagg(OSKYDDAD, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
})
afterAll(() => app.stop())
beforeEach(() => {
  nu = NU
  app.logg.skrivna.length = 0
  app.logg.nere = false
  app.spegel.glom()
  app.tillstand.rader.clear()
  delete app.tillstand.trasig
})

const loggat = (): Atkomst[] => app.logg.skrivna.map(({ atkomst }) => atkomst)
const begar = (andrat: object = {}, vem: object = ANNA) =>
  app.skicka('POST', '/api/v1/tillstand', { ...begaran, ...andrat }, vem)
const besluta = (id: unknown, vem: object = BO, kropp: object = ja) =>
  app.skicka('POST', `/api/v1/tillstand/${String(id)}/beslut`, kropp, vem)
const granska = (id: unknown, vem: object = EVA, kropp: object = { utfall: 'befogat', kommentar: 'Stämmer.' }) =>
  app.skicka('POST', `/api/v1/tillstand/${String(id)}/granskning`, kropp, vem)
const lista = (vem: object = EVA, fraga = '') => app.skicka('GET', `/api/v1/tillstand${fraga}`, undefined, vem)

test('asked for, approved by somebody else, reviewed by a third: each step is a record that names it', async () => {
  const begart = await begar()
  expect(begart.status).toBe(200)
  expect(begart.json).toMatchObject({ status: 'vantar-godkannande', giltigTill: '2026-10-15T10:30:00.000Z' })
  nu = new Date(NU.getTime() + 10 * 60_000)
  const { tillstandId } = begart.json
  expect(await besluta(tillstandId)).toMatchObject({
    status: 200,
    json: { status: 'beviljat', giltigTill: '2026-10-15T10:40:00.000Z' },
  })
  expect((await granska(tillstandId)).json).toMatchObject({ granskning: 'befogat' })
  expect(app.logg.skrivna.every(({ logg }) => logg === 'insyn')).toBe(true)
  expect(loggat()).toMatchObject([
    { slutanvandare: 'anna', roll: 'skyddad-handlaggare', orsak: 'skyddad-vantar-godkannande' },
    { slutanvandare: 'bo', roll: 'gruppledare', orsak: 'tillstand-godkant', personRef: null },
    { slutanvandare: 'eva', roll: 'sakerhetsansvarig', orsak: 'tillstand-befogat', personRef: null },
  ])
  for (const atkomst of loggat()) expect(atkomst).toMatchObject({ handelse: 'tillstand', tillstand: tillstandId })
  expect(loggat()[0]?.personRef).toBe(app.nycklar.personRef(SKYDDAD))
})

test('reviewers read the words, and find nothing of the person; in the store the words are sealed', async () => {
  const { tillstandId } = (await begar({ arende: 'KC-1' })).json
  await besluta(tillstandId)
  await granska(tillstandId)
  for (const vem of [EVA, BO]) {
    const { json, text } = await lista(vem)
    expect(json.tillstand).toMatchObject([
      {
        tillstandId,
        regel: 'skyddad',
        status: 'beviljat',
        slutanvandare: 'anna',
        arende: 'KC-1',
        motivering: begaran.motivering,
        beslut: { utfall: 'godkant', av: 'bo', kommentar: ja.kommentar },
        granskning: { utfall: 'befogat', av: 'eva', kommentar: 'Stämmer.' },
      },
    ])
    expect(text).not.toContain(SKYDDAD.slice(2))
    expect(text).not.toContain(app.nycklar.personRef(SKYDDAD))
  }
  expect(loggat().at(-1)).toMatchObject({ handelse: 'tillstand', utfall: 'visat', orsak: 'tillstand-lista' })
  const lagrat = JSON.stringify([...app.tillstand.rader.values()])
  for (const ord of ['Ringer', 'Talat', 'Stämmer', SKYDDAD]) expect(lagrat).not.toContain(ord)
})

test('is listed by status, a page at a time', async () => {
  for (let i = 0; i < 3; i++) await begar()
  const { tillstandId } = (await begar()).json
  await besluta(tillstandId)
  expect((await lista(EVA, '?status=beviljat')).json).toMatchObject({ tillstand: [{ tillstandId }], fler: false })
  const sida = (await lista(EVA, '?status=vantar-godkannande&limit=2&page=1')).json
  expect(sida).toMatchObject({ limit: 2, page: 1, fler: true })
  expect(sida.tillstand).toHaveLength(2)
  expect((await lista(EVA, '?limit=2&page=2')).json).toMatchObject({ fler: false })
  expect((await lista(EVA, '?limit=101')).status).toBe(400)
})

test('asking looks the same whether the person is protected, not protected or not there', async () => {
  const svar = []
  for (const personnummer of [SKYDDAD, OSKYDDAD, FRANVARANDE]) {
    app.logg.skrivna.length = 0
    const { status, json, headers } = await begar({ personnummer })
    const { tillstandId, loggId, ...resten } = json
    expect([String(tillstandId).length, loggId]).toEqual([36, ['insyn/1']])
    svar.push({ status, resten, huvuden: [...headers.keys()], langd: headers.get('content-length') })
    expect(app.logg.skrivna).toHaveLength(1)
  }
  for (const ett of svar) expect(ett).toEqual(svar[0])
  expect(app.spegel.lasta).toEqual([])
})

test('a rule that needs nobody is granted at once', async () => {
  const oppettid = { regel: 'oppettid', minuter: 60, motivering: 'Telefonavbrott under dagen.' }
  const svar = await app.skicka('POST', '/api/v1/tillstand', oppettid, { roller: ['aldre-direkt'] })
  expect(svar.json).toMatchObject({ status: 'beviljat', giltigTill: '2026-10-15T11:00:00.000Z' })
  expect(loggat()).toMatchObject([{ orsak: 'oppettid-beviljat', personRef: null }])
})

test.each([
  ['a rule that never gives way', { regel: 'avtal' }, '/regel'],
  ['no person for a rule about one', { personnummer: undefined }, '/personnummer'],
  ['a person for a rule about none', { regel: 'oppettid' }, '/personnummer'],
  ['a number that is none', { personnummer: '189001039801' }, '/personnummer'],
  ['too long a time', { minuter: 61 }, '/minuter'],
  ['no time', { minuter: 0 }, '/minuter'],
  ['no reason', { motivering: '     ' }, '/motivering'],
  ['a number in the reason', { motivering: `Gäller ${SKYDDAD.slice(2, 8)} ${SKYDDAD.slice(8)}, ring.` }, '/motivering'],
])('refuses %s with a pointer and never a value', async (_, andrat, pekare) => {
  const { status, json, text } = await begar(andrat)
  expect(status).toBe(400)
  expect((json.fel as { pekare: string }[])[0]?.pekare).toBe(pekare)
  expect(text).not.toContain(SKYDDAD.slice(8))
  expect(JSON.stringify(app.logg.skrivna)).not.toContain(SKYDDAD.slice(2, 8))
  expect(app.tillstand.rader.size).toBe(0)
  expect(loggat()).toMatchObject([{ handelse: 'tillstand', utfall: 'nekat' }])
})

test('a number in a comment is refused as well', async () => {
  const { tillstandId } = (await begar()).json
  const kommentar = `Det är ${SKYDDAD}.`
  expect((await besluta(tillstandId, BO, { ...ja, kommentar })).status).toBe(400)
  expect((await granska(tillstandId, EVA, { utfall: 'befogat', kommentar })).status).toBe(400)
  expect(app.tillstand.rader.get(String(tillstandId))).toMatchObject({ beslut: null, granskning: null })
})

test.each([
  ['asks without the right', () => begar({}, { roller: ['gruppledare'] })],
  ['asks for a protected person in a role that never may', () => begar({}, { roller: ['aldre-direkt'] })],
  ['approves without the right', async () => besluta((await begar()).json.tillstandId, EVA)],
  ['reviews without the right', async () => granska((await begar()).json.tillstandId, BO)],
  ['lists without the right', () => lista(ANNA)],
  ['has a role that is nothing’s own', () => lista({ roller: ['constructor', 'toString'] })],
])('whoever %s is refused, and it is recorded', async (_, steg) => {
  expect(await steg()).toMatchObject({ status: 403, json: { kod: 'ATKOMST_NEKAD' } })
  expect(loggat().at(-1)).toMatchObject({ handelse: 'tillstand', utfall: 'nekat', orsak: 'ratt-saknas' })
})

test('nobody decides on or reviews their own, in whatever role and through whatever client', async () => {
  const { tillstandId } = (await begar()).json
  const anna = { roller: ['gruppledare', 'sakerhetsansvarig'], klient: 'demo', slutanvandare: 'ANNA' }
  expect(await besluta(tillstandId, anna)).toMatchObject({ status: 403 })
  expect(loggat().at(-1)).toMatchObject({ utfall: 'nekat', orsak: 'tillstand-eget', tillstand: tillstandId })
  await besluta(tillstandId)
  expect((await granska(tillstandId, anna)).status).toBe(403)
  expect((await granska(tillstandId, { ...EVA, slutanvandare: 'bo' })).status).toBe(403)
})

test('deciding the same again gives the same; deciding otherwise, late or by another is a conflict', async () => {
  const { tillstandId } = (await begar()).json
  const forst = await besluta(tillstandId)
  nu = new Date(NU.getTime() + 60_000)
  const igen = await besluta(tillstandId)
  expect(igen.json).toEqual({ ...forst.json, loggId: igen.json.loggId })
  expect(await besluta(tillstandId, { ...BO, slutanvandare: 'cilla' })).toMatchObject({
    status: 409,
    json: { kod: 'KONFLIKT' },
  })
  expect((await besluta(tillstandId, BO, { ...ja, beslut: 'avslaget' })).status).toBe(409)
  const sent = (await begar()).json.tillstandId
  nu = new Date(NU.getTime() + 60 * 60_000)
  expect((await besluta(sent)).status).toBe(409)
  expect((await besluta(randomUUID())).status).toBe(404)
})

test('without a durable record an approval is not in force, and can be made again', async () => {
  const { tillstandId } = (await begar()).json
  app.logg.nere = true
  expect((await besluta(tillstandId)).status).toBe(503)
  app.logg.nere = false
  expect(await app.tillstand.gallande(String(tillstandId))).toBeUndefined()
  expect((await besluta(tillstandId)).status).toBe(200)
  expect(await app.tillstand.gallande(String(tillstandId))).toBeDefined()
})

test('a store that is away is a failure that is recorded and says nothing', async () => {
  app.tillstand.trasig = new Error(`no row for ${SKYDDAD}`)
  const { status, text } = await begar()
  expect(status).toBe(500)
  expect(text).not.toContain(SKYDDAD)
  expect(loggat()).toMatchObject([{ handelse: 'tillstand', utfall: 'fel', orsak: 'OVANTAT' }])
})
