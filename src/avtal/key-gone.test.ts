import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { withoutOwn } from '../../test/support/api/without-own-parts.ts'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const A = '199304232383'
const NAGON_ANNAN = '200306252396'
const fraga = { andamal: 'samlad-fraga', arende: 'A-1', relation: 'sjalv', identifiering: 'bankid' }
let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp()
  app.spegel.lagg(A, 'bromma', 'beslut', [{ beslutId: '1', status: 'pagaende' }])
  app.spegel.lagg(A, 'bromma', 'faktura', [{ fakturanummer: 'F1', ocrNummer: '1636976' }])
})
afterAll(() => app.stop())

test('what was read from the mirror a moment before its key went looks like nobody’s', async () => {
  expect((await app.uppslag({ personnummer: A, ...fraga })).json.beslut).toHaveLength(1)
  for (const mangd of ['beslut', 'faktura']) app.nycklar.glom(`bromma/${mangd}`)
  const ingen = await app.uppslag({ personnummer: NAGON_ANNAN, ...fraga })
  for (const sokning of [{ personnummer: A }, { ocrNummer: '1636976' }, { fakturanummer: 'F1' }]) {
    const svar = await app.uppslag({ ...sokning, ...fraga })
    expect([svar.status, withoutOwn(svar.json)]).toEqual([200, withoutOwn(ingen.json)])
  }
  const arende = await app.skicka(
    'PUT',
    '/api/v1/arenden/A-1',
    { status: 'oppnat', personnummer: A, andamal: 'beslutsfraga' },
    { klient: 'arendesystem', roller: ['arendesystem'] },
  )
  expect([arende.status, arende.json.forslag]).toEqual([
    200,
    expect.objectContaining({ arendeklass: 'Fråga om beslut' }),
  ])
  expect(app.rapporter).toEqual([])
})
