import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { OTHER_ISSUER, startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'
import { anAlert } from '../../../test/support/memory-alerts.ts'
import { LOG_ID_FORM } from '../../atkomstlogg/log-id.ts'

let app: UppslagApp
const onProtected = anAlert({ kind: 'skyddad', logg: 'jarva', isProtected: true })
const ofBromma = anAlert()
const ofHub = anAlert({ kind: 'manga-uppslag', logg: 'insyn', nummer: null })
beforeAll(async () => {
  app = await startUppslagApp()
})
afterAll(() => app.stop())
beforeEach(() => {
  app.larm.splice(0, Infinity, onProtected, ofBromma, ofHub)
  app.logg.written.length = 0
})
const officer = { klient: 'konsol', roller: ['sakerhetsansvarig'] }
/** Somebody else, by the claim of the token alone. */
const of = (logs: readonly string[], roll = 'granskare', name = 'cia') => ({
  ...{ klient: 'konsol', roller: [roll], slutanvandare: name },
  ansprak: { insyn: { loggar: logs } },
})
const list = async (query = '', options: Parameters<UppslagApp['fetch']>[1] = officer) => {
  const { status, json } = await app.fetch(`/api/v1/larm${query}`, options)
  const alerts = (json.larm ?? []) as { larmId: string; status: string }[]
  return { status, json, antal: json.antal, ids: alerts.map(({ larmId }) => larmId) }
}
const acknowledge = (id: string, options: object = officer, comment = 'Fel nummer slogs in.') =>
  app.send('POST', `/api/v1/larm/${id}/kvittering`, { kommentar: comment }, options)

test('an alert is its kind, the log it is for and the record to look at', async () => {
  const { status, json } = await list()
  expect(status).toBe(200)
  const place = expect.stringMatching(LOG_ID_FORM)
  const fresh = { tid: '2026-10-15T09:41:12.000Z', gallrad: false, status: 'nytt', kvittering: null }
  expect(json).toEqual({
    loggId: [place],
    tidpunkt: '2026-10-15T10:00:00.000Z',
    larm: [
      { larmId: onProtected.publicId, slag: 'skyddad', logg: 'jarva', loggpost: place, ...fresh },
      { larmId: ofBromma.publicId, slag: 'undantag', logg: 'bromma', loggpost: place, ...fresh },
      { larmId: ofHub.publicId, slag: 'manga-uppslag', logg: 'insyn', loggpost: null, ...fresh },
    ],
    ...{ limit: 20, page: 1, antal: 3 },
  })
  expect((await list('?slag=undantag')).antal).toBe(1)
  expect((await list('?logg=jarva')).ids).toEqual([onProtected.publicId])
})

test("alerts of others' logs, and those that tell protection, are not there, counted or acknowledged", async () => {
  expect((await list('', of(['bromma', 'jarva']))).ids).toEqual([ofBromma.publicId])
  expect((await list('', of(['jarva']))).antal).toBe(0)
  expect((await list('', of(['jarva'], 'sakerhetsansvarig'))).ids).toEqual([onProtected.publicId])
  const absent = await acknowledge('5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30', of(['jarva']))
  for (const answer of [
    await acknowledge(onProtected.publicId, of(['jarva'])),
    await acknowledge(ofBromma.publicId, of(['jarva'])),
  ]) {
    expect(answer.status).toBe(404)
    expect({ ...answer.json, instance: '' }).toEqual({ ...absent.json, instance: '' })
  }
  expect(app.larm.map(({ acknowledged }) => acknowledged)).toEqual([null, null, null])
})

test('whoever looks is recorded in each log that was looked at; without the right or a log there is no answer', async () => {
  await list('', of(['bromma', 'jarva']))
  expect((await list('', { ...officer, roller: ['gruppledare'] })).status).toBe(403)
  expect((await list('', of([]))).status).toBe(403)
  expect((await list('', { ...officer, ansprak: { iss: OTHER_ISSUER } })).status).toBe(403)
  expect((await list('?logg=farsta', of(['bromma']))).status).toBe(404)
  expect(app.logg.written.map(({ logg, access }) => [logg, access.utfall, access.orsak])).toEqual([
    ['bromma', 'visat', 'larm'],
    ['jarva', 'visat', 'larm'],
    ['insyn', 'nekat', 'ratt'],
    ['insyn', 'nekat', 'inga-loggar'],
    ['insyn', 'nekat', 'klient-utfardare'],
    ['insyn', 'nekat', 'logg-annans'],
  ])
})

test('an alert is acknowledged once, with who, when and a comment that is sealed', async () => {
  const { status, json } = await acknowledge(ofBromma.publicId, of(['bromma']))
  const acknowledged = {
    utfardare: 'inloggning',
    av: 'cia',
    tid: '2026-10-15T10:00:00.000Z',
    kommentar: 'Fel nummer slogs in.',
  }
  expect([status, json]).toMatchObject([
    200,
    { larmId: ofBromma.publicId, status: 'kvitterat', kvittering: acknowledged },
  ])
  expect(app.logg.written).toMatchObject([
    {
      logg: 'bromma',
      access: {
        ...{ handelse: 'granskning', orsak: 'larm-kvitterat', flaggor: [] },
        detaljer: { larm: 'undantag', larmId: ofBromma.publicId },
      },
    },
  ])
  expect(JSON.stringify(app.larm) + JSON.stringify(app.logg.written)).not.toContain('slogs in')
  expect((await acknowledge(ofBromma.publicId, of(['bromma']))).status).toBe(200)
  expect((await acknowledge(ofBromma.publicId, of(['bromma']), 'Annat.')).status).toBe(409)
  expect((await acknowledge(ofBromma.publicId, of(['bromma'], 'granskare', 'eva'))).status).toBe(409)
  expect((await list('?status=kvitterat')).json.larm).toMatchObject([{ kvittering: acknowledged }])
  expect((await list('?status=nytt')).ids).toEqual([onProtected.publicId, ofHub.publicId])
})

test('the record of an acknowledgement of what tells protection is hidden as the alert is', async () => {
  expect((await acknowledge(onProtected.publicId)).status).toBe(200)
  expect(app.logg.written).toMatchObject([{ logg: 'jarva', access: { flaggor: ['ror-skyddad'] } }])
})

test('a comment with a number is refused and kept nowhere', async () => {
  const { status, text } = await acknowledge(ofBromma.publicId, officer, 'Gällde 18900101-9802')
  expect([status, text.includes('9802'), JSON.stringify(app.logg.written).includes('9802')]).toEqual([
    400,
    false,
    false,
  ])
})

test.each(['?slag=annat', '?status=x', '?franOchMed=2026-02-30', '?tillOchMed=i-gar', '?limit=1000', '?person=x'])(
  'takes no %s',
  async (query) => {
    expect((await list(query)).json.kod).toBe('BEGARAN_OGILTIG')
  },
)
