import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { enLoggpost, nySignerare } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { InsynError } from '../errors.ts'
import { createCheckpoints, loggVkey } from './checkpoints.ts'
import { discloseThrough } from './disclose.ts'
import { exporteraLogg } from './export.ts'
import { inklusionsbevis, verifieraBevis } from './proof.ts'
import { lasPost } from './record.ts'
import { verifieraLogg } from './verify-file.ts'
import { createLoggskrivare } from './writer.ts'

const db = useDatabase()
const nycklar = nySignerare()
const uttag = { slutanvandare: 'revisor', klient: 'kommandorad', andamal: null, arende: 'granskning-7' }
let katalog = ''
beforeAll(async () => {
  katalog = await mkdtemp(join(tmpdir(), 'export-'))
})
afterAll(() => rm(katalog, { recursive: true }))

async function medPoster(logg: string, antal: number) {
  const skrivare = createLoggskrivare(db.pool)
  await skrivare.skriv(Array.from({ length: antal }, () => enLoggpost(logg)))
  const deps = {
    pool: db.pool,
    katalog: join(katalog, logg),
    nycklar,
    origin: 'insyn.example',
    disclose: discloseThrough(skrivare),
    klocka: () => new Date('2026-03-02T09:00:00Z'),
  }
  const fil = join(katalog, `${logg}-${randomUUID()}.jsonl`)
  return {
    deps,
    fil,
    vkey: loggVkey(deps, logg),
    checkpoints: createCheckpoints(deps),
    exportera: (urval: { fran?: number; till?: number } = {}) =>
      exporteraLogg(deps, { logg, uttag, ...urval }, createWriteStream(fil)),
  }
}
const tamper = async (sql: string) => {
  const tx = await db.pool.connect()
  await tx.query(`set session_replication_role = replica; ${sql}; reset session_replication_role`)
  tx.release()
}
// A log that one test has broken must not stop the next.
beforeEach(() => tamper('truncate atkomst, logg_huvud'))
const antalPoster = async (logg: string) =>
  (await db.pool.query<{ antal: number }>('select count(*) as antal from atkomst where logg = $1', [logg])).rows[0]
    ?.antal

test('a whole log goes out and verifies with the key alone, the export among its own records', async () => {
  const { fil, vkey, exportera } = await medPoster('jarva', 2500)
  await exportera()
  expect(await verifieraLogg({ fil, vkey })).toMatchObject({ ok: true, logg: 'jarva', fran: 0, antal: 2501 })
  const lines = (await readFile(fil, 'utf8')).split('\n')
  expect(lasPost(lines[2501] ?? '')?.atkomst).toMatchObject({
    handelse: 'export',
    slutanvandare: 'revisor',
    arende: 'granskning-7',
  })
})

test.each([
  [0, 10],
  [10, 30],
  [30, 30],
  [12, 12],
])('the records from %d up to %d go out and verify', async (fran, till) => {
  const { fil, vkey, exportera } = await medPoster('jarva', 30)
  await exportera({ fran, till })
  expect(await verifieraLogg({ fil, vkey })).toMatchObject({ ok: true, fran, antal: till - fran })
})

test('an export and a checkpoint kept outside agree', async () => {
  const { fil, vkey, checkpoints, exportera } = await medPoster('farsta', 20)
  const note = (await checkpoints.taNu()).get('farsta')?.note ?? ''
  const kept = join(katalog, 'kept.txt')
  await writeFile(kept, note)
  await exportera()
  expect(await verifieraLogg({ fil, vkey, kontrollpunkter: [kept] })).toMatchObject({ ok: true, antal: 21 })
})

test('a flipped byte in an exported file is found wherever it is', async () => {
  const { fil, vkey, exportera } = await medPoster('bromma', 20)
  await exportera()
  const bytes = await readFile(fil)
  const unseen: number[] = []
  for (let at = 0; at < bytes.length; at += 97) {
    const forged = Buffer.from(bytes)
    forged[at] = (bytes[at] ?? 0) ^ 4
    await writeFile(fil, forged)
    if ((await verifieraLogg({ fil, vkey })).ok) unseen.push(at)
  }
  expect(unseen).toEqual([])
})

test.each([
  ['in the export', `update atkomst set post = replace(post, 'bankid', 'ingen') where nummer = 7`, {}],
  ['in the export, leaf and all', `update atkomst set blad = sha256(blad) where nummer = 7`, {}],
  ['before the export', `update atkomst set blad = sha256(blad) where nummer = 2`, { fran: 5 }],
  ['after the export', `update atkomst set blad = sha256(blad) where nummer = 9`, { till: 5 }],
  ['missing', 'delete from atkomst where nummer = 7', {}],
])('a log with a changed record %s is not signed', async (_, sql, urval) => {
  const logg = `andrad-${randomUUID()}`
  const { fil, vkey, exportera } = await medPoster(logg, 12)
  await tamper(`${sql} and logg = '${logg}'`)
  await expect(exportera(urval)).rejects.toMatchObject({ code: 'LOGG_BRUTEN' })
  expect((await verifieraLogg({ fil, vkey })).ok).toBe(false)
})

test('a log that was written anew after a saved checkpoint is not exported', async () => {
  const { fil, vkey, checkpoints, exportera } = await medPoster('skarpnack', 5)
  await checkpoints.taNu()
  await tamper(`delete from atkomst where logg = 'skarpnack'; delete from logg_huvud where logg = 'skarpnack'`)
  await medPoster('skarpnack', 8)
  await expect(exportera()).rejects.toMatchObject({ code: 'LOGG_BRUTEN' })
  expect((await verifieraLogg({ fil, vkey })).ok).toBe(false)
})

test('nothing of a log goes out when its going out cannot be logged', async () => {
  const { deps, fil, checkpoints } = await medPoster('sodermalm', 5)
  const disclose = discloseThrough({ skriv: () => Promise.reject(new InsynError('LOGG_OTILLGANGLIG', 'down')) })
  const written: unknown[] = []
  const ut = new Writable({ write: (chunk, _, done) => (written.push(chunk), done()) })
  await expect(exporteraLogg({ ...deps, disclose }, { logg: 'sodermalm', uttag }, ut)).rejects.toMatchObject({
    code: 'LOGG_OTILLGANGLIG',
  })
  await expect(
    inklusionsbevis({ ...deps, disclose, checkpoints }, { logg: 'sodermalm', nummer: 1, uttag }),
  ).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect(written).toEqual([])
  await expect(readFile(fil)).rejects.toMatchObject({ code: 'ENOENT' })
})

test.each([
  [-1, 3],
  [4, 3],
  [0, 6],
  [1.5, 3],
])('a range from %d up to %d that the log does not have is refused and not logged', async (fran, till) => {
  const logg = `utanfor-${randomUUID()}`
  const { exportera } = await medPoster(logg, 5)
  await expect(exportera({ fran, till })).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
  expect(await antalPoster(logg)).toBe(5)
})

test('one record goes out with a proof that verifies with the key alone and is logged', async () => {
  const { deps, vkey, checkpoints } = await medPoster('kungsholmen', 100)
  const bevis = await inklusionsbevis({ ...deps, checkpoints }, { logg: 'kungsholmen', nummer: 41, uttag })
  expect(verifieraBevis(bevis, vkey)).toMatchObject({ ok: true, post: { nummer: 41 }, storlek: 101 })
  expect(await antalPoster('kungsholmen')).toBe(101)

  const bytes = Buffer.from(bevis)
  const unseen = [...bytes.keys()].filter((at) => {
    const forged = Buffer.from(bytes)
    forged[at] = (bytes[at] ?? 0) ^ 1
    return verifieraBevis(forged.toString(), vkey).ok
  })
  expect(unseen).toEqual([])
  const others = [loggVkey(deps, 'farsta'), loggVkey({ ...deps, nycklar: nySignerare() }, 'kungsholmen'), '']
  expect(others.filter((key) => verifieraBevis(bevis, key).ok)).toEqual([])
})

test('a record that is not there has no proof', async () => {
  const { deps, checkpoints } = await medPoster('hasselby-vallingby', 3)
  for (const nummer of [3, -1, 0.5])
    await expect(
      inklusionsbevis({ ...deps, checkpoints }, { logg: 'hasselby-vallingby', nummer, uttag }),
    ).rejects.toMatchObject({ code: 'FINNS_EJ' })
  expect(await antalPoster('hasselby-vallingby')).toBe(3)
})
