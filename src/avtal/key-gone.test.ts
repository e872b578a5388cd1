import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { withoutOwn } from '../../test/support/api/without-own-parts.ts'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const A = '199304232383'
const SOMEBODY_ELSE = '200306252396'
const query = { andamal: 'samlad-fraga', arende: 'KC-1', relation: 'sjalv', identifiering: 'bankid' }
let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp()
  app.mirror.put(A, 'bromma', 'beslut', [{ beslutId: '1', status: 'pagaende' }])
  app.mirror.put(A, 'bromma', 'faktura', [{ fakturanummer: 'F1', ocrNummer: '1636976' }])
})
afterAll(() => app.stop())

test('what was read from the mirror a moment before its key went looks like nobody’s', async () => {
  expect((await app.uppslag({ personnummer: A, ...query })).json.beslut).toHaveLength(1)
  for (const mangd of ['beslut', 'faktura']) app.keys.forget(`bromma/${mangd}`)
  const none = await app.uppslag({ personnummer: SOMEBODY_ELSE, ...query })
  for (const search of [{ personnummer: A }, { ocrNummer: '1636976' }, { fakturanummer: 'F1' }]) {
    const answer = await app.uppslag({ ...search, ...query })
    expect([answer.status, withoutOwn(answer.json)]).toEqual([200, withoutOwn(none.json)])
  }
  const arende = await app.send(
    'PUT',
    '/api/v1/arenden/KC-1',
    { status: 'oppnat', personnummer: A, andamal: 'beslutsfraga' },
    { klient: 'arendesystem', roller: ['arendesystem'] },
  )
  expect([arende.status, arende.json.forslag]).toEqual([
    200,
    expect.objectContaining({ arendeklass: 'Fråga om beslut' }),
  ])
  expect(app.reports).toEqual([])
})
