import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { aLogRecord } from '../../test/support/access-records.ts'
import { type Certificate, ownCertificate } from '../../test/support/api/certificates.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { testKeys } from '../../test/support/keys.ts'
import { startSyslogReceiver, type SyslogReceiver } from '../../test/support/syslog/receiver.ts'
import { until } from '../../test/support/until.ts'
import { createSyslogSender } from '../adapters/syslog/sender.ts'
import { openLogId } from '../atkomstlogg/log-id.ts'
import { createLogWriter } from '../atkomstlogg/writer.ts'
import { createSampling } from '../platform/sampling.ts'
import { createLogFeed, feedBehindSince, feedLogs } from './log-feed.ts'

jest.setTimeout(60_000)
const db = useDatabase()
const keys = testKeys(['bromma'])
const nothing = () => undefined
let certificate: Certificate
let receiver: SyslogReceiver
/** What the receiver does with connections, now. */
let away = false
let refusals = 0

beforeAll(async () => {
  certificate = ownCertificate('siem.example')
  receiver = await startSyslogReceiver({ key: certificate.key, cert: certificate.cert }, (socket) => {
    if (away) {
      refusals++
      socket.destroy()
    }
    return away
  })
})
afterAll(() => receiver.stop())

const deps = () => ({
  pool: db.pool,
  keys,
  origin: 'insyn.example',
  sender: createSyslogSender({ adress: receiver.address, ca: certificate.cert }, 'insyn.example'),
})
const write = (...records: Parameters<typeof aLogRecord>[]) =>
  createLogWriter(db.pool).write(records.map((one) => aLogRecord(...one)))
/** What has come since the last look, as objects. */
let looked = 0
const came = () =>
  receiver.events.slice(looked, (looked = receiver.events.length)).map((event) => ({
    ...Object.fromEntries(event.parameters),
    text: event.text,
    time: event.time,
  }))

test('a record comes as one line with the fields of the topic, and without the person', async () => {
  await write(['bromma', { personRef: 'referens-till-nagon', personnummerForseglat: 'forseglat', arende: 'KC-1' }])
  expect(await feedLogs(deps())).toBe(1)
  const [event] = receiver.events
  const [line] = came()
  expect(line).toMatchObject({
    logg: 'bromma',
    handelse: 'uppslag',
    slutanvandare: 'anna.åkesson',
    utfall: 'visat',
    avtal: 'SDF-2026-1',
    time: '2026-03-02T08:15:00.123Z',
    text: 'uppslag visat traff',
  })
  expect(event?.parameters.filter(([name]) => name === 'visat')).toEqual([
    ['visat', 'beslut: beslutsdatum insats omfattning'],
    ['visat', 'faktura: belopp forfallodatum ocr status'],
  ])
  expect(event?.parameters.some(([name]) => name === 'tillstand')).toBe(false)
  for (const hidden of ['referens-till-nagon', 'forseglat', 'KC-1']) expect(JSON.stringify(event)).not.toContain(hidden)
})

test('what is there since somebody is protected does not come, and why nothing was shown is not told', async () => {
  await write(
    ['bromma', { utfall: 'nekat', orsak: 'skyddad' }],
    ['bromma', { flaggor: ['skyddad-visad'] }],
    ['insyn', { utfall: 'nekat', orsak: 'skyddad' }],
    ['insyn', { utfall: 'tomt', orsak: 'okand' }],
  )
  expect(await feedLogs(deps())).toBe(4)
  expect(came().map(({ text }) => text)).toEqual(['uppslag tomt inget-visat', 'uppslag tomt inget-visat'])
  expect(await feedLogs(deps())).toBe(0)
  expect(came()).toEqual([])
})

test('nothing is lost while the receiver is away or dies, and what comes twice has the same id', async () => {
  for (let i = 0; i < 30; i++) await write(...Array.from({ length: 50 }, (): [string] => ['bromma']))
  away = true
  await expect(feedLogs(deps())).rejects.toThrow()
  expect(await feedBehindSince(db.pool)).toEqual(new Date('2026-03-02T08:15:00.123Z'))
  away = false
  let lost = true
  // The receiver has it all, and the hub dies before it knows.
  const { sender } = deps()
  const killed = {
    async send(...args: Parameters<typeof sender.send>) {
      await sender.send(...args)
      if (lost) throw new Error('killed')
    },
  }
  await expect(feedLogs({ ...deps(), sender: killed })).rejects.toThrow('killed')
  lost = false
  expect(await feedLogs(deps())).toBe(1_000)
  expect(await feedLogs(deps())).toBe(500)
  const lines = came() as { id?: string; loggId?: string }[]
  expect(lines).toHaveLength(2_500)
  const places = new Map(lines.map(({ id, loggId }) => [id, openLogId(keys, loggId ?? '')?.nummer]))
  expect([...places.values()]).toEqual(Array.from({ length: 1_500 }, (_, at) => at + 3))
  expect(await feedBehindSince(db.pool)).toBeUndefined()
})

test('the feed goes on by itself, and says once that it fails and once that it goes on', async () => {
  const events: string[] = []
  const note = (event: string) => void events.push(event)
  const log = { info: note, warn: note, error: nothing }
  const feed = createLogFeed({ ...deps(), measuring: createSampling(new Registry()), log }, { everyMs: 20 })
  away = true
  await write(['bromma'], ['insyn'])
  feed.start()
  await until(() => refusals >= 3)
  expect(events).toEqual(['log-feed-failed'])
  away = false
  await until(async () => (await feedBehindSince(db.pool)) === undefined)
  await feed.stop()
  expect(events).toEqual(['log-feed-failed', 'log-feed-resumed'])
  expect(came().length).toBeGreaterThanOrEqual(2)
})
