import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { anAccess } from '../../../test/support/access-records.ts'
import { startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'
import { testKeys } from '../../../test/support/keys.ts'
import type { Access } from '../../atkomstlogg/access.ts'
import { sealLogId } from '../../atkomstlogg/log-id.ts'

const KNOWN = '189001019802'
const OTHER = '189001029819'
const PROTECTED = '189001039800'
let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
  app.mirror.put(KNOWN, 'bromma', 'person', [{ fornamn: 'Åsa' }])
  app.mirror.protect(PROTECTED, 'bromma')
})
afterAll(() => app.stop())
beforeEach(() => void (app.logg.written.length = 0))

/** An officer of some logs, by the claim of the token. */
const of = (logs: readonly string[], roll = 'granskare') => ({
  ...{ klient: 'konsol', roller: [roll], slutanvandare: 'cia' },
  ansprak: { insyn: { loggar: logs } },
})
const write = async (logs: readonly string[], about: string, changed: Partial<Access> = {}) => {
  const access = anAccess({ personRef: app.keys.personRef(about), ...changed })
  const sealed = (log: string) => app.keys.sealForLog(log, access.handelseId, about)
  const places = await app.logg.write(
    logs.map((log) => ({ logg: log, access: { ...access, personnummerForseglat: sealed(log), ...changed } })),
  )
  return places.map((place) => sealLogId(app.keys, place))
}
const ask = (what: 'post' | 'personnummer', id: string, options: object) =>
  app.send('POST', `/api/v1/atkomster/${what}`, { loggId: id, skal: 'Anmälan, dnr 7' }, options)
const shown = async (id: string, options: object) => {
  const { json } = await ask('post', id, options)
  return ((json.poster ?? []) as { logg: string }[]).map(({ logg }) => logg)
}
const number = async (id: string, options: object) => {
  const { status, json } = await ask('personnummer', id, options)
  return status === 200 ? [json.status, json.personnummer] : [status]
}
const acts = () =>
  app.logg.written
    .filter(({ access }) => access.andamal === 'Anmälan, dnr 7')
    .map(({ logg, access }) => [logg, access.orsak, access.utfall, ...access.flaggor])

test('a record is shown in words, without whom it is about and without its place', async () => {
  const [id = ''] = await write(['bromma'], KNOWN, {
    flaggor: ['undantag'],
    antal: 3,
    detaljer: { antal: 4, log: ['a', 'b'] },
  })
  const { status, json, text } = await ask('post', id, of(['bromma']))
  expect([status, json.status]).toEqual([200, 'finns'])
  const [post] = json.poster as { falt: object[] }[]
  expect(post).toMatchObject({
    ...{ logg: 'bromma', loggnamn: 'Bromma', personId: expect.any(String) },
    sammanfattning: 'Uppslag om en person av anna.åkesson, för fråga om en faktura: något visades eller gjordes.',
  })
  expect(post?.falt).toEqual(
    expect.arrayContaining([
      { falt: 'orsak', rubrik: 'Orsak', varde: 'traff', forklaring: 'Personen hittades.' },
      { falt: 'roll', rubrik: 'Roll', varde: 'aldre-direkt', forklaring: 'Äldre direkt' },
      { falt: 'flaggor', rubrik: 'Att titta på', varde: 'undantag', forklaring: 'ett enkelttillstånd användes' },
      { falt: 'detaljer', rubrik: 'Vad åtgärden gällde', varde: 'log: a, b', forklaring: null },
    ]),
  )
  const { access } = app.logg.written[0] ?? { access: anAccess() }
  for (const hidden of [KNOWN, access.personRef ?? '', access.personnummerForseglat ?? '', 'nummer"'])
    expect(text).not.toContain(hidden)
  // All that the record says is there.
  const told = post?.falt.map((one) => (one as { falt: string }).falt) ?? []
  const silent = ['personRef', 'personnummerForseglat', 'tid']
  const said = Object.entries(access).flatMap(([name, value]) =>
    value === null || silent.includes(name) ? [] : [name],
  )
  expect([...new Set(told)].sort()).toEqual(said.sort())
})

test("those of the same request in the officer's other logs come with it, also when the id names another board's", async () => {
  const ids = await write(['bromma', 'farsta', 'jarva'], KNOWN)
  expect(await shown(ids[0] ?? '', of(['jarva', 'bromma']))).toEqual(['bromma', 'jarva'])
  expect(await shown(ids[1] ?? '', of(['jarva']))).toEqual(['jarva'])
  expect(acts()).toEqual([
    ['bromma', 'visa-post', 'visat'],
    ['jarva', 'visa-post', 'visat'],
    ['jarva', 'visa-post', 'visat'],
  ])
})

test("what is others', protected, of another hub or nothing looks alike, and is told apart in the log alone", async () => {
  const [foreign = ''] = await write(['farsta'], KNOWN)
  const [ofProtected = ''] = await write(['bromma'], PROTECTED, { utfall: 'nekat', orsak: 'skyddad', visat: [] })
  const forged = sealLogId(testKeys(['bromma']), { logg: 'bromma', nummer: 1 })
  const beyond = sealLogId(app.keys, { logg: 'bromma', nummer: 999 })
  for (const what of ['post', 'personnummer'] as const) {
    const answers = await Promise.all([foreign, ofProtected, forged, beyond].map((id) => ask(what, id, of(['bromma']))))
    for (const { status, json } of answers) {
      expect(status).toBe(404)
      expect({ ...json, instance: '' }).toEqual({ ...answers[0]?.json, instance: '' })
    }
  }
  expect(
    acts()
      .map(([log, cause]) => [log, cause])
      .slice(0, 4)
      .sort(),
  ).toEqual([
    ['insyn', 'post-annans'],
    ['insyn', 'post-annans'],
    ['insyn', 'post-okand'],
    ['insyn', 'post-okand'],
  ])
})

test('a record that tells protection is there with the right alone, and so is the record of having looked', async () => {
  const [id = ''] = await write(['bromma'], PROTECTED, { flaggor: ['skyddad-visad'] })
  expect(await shown(id, of(['bromma'], 'sakerhetsansvarig'))).toEqual(['bromma'])
  expect(await number(id, of(['bromma'], 'sakerhetsansvarig'))).toEqual(['oppnat', PROTECTED])
  expect(acts()).toEqual([
    ['bromma', 'visa-post', 'visat', 'ror-skyddad'],
    ['bromma', 'oppna-nummer', 'visat', 'ror-skyddad'],
  ])
})

test('the number of whom a record is about is opened, when the act is in the log', async () => {
  const [id = ''] = await write(['bromma'], KNOWN)
  expect(await number(id, of(['bromma']))).toEqual(['oppnat', KNOWN])
  expect(app.logg.written.at(-1)).toMatchObject({
    logg: 'bromma',
    access: {
      handelse: 'granskning',
      orsak: 'oppna-nummer',
      personRef: app.keys.personRef(KNOWN),
      andamal: 'Anmälan, dnr 7',
    },
  })
  app.logg.down = true
  const { status, text } = await ask('personnummer', id, of(['bromma']))
  app.logg.down = false
  expect([status, text.includes(KNOWN)]).toEqual([503, false])
})

test('a record without a number gets it from the newest of the person that has one, in the officer’s own logs', async () => {
  const [id = ''] = await write(['bromma'], KNOWN, { handelse: 'spegling', personnummerForseglat: null })
  expect(await number(id, of(['bromma']))).toEqual(['saknas', null])
  await write(['jarva'], KNOWN)
  expect(await number(id, of(['bromma']))).toEqual(['saknas', null])
  expect(await number(id, of(['bromma', 'jarva']))).toEqual(['oppnat', KNOWN])
  // Both logs say so: that of the record, and that whose seal was opened.
  expect(acts().slice(-2)).toEqual(['bromma', 'jarva'].map((log) => [log, 'oppna-nummer', 'visat']))
})

test.each<[string, (access: Access) => Partial<Access>, string]>([
  ['nobody', () => ({ personRef: null, personnummerForseglat: null }), 'ingen-person'],
  [
    'a seal under another log’s key',
    ({ handelseId }) => ({ personnummerForseglat: app.keys.sealForLog('jarva', handelseId, KNOWN) }),
    'annan-nyckel',
  ],
  [
    'a seal of another record',
    () => ({ personnummerForseglat: app.keys.sealForLog('bromma', 'another', KNOWN) }),
    'annan-nyckel',
  ],
  [
    'a seal of another person',
    ({ handelseId }) => ({ personnummerForseglat: app.keys.sealForLog('bromma', handelseId, OTHER) }),
    'annan-nyckel',
  ],
])('a record with %s says so, and no number leaves', async (_, changed, status) => {
  const access = anAccess()
  const [id = ''] = await write(['bromma'], KNOWN, { handelseId: access.handelseId, ...changed(access) })
  expect(await number(id, of(['bromma']))).toEqual([status, null])
  expect(app.logg.written.at(-1)?.access).toMatchObject({ orsak: 'oppna-nummer', utfall: 'tomt' })
})

test('of a person who is protected now no number is opened without the right, and the answer is that of none', async () => {
  const [id = ''] = await write(['bromma'], PROTECTED)
  const [none = ''] = await write(['bromma'], OTHER, { personnummerForseglat: null })
  const [one, other] = [await ask('personnummer', id, of(['bromma'])), await ask('personnummer', none, of(['bromma']))]
  expect({ ...one.json, loggId: [] }).toEqual({ ...other.json, loggId: [] })
  expect(acts()).toEqual([
    ['bromma', 'oppna-nummer', 'tomt', 'ror-skyddad'],
    ['bromma', 'oppna-nummer', 'tomt'],
  ])
  expect(await number(id, of(['bromma'], 'sakerhetsansvarig'))).toEqual(['oppnat', PROTECTED])
})

test('a reason is demanded, and no number passes for one', async () => {
  const [id = ''] = await write(['bromma'], KNOWN)
  for (const reason of [undefined, '', `om ${OTHER}`]) {
    const { status, text } = await app.send(
      'POST',
      '/api/v1/atkomster/post',
      { loggId: id, skal: reason },
      of(['bromma']),
    )
    expect([status, text.includes(OTHER)]).toEqual([400, false])
  }
  expect(JSON.stringify(app.logg.written)).not.toContain(OTHER)
})
