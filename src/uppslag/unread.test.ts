import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const WITH_UNREAD = '189001019802'
const NOTHING_READ = '189001029819'
const OTHER = '189001039800'
const ABSENT = '189001059808'

let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp({})
  const { mirror } = app
  mirror.put(WITH_UNREAD, 'bromma', 'faktura', [{ fakturanummer: 'F1', ocrNummer: '1234566', betalstatus: 'betald' }])
  mirror.putUnread(WITH_UNREAD, 'bromma', 'faktura', 2)
  mirror.putUnread(WITH_UNREAD, 'bromma', 'beslut', 1)
  mirror.putUnread(NOTHING_READ, 'bromma', 'faktura', 1)
  mirror.put(OTHER, 'bromma', 'faktura', [{ fakturanummer: 'F2', ocrNummer: '226', betalstatus: 'betald' }])
  mirror.unreadInvoice('1234566', WITH_UNREAD)
  mirror.unreadInvoice('226')
  const readAt = { speglad: new Date('2026-10-15T02:00:00Z'), newestRun: 'lyckad', orphans: false } as const
  mirror.statuses = [
    { source: 'agresso', stadsdel: 'bromma', ...readAt },
    { source: 'agresso', stadsdel: 'jarva', ...readAt },
    { source: 'paraplyet', stadsdel: 'bromma', ...readAt },
  ]
})
afterAll(() => app.stop())

const grounds = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'kontrollfragor' }
async function lookup(who: Record<string, string>) {
  const { json } = await app.uppslag({ ...grounds, ...who })
  const rows = json.kallor as { kalla: string; stadsdel: string; status: string; forklaring: string }[]
  const row = (source: string, stadsdel: string) =>
    rows.find((one) => one.kalla === source && one.stadsdel === stadsdel)
  return { fakturor: json.fakturor as { fakturanummer: string }[], row }
}

test('what could be read is shown, and the row of its source says how much could not', async () => {
  const { fakturor, row } = await lookup({ personnummer: WITH_UNREAD })
  expect(fakturor).toMatchObject([{ fakturanummer: 'F1' }])
  expect(row('agresso', 'bromma')).toMatchObject({
    status: 'ofullstandig',
    forklaring: expect.stringContaining('2 av personens poster i källan gick inte att läsa'),
  })
  expect(row('agresso', 'jarva')?.status).toBe('aktuell')
})

test('of a kind that the purpose does not open nothing is said, not even that it could not be read', async () => {
  const { row } = await lookup({ personnummer: WITH_UNREAD })
  expect(row('paraplyet', 'bromma')?.status).not.toBe('ofullstandig')
})

test('somebody of whom nothing could be read is not somebody without invoices', async () => {
  const { fakturor, row } = await lookup({ personnummer: NOTHING_READ })
  expect(fakturor).toEqual([])
  expect(row('agresso', 'bromma')).toMatchObject({
    status: 'ofullstandig',
    forklaring: expect.stringContaining('En av personens poster'),
  })
  expect((await lookup({ personnummer: ABSENT })).row('agresso', 'bromma')?.status).toBe('aktuell')
})

test('an OCR number answers nobody when an invoice that could not be read may be somebody else’s', async () => {
  expect((await lookup({ ocrNummer: '1234566' })).fakturor).toMatchObject([{ fakturanummer: 'F1' }])
  expect((await lookup({ ocrNummer: '226' })).fakturor).toEqual([])
})
