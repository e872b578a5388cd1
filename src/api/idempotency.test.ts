import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { Type } from 'typebox'
import { minnesidempotens, NU, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { enLoggpost } from '../../test/support/access-records.ts'
import { createIdempotens } from './idempotency.ts'
import { kontrakt } from './contracts/contract.ts'
import { operation } from './operation.ts'

const KAND = '189001019802'
const NYCKEL = '2f1c6a0e-6f0b-4a37-9a55-1d0e8a7c4b10'
const STANGD = { additionalProperties: false } as const

const startaProv = kontrakt({
  id: 'startaProv',
  metod: 'post',
  vag: '/api/v1/prov/:provId',
  tagg: 'Prov',
  sammanfattning: 'Starta ett prov',
  beskrivning: 'Startar.',
  description: 'Starts.',
  handelse: 'tillstand',
  parametrar: Type.Object({ provId: Type.String({ examples: ['a'] }) }),
  begaran: Type.Object({ personnummer: Type.String() }, STANGD),
  svar: Type.Object({ nummer: Type.Integer(), loggId: Type.String() }, STANGD),
  startar: true,
  exempel: { begaran: {}, svar: {} },
  problem: [],
})

let app: UppslagApp
let gjorda = 0
let handelse: 'svarar' | 'nekar' | 'kastar' | 'lacker' = 'svarar'
let vanta: Promise<void> = Promise.resolve()
const lager = minnesidempotens()

beforeAll(async () => {
  const sjalv = operation(startaProv, async ({ kropp }) => {
    await vanta
    if (handelse === 'kastar') throw new Error('broke')
    const poster = [
      enLoggpost('insyn', {
        handelse: 'tillstand',
        handelseId: 'h-1',
        personnummerForseglat: app.nycklar.forseglaForLogg('insyn', 'h-1', kropp.personnummer),
      }),
    ] as const
    if (handelse === 'nekar') return { nekad: { kod: 'ATKOMST_NEKAD' }, poster }
    const nummer = ++gjorda
    const utover = handelse === 'lacker' ? { lon: 31_000_123 } : {}
    return { poster, body: ([plats]) => ({ nummer, loggId: `insyn/${String(plats?.nummer)}`, ...utover }) }
  })
  app = await startUppslagApp({ idempotens: lager }, () => [sjalv])
}, 30_000)
afterAll(() => app.stop())
beforeEach(() => {
  gjorda = 0
  handelse = 'svarar'
  vanta = Promise.resolve()
  lager.rader.clear()
  app.logg.skrivna.length = 0
})

async function starta(nyckel: string | undefined, val: { kropp?: object; vag?: string; roller?: string[] } = {}) {
  const svar = await fetch(`${app.bas}/api/v1/prov/${val.vag ?? 'a'}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await app.token(val.roller === undefined ? {} : { roller: val.roller })}`,
      'content-type': 'application/json',
      ...(nyckel === undefined ? {} : { 'idempotency-key': nyckel }),
    },
    body: JSON.stringify(val.kropp ?? { personnummer: KAND }),
  })
  return { status: svar.status, text: await svar.text() }
}

test('the same request under the same key is carried out once and answered alike, each time with a record of its own', async () => {
  const forsta = await starta(NYCKEL)
  const andra = await starta(NYCKEL)
  expect(forsta).toEqual({ status: 200, text: '{"nummer":1,"loggId":"insyn/1"}' })
  expect(andra).toEqual(forsta)
  expect(gjorda).toBe(1)
  const [ursprung, upprepad] = app.logg.skrivna.map(({ atkomst }) => atkomst)
  expect(app.logg.skrivna).toHaveLength(2)
  expect(upprepad).toMatchObject({ handelse: 'tillstand', flaggor: ['upprepad'], utfall: 'visat' })
  expect(upprepad?.handelseId).not.toBe(ursprung?.handelseId)
  const nummer = app.nycklar.oppnaFranLogg('insyn', upprepad?.handelseId ?? '', upprepad?.personnummerForseglat ?? '')
  expect(nummer).toBe(KAND)
})

test('a replay whose record cannot be written is not given', async () => {
  await starta(NYCKEL)
  app.logg.nere = true
  const { status, text } = await starta(NYCKEL)
  app.logg.nere = false
  expect(status).toBe(503)
  expect(text).not.toContain('nummer')
})

test.each([
  ['body', { kropp: { personnummer: '189001029819' } }],
  ['path', { vag: 'b' }],
  ['roles', { roller: ['aldre-direkt', 'trygghetsjour'] }],
])('the same key with another %s is refused and recorded, and nothing is started', async (_, val) => {
  await starta(NYCKEL)
  const { status, text } = await starta(NYCKEL, val)
  expect(status).toBe(422)
  expect(text).toContain('problem/nyckel-ateranvand')
  expect(text).not.toContain(NYCKEL)
  expect(gjorda).toBe(1)
  expect(app.logg.skrivna.at(-1)).toMatchObject({ atkomst: { utfall: 'nekat', orsak: 'nyckel-ateranvand' } })
})

test('while the first is under way the same again is a conflict', async () => {
  let slapp = () => {}
  vanta = new Promise((klar) => (slapp = klar))
  const forsta = starta(NYCKEL)
  while (lager.rader.size === 0) await new Promise((klar) => setTimeout(klar, 5))
  const { status, text } = await starta(NYCKEL)
  slapp()
  expect(status).toBe(409)
  expect(text).toContain('problem/konflikt')
  expect((await forsta).status).toBe(200)
  expect(await starta(NYCKEL)).toEqual(await forsta)
  expect(gjorda).toBe(1)
})

test('a refusal starts nothing, so its key is free', async () => {
  handelse = 'nekar'
  expect((await starta(NYCKEL)).status).toBe(403)
  handelse = 'svarar'
  expect((await starta(NYCKEL)).status).toBe(200)
})

test.each([
  ['the handler broke', () => (handelse = 'kastar'), 500],
  ['the answer could not be logged', () => (app.logg.nere = true), 503],
])('when the outcome is unknown because %s, the key starts nothing again', async (_, ga, status) => {
  ga()
  expect((await starta(NYCKEL)).status).toBe(status)
  app.logg.nere = false
  handelse = 'svarar'
  expect(app.logg.skrivna.every(({ atkomst }) => atkomst.utfall !== 'visat')).toBe(true)
  const innan = gjorda
  expect((await starta(NYCKEL)).status).toBe(409)
  expect(gjorda).toBe(innan)
})

test('without a key each request is carried out', async () => {
  await starta(undefined)
  expect((await starta(undefined)).text).toContain('"nummer":2')
})

test.each(['kort', 'x'.repeat(36), `${NYCKEL}0`, `prov-${KAND}-prov`])(
  'a key that is %s is refused without being repeated',
  async (nyckel) => {
    const { status, text } = await starta(nyckel)
    expect(status).toBe(400)
    expect(text).not.toContain(nyckel)
    expect(text).toContain('Idempotency-Key')
    expect(gjorda).toBe(0)
  },
)

test('neither number nor answer is kept in clear, and no digest of either', async () => {
  await starta(NYCKEL)
  const kvar = JSON.stringify([...lager.rader])
  expect(kvar).not.toMatch(/189001019802|nummer|2f1c6a0e/)
})

test('an answer with an undeclared field is a 500 without it, and is not kept either', async () => {
  handelse = 'lacker'
  const { status, text } = await starta(NYCKEL)
  expect(status).toBe(500)
  expect(text).not.toMatch(/lon|31000123/)
  expect([...lager.rader.values()]).toMatchObject([{ svar: null }])
})

test('a key belongs to one end user of one client', async () => {
  const nekad = () => ({ nekad: { kod: 'KONFLIKT' as const }, poster: [enLoggpost('insyn')] as const })
  const engangs = createIdempotens({
    lager,
    nycklar: app.nycklar,
    klocka: () => NU,
    avvisa: nekad,
    nekaNyckel: nekad,
    misslyckas: nekad,
  })
  const hantera = engangs(startaProv, async () => ({ poster: [enLoggpost('insyn')], body: () => ++gjorda }))
  const anropare = { slutanvandare: 'anna', identitet: 'token', klient: 'telefoni', roller: [], egenRef: null } as const
  for (const en of [anropare, { ...anropare, slutanvandare: 'bo' }, { ...anropare, klient: 'konsol' }]) {
    const { utgang } = await hantera(NYCKEL, { kropp: {}, fraga: {}, parametrar: {}, anropare: en })
    expect(utgang).toHaveProperty('body')
  }
})
