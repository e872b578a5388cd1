import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { NOW, OTHER_ISSUER, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import type { Caller } from '../access/caller.ts'
import type { Client } from '../policy/policy.ts'
import { createAdmission, type Suspended } from './admission.ts'
import { createRateLimit } from './rate-limit.ts'

const KNOWN = '189001019802'
const QUERY = { personnummer: KNOWN, andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'kontrollfragor' }
const SYSTEM = { client_id: 'arendesystem', sub: 'arendesystem-1' }

let withoutObstacle: UppslagApp
let app: UppslagApp
let suspensions: Record<string, boolean | 'okant'>
const suspended: Suspended = (client) => suspensions[client] ?? false

beforeAll(async () => {
  withoutObstacle = await startUppslagApp({ suspended })
}, 60_000)
beforeEach(async () => {
  suspensions = {}
  app = withoutObstacle
  app.logg.down = false
  await app.sharedRecords.close()
  app.logg.written.length = 0
})
afterEach(async () => {
  if (app !== withoutObstacle) await app.stop()
})
afterAll(() => withoutObstacle.stop())

const only = () => {
  expect(app.logg.written).toHaveLength(1)
  return app.logg.written[0]!.access
}
const query = (claims: object = {}, headers: Record<string, string> = {}) =>
  app.uppslag(QUERY, { ansprak: { ...claims }, headers })

async function withRate(rate: Client['takt']): Promise<void> {
  const { policy } = withoutObstacle
  const clients = Object.fromEntries(
    Object.entries(policy.klienter).map(([code, one]) => [code, { ...one, takt: rate }]),
  )
  app = await startUppslagApp({ suspended, policy: { ...policy, klienter: clients } })
}

test.each(['kassasystem', 'constructor', '__proto__', 'TELEFONI'])(
  'a client that no contract names (%s) gets nothing, and the attempt is recorded without its roles',
  async (client_id) => {
    const { status, json } = await query({ client_id })
    expect([status, json.kod]).toEqual([403, 'ATKOMST_NEKAD'])
    expect(only()).toMatchObject({ klient: client_id, utfall: 'nekat', orsak: 'klient-okand', roll: null, visat: [] })
  },
)

test('a token of an issuer that the contract does not name is refused, and counts for nothing of the client’s', async () => {
  suspensions.telefoni = 'okant'
  for (const sub of ['anna', 'bo'])
    expect(await query({ iss: OTHER_ISSUER, sub })).toMatchObject({ status: 403, json: { kod: 'ATKOMST_NEKAD' } })
  for (const { access } of app.logg.written)
    expect(access).toMatchObject({ klient: 'telefoni', utfardare: 'annan', orsak: 'klient-utfardare', roll: null })
  expect(app.logg.written).toHaveLength(1)
})

test.each(['telefoni', 'konsol'])(
  'a token through %s that both looks up and reviews is refused whole',
  async (client) => {
    for (const roll of ['sakerhetsansvarig', 'gruppledare'])
      for (const path of ['/api/v1/larm', '/api/v1/statistik/uppslag', '/api/v1/handlaggare']) {
        app.logg.written.length = 0
        const { status, json } = await app.fetch(path, { klient: client, roller: ['aldre-direkt', roll] })
        expect([status, json.detail]).toEqual([403, expect.stringContaining('granskar')])
        expect(only()).toMatchObject({ utfall: 'nekat', orsak: 'roller-oforenliga' })
      }
    expect((await app.uppslag(QUERY, { klient: client, roller: ['aldre-direkt', 'sakerhetsansvarig'] })).status).toBe(
      403,
    )
  },
)

test.each(['aldre-direkt', 'sakerhetsansvarig', 'gruppledare'])('whoever operates the hub is no %s', async (roll) => {
  const { status } = await app.fetch('/api/v1/handlaggare', { klient: 'konsol', roller: [roll, 'drift'] })
  expect(status).toBe(403)
  expect(only()).toMatchObject({ utfall: 'nekat', orsak: 'roller-oforenliga' })
})

test('without the end user’s own number nobody is looked up, unless the client answers for it', async () => {
  const without = { personnummer: undefined }
  const { status, json } = await query(without)
  expect([status, json.detail]).toEqual([403, expect.stringContaining('personnumret')])
  expect(only()).toMatchObject({ utfall: 'nekat', orsak: 'eget-nummer-okant' })
  expect((await query({ ...SYSTEM, ...without }, { 'x-slutanvandare': 'anna' })).status).toBe(200)
})

test('a role that the contract does not list counts for nothing, whatever the token says', async () => {
  const { status } = await app.uppslag(QUERY, { roller: ['skyddad-handlaggare'] })
  expect(status).toBe(403)
  expect(only()).toMatchObject({ orsak: 'roll', roll: null })
})

test('a suspended client gets nothing, and others are not touched', async () => {
  suspensions.telefoni = true
  const { status, json } = await query()
  expect([status, json.kod]).toEqual([403, 'ATKOMST_NEKAD'])
  expect(only()).toMatchObject({ klient: 'telefoni', slutanvandare: 'anna', utfall: 'nekat', orsak: 'klient-avstangd' })
  expect((await query({ client_id: 'demo' })).status).toBe(200)
})

test('when it is not known who is suspended nobody gets an answer', async () => {
  suspensions.telefoni = 'okant'
  const { status, headers } = await query()
  expect([status, headers.get('retry-after')]).toEqual([503, '5'])
  expect(only()).toMatchObject({ utfall: 'fel', orsak: 'klientlage-okant' })
})

test('a client whose contract lets it names the person at work, and the record says who vouched', async () => {
  expect((await query(SYSTEM, { 'x-slutanvandare': 'anna.ek' })).status).toBe(200)
  const who = { slutanvandare: 'anna.ek', identitet: 'uppgiven', utfardare: 'inloggning', klient: 'arendesystem' }
  expect(only()).toMatchObject(who)
})

test('the same holds for refusals of the one named', async () => {
  await app.uppslag({}, { ansprak: SYSTEM, headers: { 'x-slutanvandare': 'anna' } })
  expect(only()).toMatchObject({ slutanvandare: 'anna', identitet: 'uppgiven', orsak: 'begaran-ogiltig' })
})

test('such a client that names nobody acts on its own', async () => {
  expect((await query(SYSTEM)).status).toBe(200)
  expect(only()).toMatchObject({ slutanvandare: 'arendesystem-1', identitet: 'system' })
})

test.each([
  ['a client whose users sign in themselves', {}, 'anna', 'får inte anges av den här klienten'],
  ['an empty name', SYSTEM, '', 'har fel form'],
  ['a control character', SYSTEM, 'an\tna', 'har fel form'],
  ['a long name', SYSTEM, 'a'.repeat(101), 'har fel form'],
  ['an upper case letter', SYSTEM, 'Anna', 'har fel form'],
  ['a blank', SYSTEM, 'anna ek', 'har fel form'],
  ['letters that a header has no agreed form for', SYSTEM, 'Åsa', 'har fel form'],
  ['a personnummer', SYSTEM, KNOWN, 'får inte vara ett personnummer'],
  ['a personnummer with something before it', SYSTEM, 'anna.900101-9802', 'får inte vara ett personnummer'],
])('X-Slutanvandare with %s is refused aloud and never quoted', async (_, claims, name, rule) => {
  const { status, json, text } = await query(claims, { 'x-slutanvandare': name })
  expect([status, json.fel]).toEqual([400, [{ pekare: '/X-Slutanvandare', regel: rule }]])
  if (name.length > 4) expect(text + JSON.stringify(app.logg.written)).not.toContain(name)
  expect(only()).toMatchObject({ identitet: 'token', orsak: 'begaran-ogiltig' })
})

test('two names at once are none', async () => {
  const token = await app.token({ ansprak: SYSTEM })
  const status = await new Promise<number | undefined>((done, error) => {
    const req = request(`${app.base}/api/v1/uppslag`, { method: 'POST' }, (answer) => {
      answer.resume()
      done(answer.statusCode)
    })
    req.setHeader('authorization', `Bearer ${token}`)
    req.setHeader('x-slutanvandare', ['anna', 'bo'])
    req.on('error', error).end('{}')
  })
  expect(status).toBe(400)
  expect(only()).toMatchObject({ slutanvandare: 'arendesystem-1', orsak: 'begaran-ogiltig' })
})

test('the number in the token is not that of somebody whom the client names', async () => {
  const { policy, keys } = app
  const admit = createAdmission({
    policy,
    keys,
    suspended,
    clock: () => NOW,
    rateLimit: createRateLimit(policy.klienter),
  })
  const system: Caller = {
    slutanvandare: 'system',
    identitet: 'token',
    utfardare: 'inloggning',
    klient: 'arendesystem',
    roller: [],
    ownRef: 'egen',
  }
  expect(await admit('uppslag', system, [])).toMatchObject({ ownRef: 'egen' })
  expect(await admit('uppslag', system, ['anna'])).toMatchObject({ slutanvandare: 'anna', ownRef: null })
})

test('calls beyond the rate of the client are refused with the time to wait, recorded first', async () => {
  await withRate({ klient: 2, slutanvandare: 100 })
  const answer = [await query({ sub: 'a' }), await query({ sub: 'b' }), await query({ sub: 'c' })]
  expect(answer.map(({ status }) => status)).toEqual([200, 200, 429])
  expect(answer[2]?.json.kod).toBe('FOR_MANGA_ANROP')
  expect(Number(answer[2]?.headers.get('retry-after'))).toBeGreaterThan(50)
  expect(Number(answer[2]?.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  expect(app.logg.written.map(({ access }) => access.orsak)).toContain('for-manga-anrop')
  expect(app.logg.written[2]?.access).toMatchObject({ slutanvandare: 'c', utfall: 'nekat', visat: [] })
  expect((await query({ client_id: 'demo' })).status).toBe(200)
}, 60_000)

test('calls beyond the rate of one person at work are refused to that one only', async () => {
  await withRate({ klient: 100, slutanvandare: 1 })
  const statuses: number[] = []
  for (const name of ['anna', 'anna', 'bo']) statuses.push((await query(SYSTEM, { 'x-slutanvandare': name })).status)
  expect(statuses).toEqual([200, 429, 200])
  expect(app.logg.written[1]?.access).toMatchObject({ slutanvandare: 'anna', identitet: 'uppgiven' })
}, 60_000)

test('however often an unknown client calls, and by how many names, the log grows by two records', async () => {
  const calls = Array.from({ length: 30 }, (_, i) =>
    query({ client_id: `kassa-${String(i % 7)}`, sub: `anna-${String(i)}` }),
  )
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(30).fill(403))
  expect(only()).toMatchObject({ orsak: 'klient-okand', utfall: 'nekat' })
  await app.sharedRecords.close()
  expect(app.logg.written[1]?.access).toMatchObject({
    orsak: 'klient-okand',
    antal: 29,
    klient: null,
    slutanvandare: null,
  })
  expect(app.logg.written).toHaveLength(2)
})

test('the same for a suspended one, whatever it asks for, and beyond the rate, client by client', async () => {
  await withRate({ klient: 4, slutanvandare: 100 })
  suspensions.telefoni = true
  for (let i = 0; i < 10; i++) {
    const answer = await (i % 2 === 0 ? query() : app.fetch('/api/v1/handlaggare'))
    expect(answer.status).toBe(i < 4 ? 403 : 429)
  }
  for (let i = 0; i < 6; i++) await query({ client_id: 'demo' })
  expect(app.logg.written.map(({ access }) => [access.klient, access.orsak])).toEqual([
    ['telefoni', 'klient-avstangd'],
    ['telefoni', 'for-manga-anrop'],
    ...Array<string[]>(4).fill(['demo', 'okand']),
    ['demo', 'for-manga-anrop'],
  ])
  await app.sharedRecords.close()
  expect(
    app.logg.written.slice(7).map(({ access }) => [access.klient, access.orsak, access.handelse, access.antal]),
  ).toEqual([
    ['telefoni', 'klient-avstangd', 'klient', 3],
    ['telefoni', 'for-manga-anrop', 'klient', 5],
    ['demo', 'for-manga-anrop', 'uppslag', 1],
  ])
}, 60_000)

test('the same while it is not known who is suspended, and for one end user beyond the rate', async () => {
  suspensions.telefoni = 'okant'
  for (let i = 0; i < 5; i++) expect((await query()).status).toBe(503)
  expect(only().orsak).toBe('klientlage-okant')
  await withRate({ klient: 100, slutanvandare: 1 })
  suspensions = {}
  for (let i = 0; i < 5; i++) await query()
  await app.sharedRecords.close()
  expect(app.logg.written.map(({ access }) => [access.orsak, access.slutanvandare, access.antal])).toEqual([
    ['okand', 'anna', undefined],
    ['for-manga-anrop', 'anna', undefined],
    ['for-manga-anrop', 'anna', 3],
  ])
}, 60_000)

test('the body of a client that is turned away is not read', async () => {
  suspensions.telefoni = true
  expect((await app.uppslag(`{"personnummer": "${KNOWN}"`)).status).toBe(403)
  expect(only().orsak).toBe('klient-avstangd')
})

test('no refusal is told before it is recorded', async () => {
  suspensions.telefoni = true
  app.logg.down = true
  const { status, json } = await query()
  expect([status, json.kod]).toEqual([503, 'LOGG_OTILLGANGLIG'])
})
