import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const KNOWN = '189001019802'
const PROTECTED = '189001039800'
const ABSENT = '189001059808'
const SYSTEM = { klient: 'arendesystem', roller: ['arendesystem'] }

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
  app.mirror.put(KNOWN, 'jarva', 'utforare', [{ uppdragId: 'U1', namn: 'Omsorg AB', regi: 'privat' }])
  app.mirror.protect(PROTECTED, 'bromma')
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
  app.logg.down = false
  app.mirror.forget()
})

const report = (arendeId: string, body: object) => app.send('PUT', `/api/v1/arenden/${arendeId}`, body, SYSTEM)
const open = (arendeId: string, personnummer: string) =>
  report(arendeId, { status: 'oppnat', personnummer, andamal: 'utforarfraga' })
const fetchState = (arendeId: string, who = SYSTEM) => app.fetch(`/api/v1/arenden/${arendeId}`, who)

test.each([
  [null, 'vantar', null],
  ['open', 'pagar', null],
  ['missing', 'nekad', 'finns-ej'],
  ['closed', 'nekad', 'stangt'],
  ['refused', 'nekad', 'nekas'],
] as const)(
  'when the case system has answered %s the mirroring is %s, to GET and to the next report',
  async (state, mirroring, cause) => {
    const first = await open('KC-50', KNOWN)
    expect(first.json).toMatchObject({ spegling: 'vantar', orsak: null })
    app.arenden.caseStates.set('KC-50', state)
    const { status, json } = await fetchState('KC-50')
    expect([status, json]).toEqual([
      200,
      {
        ...{ arendeId: 'KC-50', status: 'oppnat', spegling: mirroring, orsak: cause },
        forklaring: expect.stringMatching(/^\S.*\.$/),
        kontrollerad: state === null ? null : '2026-10-15T09:59:00.000Z',
        loggId: [expect.any(String)],
      },
    ])
    const again = await report('KC-50', { status: 'kategoriserat', arendetyp: 'Utförare' })
    expect(again.json).toMatchObject({ spegling: mirroring, orsak: cause, forklaring: json.forklaring })
    app.arenden.caseStates.clear()
  },
)

test('how a case stands is told the same whoever it is about, of nobody who is read, and on record', async () => {
  const answers = []
  for (const [arendeId, personnummer] of [
    ['KC-51', KNOWN],
    ['KC-52', PROTECTED],
    ['KC-53', ABSENT],
  ] as const) {
    await open(arendeId, personnummer)
    app.logg.written.length = 0
    app.mirror.forget()
    const { status, json } = await fetchState(arendeId)
    answers.push({ status, ...json, arendeId: '', loggId: String(json.loggId).length })
    expect(app.mirror.read).toEqual([])
    expect(app.logg.written.map(({ logg, access }) => ({ logg, ...access }))).toMatchObject([
      {
        ...{ logg: 'insyn', handelse: 'arende', arende: arendeId, roll: 'arendesystem', klient: 'arendesystem' },
        ...{ utfall: 'tomt', orsak: 'lage', visat: [], personRef: null },
      },
    ])
  }
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})

test('a closed case is told as one, and another client’s or an unknown one as one that is not there', async () => {
  await open('KC-54', KNOWN)
  await report('KC-54', { status: 'stangt' })
  expect((await fetchState('KC-54')).json).toMatchObject({ status: 'stangt', spegling: 'avslutas', orsak: null })

  const two = { ...app.policy.klienter, copy: app.policy.klienter.arendesystem! }
  const other = await startUppslagApp({ policy: { ...app.policy, klienter: two } })
  await other.send(
    'PUT',
    '/api/v1/arenden/KC-55',
    { status: 'oppnat', personnummer: KNOWN, andamal: 'kofraga' },
    SYSTEM,
  )
  const theirs = { ...SYSTEM, klient: 'copy' }
  const answers = [
    await other.fetch('/api/v1/arenden/KC-55', theirs),
    await other.fetch('/api/v1/arenden/KC-56', theirs),
  ].map(({ status, json }) => ({ status, ...json, instance: '' }))
  expect(answers[0]).toMatchObject({ status: 404, detail: expect.stringContaining('det anropande systemet får ange') })
  expect(answers[1]).toEqual(answers[0])
  expect(other.logg.written.at(-1)?.access).toMatchObject({ utfall: 'nekat', orsak: 'arende-okant' })
  await other.stop()
})

test('no other role is told, no number is taken, and without a durable record nothing is said', async () => {
  await open('KC-57', KNOWN)
  expect((await fetchState('KC-57', { klient: 'arendesystem', roller: ['aldre-direkt'] })).status).toBe(403)
  const named = await fetchState(KNOWN)
  expect(named.status).toBe(400)
  expect(named.text).not.toContain(KNOWN)
  app.logg.down = true
  expect((await fetchState('KC-57')).status).toBe(503)
})
