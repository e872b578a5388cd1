import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const KNOWN = '189001019802'
const grounds = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'kontrollfragor' }

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
})
afterAll(() => app.stop())
beforeEach(() => app.mirror.empty())

const hold = (...parts: object[]) => {
  app.mirror.empty()
  app.mirror.put(
    KNOWN,
    'bromma',
    'faktura',
    parts.map((part) => ({ fakturanummer: 'F3', betalstatus: 'delbetalning', ...part })),
  )
}
const lookUp = async (by: object) =>
  (await app.uppslag({ ...grounds, ...by })).json.fakturor as ({ fakturaRef: string } & Record<string, unknown>)[]
const opened = async ({ fakturaRef }: { fakturaRef: string }) => await app.fetch(`/api/v1/fakturor/${fakturaRef}`)

test.each<[string, object, object]>([
  ['numbered', { delbetalning: 1 }, { delbetalning: 2 }],
  ['told apart by their OCR number', { ocrNummer: '26' }, { ocrNummer: '34' }],
  ['told apart by their due date', { forfallodatum: '2026-10-31' }, { forfallodatum: '2026-11-30' }],
])(
  'instalments that share an invoice number, %s: its search shows all, and each reference opens its own',
  async (_, first, second) => {
    const parts = [first, second]
    hold(...parts)
    const shown = await lookUp({ fakturanummer: 'F3' })
    expect(shown).toMatchObject(parts)
    for (const one of [...shown].reverse()) expect((await opened(one)).json.faktura).toEqual(one)
    hold(second)
    expect((await opened(shown[0]!)).status).toBe(404)
    expect((await opened(shown[1]!)).json.faktura).toEqual(shown[1])
  },
)

test('an invoice that nothing is said of, or that has no due date, is not said to be overdue or not', async () => {
  hold(
    { fakturanummer: 'F1', forfallodatum: '2026-01-31', betalstatus: 'okand' },
    { fakturanummer: 'F2', betalstatus: 'obetald' },
    { fakturanummer: 'F3', forfallodatum: '2026-01-31', betalstatus: 'overbetald' },
    { fakturanummer: 'F4', forfallodatum: '2026-01-31', betalstatus: 'delbetalning' },
  )
  expect((await lookUp({ personnummer: KNOWN })).map(({ forfallen }) => forfallen)).toEqual([
    undefined,
    undefined,
    false,
    true,
  ])
})
