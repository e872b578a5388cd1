import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'
import { LOG_ID_FORM } from '../../atkomstlogg/log-id.ts'

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
  const time = new Date('2026-10-15T09:41:12Z')
  app.larm.push(
    { id: 8, time, kind: 'skyddad', logg: 'insyn', nummer: 19 },
    { id: 7, time, kind: 'undantag', logg: 'bromma', nummer: 3 },
  )
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
})
const validator = { klient: 'konsol', roller: ['sakerhetsansvarig'] }
const fetch = (query = '', options = validator) => app.fetch(`/api/v1/larm${query}`, options)

test('an alert is its kind and where in which log to look', async () => {
  const { status, json } = await fetch()
  expect(status).toBe(200)
  expect(json).toEqual({
    loggId: [expect.stringMatching(LOG_ID_FORM)],
    tidpunkt: '2026-10-15T10:00:00.000Z',
    larm: [
      { larmId: '8', tid: '2026-10-15T09:41:12.000Z', slag: 'skyddad', loggpost: expect.stringMatching(LOG_ID_FORM) },
      { larmId: '7', tid: '2026-10-15T09:41:12.000Z', slag: 'undantag', loggpost: expect.stringMatching(LOG_ID_FORM) },
    ],
    limit: 20,
    page: 1,
    antal: 2,
  })
  expect((await fetch('?slag=undantag')).json.antal).toBe(1)
})

test('whoever looks is recorded; without the right there is no answer', async () => {
  await fetch()
  expect((await fetch('', { klient: 'konsol', roller: ['gruppledare'] })).status).toBe(403)
  expect(app.logg.written).toMatchObject([
    { logg: 'insyn', access: { handelse: 'granskning', utfall: 'visat', orsak: 'larm', roll: 'sakerhetsansvarig' } },
    { logg: 'insyn', access: { handelse: 'granskning', utfall: 'nekat', orsak: 'ratt' } },
  ])
})

test.each(['?slag=annat', '?franOchMed=2026-02-30', '?tillOchMed=i-gar', '?limit=1000', '?person=x'])(
  'takes no %s',
  async (query) => {
    expect((await fetch(query)).json.kod).toBe('BEGARAN_OGILTIG')
  },
)
