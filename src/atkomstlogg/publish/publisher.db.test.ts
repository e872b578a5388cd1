import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { aLogRecord, newSigner } from '../../../test/support/access-records.ts'
import { ownCertificate } from '../../../test/support/api/certificates.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import { startSyslogReceiver } from '../../../test/support/syslog/receiver.ts'
import { startTimeStampAuthority } from '../../../test/support/time-stamp-authority.ts'
import { until } from '../../../test/support/until.ts'
import { createSyslogSender } from '../../adapters/syslog/sender.ts'
import { createTimeStamper } from '../../adapters/timestamp/stamper.ts'
import type { LogFields } from '../../log.ts'
import { reviewPublishing } from '../../operations/review-publishing.ts'
import { createSampling } from '../../platform/sampling.ts'
import { openCheckpoint } from '../checkpoint.ts'
import { createCheckpoints, logVerifier } from '../checkpoints.ts'
import { createLogWriter } from '../writer.ts'
import { createFolderPlace } from './folder-place.ts'
import type { CheckpointPlace } from './place.ts'
import { createCheckpointPublisher } from './publisher.ts'
import { createSyslogPlace } from './syslog-place.ts'
import { createTimeStampPlace } from './time-stamp-place.ts'

jest.setTimeout(60_000)
const db = useDatabase()
const keys = newSigner()
const origin = 'insyn.example'

let root = ''
let folder = ''
let archive = ''
let now = new Date()
let events: [string, LogFields | undefined][] = []
const clock = () => now
const note = (event: string, fields?: LogFields) => void events.push([event, fields])
const log = { info: note, warn: note, error: note }

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'publicering-'))
  folder = join(root, 'logg')
  archive = join(root, 'arkiv')
  await mkdir(archive)
  now = new Date()
  events = []
  await db.pool.query(`alter table access_record disable trigger user; alter table log_head disable trigger user;
    truncate access_record, log_head, checkpoint_place; alter table access_record enable trigger user; alter table log_head enable trigger user`)
})
afterEach(() => rm(root, { recursive: true }))

/** Writes to each log and takes a checkpoint of it. */
async function grow(...logs: readonly string[]): Promise<void> {
  const writer = createLogWriter(db.pool)
  await writer.write(logs.map((name) => aLogRecord(name)))
  await createCheckpoints({ pool: db.pool, folder, keys, origin }).takeNow()
}
/** A hub that has just been started. */
const hub = (places: readonly CheckpointPlace[], options = {}, register = new Registry()) =>
  createCheckpointPublisher(
    { pool: db.pool, folder, places, measuring: createSampling(register, { everyMs: 0 }), clock, log },
    options,
  )
const review = (...places: readonly CheckpointPlace['name'][]) =>
  reviewPublishing({ pool: db.pool, folder, places, hasFeed: false, clock })
const notesIn = async (path: string) =>
  (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { checkpoint: string }).checkpoint)
const sizesIn = async (name = 'bromma') =>
  (await notesIn(join(archive, `${name}.checkpoints`))).map(
    (one) => openCheckpoint(one, logVerifier({ origin, keys }, name))?.size,
  )

test('every checkpoint comes to the folder once and in order, through restarts, and others may read it there', async () => {
  for (let i = 1; i <= 4; i++) {
    await grow('bromma', ...(i % 2 === 0 ? ['insyn'] : []))
    await hub([createFolderPlace(archive)]).publishNow()
  }
  expect(await sizesIn()).toEqual([1, 2, 3, 4])
  expect(await sizesIn('insyn')).toEqual([1, 2])
  expect((await stat(join(archive, 'bromma.checkpoints'))).mode & 0o777).toBe(0o640)
  expect(await readFile(join(archive, 'bromma.checkpoints'))).toEqual(
    await readFile(join(folder, 'bromma.checkpoints')),
  )
})

test('a folder that is not mounted is not made: the checkpoints wait for it, and are told of until it is back', async () => {
  const place = createFolderPlace(archive)
  await grow('bromma', 'farsta')
  await hub([place]).publishNow()
  await rename(archive, `${archive}-borta`)
  const register = new Registry()
  const serving = hub([place], {}, register)
  for (let i = 0; i < 3; i++) {
    await grow('bromma', 'farsta')
    await serving.publishNow()
  }
  await expect(stat(archive)).rejects.toThrow()
  expect(events).toEqual([['checkpoint-publishing-failed', { place: 'katalog', errorCode: 'ENOENT' }]])
  expect((await review('katalog'))[0]?.shortcomings).toEqual([
    expect.stringMatching(/^katalog lacks checkpoints of 2 logs since \d{4}-\S+Z: ENOENT$/),
  ])
  now = new Date(Date.now() + 6 * 60_000)
  await serving.publishNow()
  await serving.publishNow()
  expect(events.slice(1)).toEqual([
    ['checkpoint-publishing-late', { place: 'katalog', since: expect.any(String), errorCode: 'ENOENT' }],
  ])
  expect(await register.getSingleMetricAsString('insyn_checkpoint_behind_seconds')).toMatch(/place="katalog"} 3[67]\d/)
  expect(await register.getSingleMetricAsString('insyn_checkpoint_publishing_failures_total')).toContain('} 5')

  await rename(`${archive}-borta`, archive)
  await serving.publishNow()
  expect(events.at(-1)).toEqual(['checkpoint-publishing-resumed', { place: 'katalog' }])
  expect(await sizesIn()).toEqual([1, 2, 3, 4])
  expect(await sizesIn('farsta')).toEqual([1, 2, 3, 4])
  expect((await review('katalog'))[0]?.shortcomings).toEqual([])
  expect(await register.getSingleMetricAsString('insyn_checkpoint_behind_seconds')).toContain('place="katalog"} 0')
})

test('a place that hangs or fails holds up no other, and comes to all that it missed', async () => {
  const seen: string[] = []
  const broken: CheckpointPlace = {
    name: 'syslog',
    publish: async (_log, notes, signal) => {
      if (!works) return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('slow'))))
      seen.push(...notes)
    },
  }
  let works = false
  const serving = hub([broken, createFolderPlace(archive)], { everyMs: 20, deadlineMs: 50 })
  await grow('bromma')
  serving.start()
  for (let size = 1; size <= 4; size++) {
    await until(async () => (await sizesIn().catch(() => undefined))?.includes(size) === true)
    await grow('bromma')
  }
  const before = [...seen]
  works = true
  await serving.stop()
  expect(before).toEqual([])
  // What was on its way when it was told to stop may come twice.
  expect([...new Set(await sizesIn())]).toEqual([1, 2, 3, 4, 5])
  // It began with the newest there was: that covers those before it.
  expect(seen.length).toBeGreaterThan(0)
  expect(seen.at(-1)).toBe((await notesIn(join(folder, 'bromma.checkpoints'))).at(-1))
})

test('a hub that dies when the place has a checkpoint, and before that is known, publishes it again', async () => {
  const place = createFolderPlace(archive)
  const killed: CheckpointPlace = {
    name: 'katalog',
    async publish(...args) {
      await place.publish(...args)
      throw new Error('killed')
    },
  }
  await grow('bromma')
  await hub([killed]).publishNow()
  await hub([place]).publishNow()
  expect(await sizesIn()).toEqual([1, 1])
})

test('two hubs do not publish to one place at once', async () => {
  let inside = 0
  let most = 0
  const place: CheckpointPlace = {
    name: 'katalog',
    async publish() {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 5))
      inside--
    },
  }
  await grow('bromma', 'farsta', 'insyn')
  await Promise.all(Array.from({ length: 6 }, () => hub([place]).publishNow()))
  expect(most).toBe(1)
})

test('when no hub runs, the doctor says that checkpoints are not published, and that one place is not enough', async () => {
  await grow('bromma')
  expect(await review('katalog')).toEqual([
    {
      area: 'checkpoints',
      name: 'checkpoints',
      shortcomings: ['katalog lacks checkpoints of 1 logs, and has had none: does a hub run?'],
      notes: [expect.stringContaining('published to 1 of 2 places')],
    },
  ])
  await hub([createFolderPlace(archive)]).publishNow()
  await grow('bromma')
  expect((await review('katalog', 'kafka'))[0]?.shortcomings).toEqual([
    expect.stringMatching(/^kafka lacks .+has had none/),
  ])
  now = new Date(Date.now() + 6 * 60_000)
  expect((await review('katalog'))[0]?.shortcomings).toEqual([expect.stringMatching(/^katalog lacks .+the newest/)])
})

test('a syslog receiver gets the line of the file, and what is missing when it was away', async () => {
  const certificate = ownCertificate('loggar.example')
  const tls = { key: certificate.key, cert: certificate.cert }
  let away = false
  const receiver = await startSyslogReceiver(tls, (socket) => {
    if (away) socket.destroy()
    return away
  })
  const sender = createSyslogSender({ adress: receiver.address, ca: certificate.cert }, origin)
  const place = createSyslogPlace(sender, clock)
  const step = async () => {
    await grow('bromma')
    await hub([place]).publishNow()
  }
  await step()
  away = true
  await step()
  await step()
  away = false
  await step()
  const lines = receiver.events.map(({ text }) => (JSON.parse(text) as { checkpoint: string }).checkpoint)
  expect(lines).toEqual(await notesIn(join(folder, 'bromma.checkpoints')))
  expect(receiver.events[0]).toMatchObject({
    kind: 'kontrollpunkt',
    parameters: [
      ['logg', 'bromma'],
      ['antal', '1'],
    ],
  })
  await receiver.stop()
})

test('a time stamp of each newest checkpoint lies beside it, and OpenSSL verifies it', async () => {
  const authority = await startTimeStampAuthority()
  const place = createTimeStampPlace(folder, createTimeStamper({ url: authority.url }))
  await grow('bromma')
  await hub([place]).publishNow()
  authority.faults.status = 503
  await grow('bromma')
  await hub([place]).publishNow()
  authority.faults.status = 200
  await grow('bromma')
  await hub([place]).publishNow()
  await hub([place]).publishNow()
  const lines = (await readFile(join(folder, 'bromma.tidsstamplar'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { checkpoint: string; tidsstampel: string })
  const notes = await notesIn(join(folder, 'bromma.checkpoints'))
  expect(lines.map(({ checkpoint }) => checkpoint)).toEqual([notes[0], notes[2]])
  for (const { checkpoint, tidsstampel } of lines)
    expect(authority.verify(checkpoint, Buffer.from(tidsstampel, 'base64'))).toContain('Verification: OK')
  expect(authority.asked()).toBe(3)
  await authority.stop()
})
