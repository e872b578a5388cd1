import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { withoutOwn } from '../../test/support/api/without-own-parts.ts'
import { NOW, realPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const KNOWN = '189001019802'
const query = { personnummer: KNOWN, relation: 'sjalv', identifiering: 'bankid' }
const policy = realPolicy()
const contract = { ...policy.klienter.konsol! }
delete contract.arenden

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp({ policy: { ...policy, klienter: { ...policy.klienter, konsol: contract } } })
  app.mirror.put(KNOWN, 'bromma', 'beslut', [{ beslutId: 'B1', status: 'pagaende' }])
  const about = { personRef: app.keys.personRef(KNOWN), andamal: 'beslutsfraga', category: {} }
  await app.arenden.open({ ...about, arendeId: 'K-1', klient: 'konsol' })
  await app.arenden.open({ ...about, arendeId: 'K-2', klient: 'konsol' })
  await app.arenden.close('K-2', 'konsol')
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
  app.mirror.forget()
})

const lookUp = (arende: string, client: string, andamal: string) =>
  app.uppslag({ ...query, arende, andamal }, { klient: client })

test.each(['beslutsfraga', 'samlad-fraga', 'fakturafraga'])(
  'for %s a case of another client is as one that does not exist or is closed: refused before anybody is read',
  async (andamal) => {
    const answers = [
      await lookUp('KC-1', 'konsol', andamal),
      await lookUp('KC-99', 'konsol', andamal),
      await lookUp('K-2', 'konsol', andamal),
      // The contract of telefoni names the case system's cases, and nobody else's.
      await lookUp('K-1', 'telefoni', andamal),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    const same = answers.map(({ json }) => ({ ...json, instance: '' }))
    expect(new Set(same.map((one) => JSON.stringify(one))).size).toBe(1)
    for (const { access } of app.logg.written) expect(access).toMatchObject({ utfall: 'nekat', orsak: 'arende-okant' })
    expect(app.mirror.read).toEqual([])
  },
)

test('its own case, and a case of a client that its contract names, is the ground that the purpose demands', async () => {
  for (const [arende, client] of [
    ['K-1', 'konsol'],
    ['KC-1', 'telefoni'],
  ] as const)
    expect((await lookUp(arende, client, 'beslutsfraga')).json.beslut).toHaveLength(1)
})

const BY_CASE = { relation: 'sjalv', identifiering: 'bankid', andamal: 'beslutsfraga' }
const byCase = (arende: string, client = 'konsol', more: object = {}) =>
  app.uppslag({ ...BY_CASE, arende, ...more }, { klient: client })

test('a lookup that names its open case and nobody is a lookup of the person of the case, recorded with both', async () => {
  const answer = await byCase('K-1')
  expect(answer.json.beslut).toMatchObject([{ beslutId: 'B1' }])
  expect(app.logg.written).toMatchObject([
    {
      logg: 'bromma',
      access: {
        ...{ handelse: 'uppslag', arende: 'K-1', andamal: 'beslutsfraga', utfall: 'visat', orsak: 'traff' },
        ...{ personRef: app.keys.personRef(KNOWN), personnummerForseglat: null },
      },
    },
  ])
  // Its personId is that of any other lookup under the same case.
  const { personId } = answer.json
  expect((await app.uppslag({ ...BY_CASE, arende: 'K-1', personId }, { klient: 'konsol' })).json.beslut).toHaveLength(1)
})

test('a case that is closed, unknown or another client’s is nobody: answered as somebody absent, one person read, on record', async () => {
  const absent = app.keys.personRef('189001059808')
  const more = { klient: 'konsol', andamal: 'beslutsfraga', category: {} }
  await app.arenden.open({ ...more, arendeId: 'KC-3', personRef: absent })
  await app.arenden.open({ ...more, arendeId: 'KC-4', personRef: app.keys.personRef(KNOWN) })
  await app.arenden.close('KC-4', 'konsol')
  const answers = []
  for (const [arende, client] of [
    ['KC-3', 'konsol'],
    ['KC-4', 'konsol'],
    ['KC-9', 'konsol'],
    // Its contract lets it name this case as a ground. Whom it is about is for the client that has it.
    ['KC-1', 'telefoni'],
  ] as const) {
    app.mirror.forget()
    const { status, json } = await byCase(arende, client)
    answers.push(JSON.stringify({ status, json: withoutOwn(json) }))
    expect(app.mirror.read).toHaveLength(1)
  }
  expect(JSON.parse(answers[0]!)).toMatchObject({ status: 200, json: { beslut: [] } })
  expect(new Set(answers).size).toBe(1)
  expect(app.logg.written.map(({ access }) => [access.orsak, access.arende, access.personRef])).toEqual([
    ['okand', 'KC-3', absent],
    ['arende-okant', 'KC-4', null],
    ['arende-okant', 'KC-9', null],
    ['arende-okant', 'KC-1', null],
  ])
})

test('a lookup by case is refused as any other: for the role, the purpose, the identification and the own number', async () => {
  for (const more of [{ identifiering: 'ingen' }, { andamal: 'nyfikenhet' }]) {
    expect((await byCase('K-1', 'konsol', more)).status).toBe(403)
    expect((await byCase('K-9', 'konsol', more)).status).toBe(403)
  }
  expect(app.mirror.read).toEqual([])
  const own = { klient: 'konsol', ansprak: { personnummer: KNOWN } }
  expect((await app.uppslag({ ...BY_CASE, arende: 'K-1' }, own)).json.beslut).toEqual([])
  expect(app.logg.written.at(-1)?.access).toMatchObject({ orsak: 'eget-nummer', flaggor: ['eget-nummer'] })
})

test.each([
  ['a live read, which needs the number', { aktualitet: 'direkt', arende: 'K-1' }],
  ['neither a person nor a case', {}],
  ['two ways to name the person', { arende: 'K-1', ocrNummer: '226', personnummer: KNOWN }],
  ['a case that is named by a personnummer', { arende: KNOWN }],
])('%s is refused', async (_, who) => {
  const { status, text } = await app.uppslag({ ...BY_CASE, ...who }, { klient: 'konsol' })
  expect(status).toBe(400)
  expect(text).not.toContain(KNOWN)
  expect(app.mirror.read).toEqual([])
})

test('an enkelttillstånd for a protected person holds for nobody who is named by the case alone', async () => {
  const tillstandId = '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'
  const given = { utfardare: 'inloggning', av: 'bo', kommentar: '', tid: NOW }
  app.tillstand.rader.set(tillstandId, {
    ...{ tillstandId, regel: 'skyddad', status: 'beviljat', personRef: app.keys.personRef(KNOWN), klient: 'konsol' },
    ...{ utfardare: 'inloggning', slutanvandare: 'anna', arende: null, motivering: '', minuter: 30, begart: NOW },
    ...{ giltigTill: new Date(NOW.getTime() + 60_000), beslut: { utfall: 'godkant', ...given }, granskning: null },
  })
  const { status } = await byCase('K-1', 'konsol', { tillstand: tillstandId })
  expect(status).toBe(200)
  expect(app.logg.written.at(-1)?.access).toMatchObject({ flaggor: ['tillstand-galler-ej'], tillstand: null })
})
