import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { enLoggpost, nySignerare } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { openCheckpoint } from './checkpoint.ts'
import { createCheckpoints, loggVerifier } from './checkpoints.ts'
import { createLoggskrivare } from './writer.ts'

const db = useDatabase()
const nycklar = nySignerare()
let rot = ''
let antal = 0

beforeAll(async () => {
  rot = await mkdtemp(join(tmpdir(), 'logg-'))
})
afterAll(() => rm(rot, { recursive: true }))

/** A log and a folder of the test's own; `checkpoints()` is a hub that has just been started. */
function nyLogg() {
  const logg = `prov-${++antal}`
  const katalog = join(rot, logg)
  const deps = { pool: db.pool, katalog, nycklar, origin: 'insyn.example' }
  const skrivare = createLoggskrivare(db.pool)
  return {
    logg,
    deps,
    fil: join(katalog, `${logg}.checkpoints`),
    mellanlage: join(katalog, `${logg}.intervall`),
    checkpoints: (options = {}) => createCheckpoints(deps, options),
    skriv: async (poster: number) =>
      void (await skrivare.skriv(Array.from({ length: poster }, () => enLoggpost(logg)))),
  }
}
const saved = async (fil: string) =>
  (await readFile(fil, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { checkpoint: string }).checkpoint)
/** What only the owner of the database can do. */
const tamper = async (sql: string) => {
  const tx = await db.pool.connect()
  await tx.query(`set session_replication_role = replica; ${sql}; reset session_replication_role`)
  tx.release()
}
// A log that one test has broken must not stop the hub of the next.
beforeEach(() => tamper('truncate atkomst, logg_huvud'))
const bruten = { code: 'LOGG_BRUTEN' }

test('each log that has grown gets a signed checkpoint, the others none', async () => {
  const { logg, deps, fil, checkpoints, skriv } = nyLogg()
  const hub = checkpoints()
  await skriv(3)
  await hub.taNu()
  await hub.taNu()
  await skriv(2)
  const newest = (await hub.taNu()).get(logg)
  const notes = await saved(fil)
  expect(notes.map((note) => openCheckpoint(note, loggVerifier(deps, logg))?.size)).toEqual([3, 5])
  expect(newest?.note).toBe(notes[1])
})

test('checkpoints that are asked for at once are taken one after the other', async () => {
  const { fil, checkpoints, skriv } = nyLogg()
  const hub = checkpoints()
  await skriv(3)
  await Promise.all([hub.taNu(), hub.taNu(), hub.granskaVidStart(), hub.taNu()])
  expect(await saved(fil)).toHaveLength(1)
})

test('the minutes take checkpoints by themselves, and stopping takes the last', async () => {
  const { fil, checkpoints, skriv } = nyLogg()
  const hub = checkpoints({ everyMs: 10 })
  await skriv(1)
  hub.start((error) => {
    throw error
  })
  for (let i = 0; i < 400 && (await stat(fil).catch(() => undefined)) === undefined; i++)
    await new Promise((resolve) => setTimeout(resolve, 5))
  await skriv(1)
  await hub.stop()
  const notes = await saved(fil)
  expect(notes.at(-1)?.split('\n')[1]).toBe('2')
})

test('a file can be added to but is never rewritten', async () => {
  const { fil, checkpoints, skriv } = nyLogg()
  await skriv(1)
  await checkpoints().taNu()
  const before = await readFile(fil, 'utf8')
  const { ino } = await stat(fil)
  await skriv(1)
  await checkpoints().taNu()
  expect((await readFile(fil, 'utf8')).startsWith(before)).toBe(true)
  expect((await stat(fil)).ino).toBe(ino)
})

test('a start goes well when the log has only grown since the checkpoint', async () => {
  const { checkpoints, skriv } = nyLogg()
  await checkpoints().granskaVidStart()
  await skriv(5)
  await checkpoints().taNu()
  await skriv(5)
  await expect(checkpoints().granskaVidStart()).resolves.toBeUndefined()
})

test('a start without the saved position reads the whole log and goes well', async () => {
  const { mellanlage, checkpoints, skriv } = nyLogg()
  await skriv(5)
  await checkpoints().taNu()
  for (const content of ['{"peaks":"AAAA"}', 'x', `{"peaks":"${Buffer.alloc(64, 1).toString('base64')}"}`]) {
    await writeFile(mellanlage, content)
    await expect(checkpoints().granskaVidStart()).resolves.toBeUndefined()
  }
  await rm(mellanlage)
  await expect(checkpoints().granskaVidStart()).resolves.toBeUndefined()
})

test('a database that has lost records since a checkpoint stops the start', async () => {
  const { logg, checkpoints, skriv } = nyLogg()
  await skriv(2)
  const earlier = await db.pool.query<{ intervall: Buffer }>('select intervall from logg_huvud where logg = $1', [logg])
  await skriv(3)
  await checkpoints().taNu()
  await tamper(`delete from atkomst where logg = '${logg}' and nummer >= 2;
    update logg_huvud set storlek = 2, intervall = '\\x${earlier.rows[0]?.intervall.toString('hex') ?? ''}'
    where logg = '${logg}'`)
  await expect(checkpoints().granskaVidStart()).rejects.toMatchObject(bruten)
})

test('a database that does not know the log of a checkpoint stops the start', async () => {
  const { logg, checkpoints, skriv } = nyLogg()
  await skriv(2)
  await checkpoints().taNu()
  await tamper(`delete from atkomst where logg = '${logg}'; delete from logg_huvud where logg = '${logg}'`)
  await expect(checkpoints().granskaVidStart()).rejects.toMatchObject(bruten)
})

test('a log that was written anew, head and all, stops the start', async () => {
  const { logg, checkpoints, skriv } = nyLogg()
  await skriv(4)
  await checkpoints().taNu()
  await tamper(`delete from atkomst where logg = '${logg}'; delete from logg_huvud where logg = '${logg}'`)
  await skriv(6)
  await expect(checkpoints().granskaVidStart()).rejects.toMatchObject(bruten)
})

test.each([
  ['is removed', 'delete from atkomst where nummer = 4'],
  ['has another leaf', `update atkomst set blad = sha256(blad) where nummer = 4`],
])('a record after the checkpoint that %s stops the start', async (_, sql) => {
  const { logg, checkpoints, skriv } = nyLogg()
  await skriv(3)
  await checkpoints().taNu()
  await skriv(3)
  await tamper(`${sql} and logg = '${logg}'`)
  await expect(checkpoints().granskaVidStart()).rejects.toMatchObject(bruten)
})

test('what was changed while the hub ran is not signed', async () => {
  const { logg, fil, checkpoints, skriv } = nyLogg()
  const hub = checkpoints()
  await skriv(3)
  await hub.taNu()
  await skriv(3)
  await tamper(`update atkomst set blad = sha256(blad) where nummer = 5 and logg = '${logg}'`)
  await expect(hub.taNu()).rejects.toMatchObject(bruten)
  expect(await saved(fil)).toHaveLength(1)
})

test('a checkpoint that another key signed stops the start', async () => {
  const { deps, checkpoints, skriv } = nyLogg()
  await skriv(1)
  await checkpoints().taNu()
  await expect(createCheckpoints({ ...deps, nycklar: nySignerare() }).granskaVidStart()).rejects.toMatchObject(bruten)
})

test('a line that a power failure cut off is passed over, and the next stands on a line of its own', async () => {
  const { logg, deps, fil, checkpoints, skriv } = nyLogg()
  await skriv(2)
  await checkpoints().taNu()
  const whole = await readFile(fil, 'utf8')
  await appendFile(fil, whole.slice(0, 40))
  await expect(checkpoints().granskaVidStart()).resolves.toBeUndefined()
  await skriv(1)
  await checkpoints().taNu()
  const last = (await readFile(fil, 'utf8')).trimEnd().split('\n').at(-1) ?? ''
  const { checkpoint } = JSON.parse(last) as { checkpoint: string }
  expect(openCheckpoint(checkpoint, loggVerifier(deps, logg))?.size).toBe(3)
})
