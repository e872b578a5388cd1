import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'
import { memoryChain } from '../../../test/support/memory-chain.ts'

const chain = memoryChain()
let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp({ chain })
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
  chain.asked.length = 0
})

const at = new Date('2026-10-15T02:10:00Z')
const officer = (roll: string, logs: readonly string[]) => ({
  ...{ klient: 'demo', slutanvandare: 'cia', roller: [roll] },
  ansprak: { insyn: { loggar: logs } },
})

test('each log of the officer, without the counts that would tell how much is hidden', async () => {
  chain.known.bromma = {
    records: 120,
    checkpoint: { records: 110, root: Buffer.alloc(32, 0xab) },
    places: [{ place: 'katalog', publishedAt: at, behindSince: undefined }],
    checked: { at, records: 110, broken: { from: 3, to: 5 } },
    running: { checked: 30, of: 120 },
  }
  const { json } = await app.fetch('/api/v1/atkomster/kedja', officer('sakerhetsansvarig', ['bromma', 'jarva']))
  expect(json.loggar).toEqual([
    {
      ...{ logg: 'bromma', loggnamn: 'Bromma', lage: 'bruten', kontrollerad: at.toISOString() },
      ...{ kontrolleradePoster: 110, nyaPoster: 10, brott: { fran: 3, till: 5 }, fingeravtryck: 'ab'.repeat(32) },
      ...{ publicerad: [{ plats: 'katalog', tid: at.toISOString(), slaparSedan: null }], pagar: 25 },
    },
    expect.objectContaining({ logg: 'jarva', lage: 'okontrollerad', brott: null, fingeravtryck: null, pagar: null }),
  ])
  expect(app.logg.written.map(({ logg, access }) => [logg, access.handelse, access.orsak])).toEqual([
    ['bromma', 'granskning', 'kedja'],
    ['jarva', 'granskning', 'kedja'],
  ])
  const { text } = await app.fetch('/api/v1/atkomster/kedja', officer('granskare', ['bromma']))
  expect(text).toContain('"brott":{"fran":null,"till":null}')
  expect(text).not.toMatch(/110|:10,/)
})

test('a check is recorded before it is asked for, and others’ logs are none', async () => {
  const check = (body: object, who = officer('granskare', ['bromma', 'jarva'])) =>
    app.send('POST', '/api/v1/atkomster/kedja/kontroll', body, who)
  expect((await check({})).status).toBe(400)
  expect((await check({ skal: 'Anmälan 7', loggar: ['farsta'] })).status).toBe(404)
  expect((await check({ skal: 'Anmälan 7' }, { ...officer('aldre-direkt', ['bromma']) })).status).toBe(403)
  expect(chain.asked).toEqual([])
  app.logg.down = true
  expect((await check({ skal: 'Anmälan 7' })).status).toBe(503)
  app.logg.down = false
  expect(chain.asked).toEqual([])
  app.logg.written.length = 0
  expect((await check({ skal: 'Anmälan 7', loggar: ['jarva'] })).status).toBe(200)
  expect(chain.asked).toEqual(['jarva'])
  expect(app.logg.written.map(({ logg, access }) => [logg, access.orsak, access.andamal])).toEqual([
    ['jarva', 'kedjekontroll', 'Anmälan 7'],
  ])
})
