import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { aLogRecord, newSigner } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { until } from '../../test/support/until.ts'
import { openCheckpoint } from './checkpoint.ts'
import { createCheckpoints, logVerifier } from './checkpoints.ts'
import { createLogWriter } from './writer.ts'

const db = useDatabase()
const keys = newSigner()
let root = ''
let count = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'logg-'))
})
afterAll(() => rm(root, { recursive: true }))

/** A log and a folder of the test's own; `checkpoints()` is a hub that has just been started. */
function newLog() {
  const log = `prov-${++count}`
  const folder = join(root, log)
  const deps = { pool: db.pool, folder, keys, origin: 'insyn.example' }
  const writer = createLogWriter(db.pool)
  return {
    logg: log,
    deps,
    file: join(folder, `${log}.checkpoints`),
    middleState: join(folder, `${log}.intervall`),
    checkpoints: (options = {}) => createCheckpoints(deps, options),
    write: async (items: number) => void (await writer.write(Array.from({ length: items }, () => aLogRecord(log)))),
  }
}
const saved = async (file: string) =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { checkpoint: string }).checkpoint)
const triggers = (what: 'enable' | 'disable') =>
  ['access_record', 'log_head'].map((table) => `alter table ${table} ${what} trigger user`).join('; ')
/** What only the owner of the database can do. */
const tamper = async (sql: string) => {
  const tx = await db.pool.connect()
  await tx.query(`${triggers('disable')}; ${sql}; ${triggers('enable')}`)
  tx.release()
}
// A log that one test has broken must not stop the hub of the next.
beforeEach(() => tamper('truncate access_record, log_head'))
const broken = { code: 'LOGG_BRUTEN' }

test('each log that has grown gets a signed checkpoint, the others none', async () => {
  const { logg, deps, file, checkpoints, write } = newLog()
  const hub = checkpoints()
  await write(3)
  await hub.takeNow()
  await hub.takeNow()
  await write(2)
  const newest = (await hub.takeNow()).get(logg)
  const notes = await saved(file)
  expect(notes.map((note) => openCheckpoint(note, logVerifier(deps, logg))?.size)).toEqual([3, 5])
  expect(newest?.note).toBe(notes[1])
})

test('two hubs on one folder sign each size once, in rising order, whoever comes first', async () => {
  const { logg, deps, file, checkpoints, write } = newLog()
  const hubs = [checkpoints(), checkpoints()]
  for (let round = 1; round <= 6; round++) {
    await write(round)
    await Promise.all([...hubs.map((hub) => hub.takeNow()), write(1)])
  }
  await hubs[0]?.takeNow()
  const sizes = (await saved(file)).map((note) => openCheckpoint(note, logVerifier(deps, logg))?.size ?? 0)
  expect(sizes.every((size, place) => place === 0 || size > (sizes[place - 1] ?? 0))).toBe(true)
  expect(sizes.at(-1)).toBe(27)
})

test('checkpoints that are asked for at once are taken one after the other', async () => {
  const { file, checkpoints, write } = newLog()
  const hub = checkpoints()
  await write(3)
  await Promise.all([hub.takeNow(), hub.takeNow(), hub.checkAtStart(), hub.takeNow()])
  expect(await saved(file)).toHaveLength(1)
})

test('the minutes take checkpoints by themselves, and stopping takes the last', async () => {
  const { file, checkpoints, write } = newLog()
  const hub = checkpoints({ everyMs: 10 })
  await write(1)
  hub.start((error) => {
    throw error
  })
  await until(async () => (await stat(file).catch(() => undefined)) !== undefined)
  await write(1)
  await hub.stop()
  const notes = await saved(file)
  expect(notes.at(-1)?.split('\n')[1]).toBe('2')
})

test('a file can be added to but is never rewritten', async () => {
  const { file, checkpoints, write } = newLog()
  await write(1)
  await checkpoints().takeNow()
  const before = await readFile(file, 'utf8')
  const { ino } = await stat(file)
  await write(1)
  await checkpoints().takeNow()
  expect((await readFile(file, 'utf8')).startsWith(before)).toBe(true)
  expect((await stat(file)).ino).toBe(ino)
})

test('a start goes well when the log has only grown since the checkpoint', async () => {
  const { checkpoints, write } = newLog()
  await checkpoints().checkAtStart()
  await write(5)
  await checkpoints().takeNow()
  await write(5)
  await expect(checkpoints().checkAtStart()).resolves.toBeUndefined()
})

test('a start without the saved position reads the whole log and goes well', async () => {
  const { middleState, checkpoints, write } = newLog()
  await write(5)
  await checkpoints().takeNow()
  for (const content of ['{"peaks":"AAAA"}', 'x', `{"peaks":"${Buffer.alloc(64, 1).toString('base64')}"}`]) {
    await writeFile(middleState, content)
    await expect(checkpoints().checkAtStart()).resolves.toBeUndefined()
  }
  await rm(middleState)
  await expect(checkpoints().checkAtStart()).resolves.toBeUndefined()
})

test('a database that has lost records since a checkpoint stops the start', async () => {
  const { logg, checkpoints, write } = newLog()
  await write(2)
  const earlier = await db.pool.query<{ ranges: Buffer }>('select ranges from log_head where logg = $1', [logg])
  await write(3)
  await checkpoints().takeNow()
  await tamper(`delete from access_record where logg = '${logg}' and nummer >= 2;
    update log_head set size = 2, ranges = '\\x${earlier.rows[0]?.ranges.toString('hex') ?? ''}'
    where logg = '${logg}'`)
  await expect(checkpoints().checkAtStart()).rejects.toMatchObject(broken)
})

test('a database that does not know the log of a checkpoint stops the start', async () => {
  const { logg, checkpoints, write } = newLog()
  await write(2)
  await checkpoints().takeNow()
  await tamper(`delete from access_record where logg = '${logg}'; delete from log_head where logg = '${logg}'`)
  await expect(checkpoints().checkAtStart()).rejects.toMatchObject(broken)
})

test('a log that was written anew, head and all, stops the start', async () => {
  const { logg, checkpoints, write } = newLog()
  await write(4)
  await checkpoints().takeNow()
  await tamper(`delete from access_record where logg = '${logg}'; delete from log_head where logg = '${logg}'`)
  // By another process: this one gives no number twice.
  await createLogWriter(db.pool).write(Array.from({ length: 6 }, () => aLogRecord(logg)))
  await expect(checkpoints().checkAtStart()).rejects.toMatchObject(broken)
})

test.each([
  ['is removed', 'delete from access_record where nummer = 4'],
  ['has another leaf', `update access_record set leaf = sha256(leaf) where nummer = 4`],
])('a record after the checkpoint that %s stops the start', async (_, sql) => {
  const { logg, checkpoints, write } = newLog()
  await write(3)
  await checkpoints().takeNow()
  await write(3)
  await tamper(`${sql} and logg = '${logg}'`)
  await expect(checkpoints().checkAtStart()).rejects.toMatchObject(broken)
})

test('what was changed while the hub ran is not signed', async () => {
  const { logg, file, checkpoints, write } = newLog()
  const hub = checkpoints()
  await write(3)
  await hub.takeNow()
  await write(3)
  await tamper(`update access_record set leaf = sha256(leaf) where nummer = 5 and logg = '${logg}'`)
  await expect(hub.takeNow()).rejects.toMatchObject(broken)
  expect(await saved(file)).toHaveLength(1)
})

test('a checkpoint that another key signed stops the start', async () => {
  const { deps, checkpoints, write } = newLog()
  await write(1)
  await checkpoints().takeNow()
  await expect(createCheckpoints({ ...deps, keys: newSigner() }).checkAtStart()).rejects.toMatchObject(broken)
})

test('a line that a power failure cut off is passed over, and the next stands on a line of its own', async () => {
  const { logg, deps, file, checkpoints, write } = newLog()
  await write(2)
  await checkpoints().takeNow()
  const whole = await readFile(file, 'utf8')
  await appendFile(file, whole.slice(0, 40))
  await expect(checkpoints().checkAtStart()).resolves.toBeUndefined()
  await write(1)
  await checkpoints().takeNow()
  const last = (await readFile(file, 'utf8')).trimEnd().split('\n').at(-1) ?? ''
  const { checkpoint } = JSON.parse(last) as { checkpoint: string }
  expect(openCheckpoint(checkpoint, logVerifier(deps, logg))?.size).toBe(3)
})
