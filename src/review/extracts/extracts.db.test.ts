import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { NOW } from '../../../test/support/api-in-memory.ts'
import { flag } from '../../mirror/protection.ts'
import { inTransaction } from '../../platform/database/database.ts'
import { swedishDate } from '../../platform/stockholm-time.ts'
import { readPdf } from '../pdf/testing/read-pdf.ts'
import { purgeExtracts } from './extract-store.ts'
import { extractVkey, verifyExtract } from './signature.ts'
import { contentOf, idOf, ORIGIN, useExtracts } from './testing/use-extracts.ts'

const A = '189001019802'
const B = '189001029819'
const C = '189001039800'
const D = '189001049809'
const { db, keys, mirror, write, ask, prepare, preview, fetch, pdf, decide, steps } = useExtracts()
const HIDDEN = ['anna.hemlig', 'bo.hemlig']

test('holds exactly the records that name the person, in those logs and days, and no employee', async () => {
  const person = fc.constantFrom(A, B)
  const day = fc.integer({ min: 1, max: 20 })
  const written: { log: string; person: string; tid: string; arende: string }[] = []
  const lookups = fc.array(
    fc.record({ log: fc.constantFrom('bromma', 'jarva', 'farsta'), person, day, hour: fc.nat({ max: 23 }) }),
    { minLength: 25, maxLength: 40 },
  )
  await fc.assert(
    fc.asyncProperty(lookups, fc.array(day, { minLength: 2, maxLength: 2 }), fc.boolean(), async (all, days, one) => {
      for (const { log, person, day, hour } of all) {
        const time = new Date(Date.UTC(2026, 8, day, hour, 30)).toISOString()
        const arende = `KC-${String(written.length)}`
        await write(log, { person, tid: time, arende, slutanvandare: HIDDEN[written.length % 2]! })
        written.push({ log, person, tid: time, arende })
      }
      const [first, last] = days.sort((a, b) => a - b).map((one) => `2026-09-${String(one).padStart(2, '0')}`)
      const logs = one ? ['jarva'] : ['bromma', 'jarva']
      const prepared = await prepare('eva', A, { loggar: logs, fran: first, till: last })
      expect(prepared.status).toBe(200)
      const seen = await preview('eva', idOf(prepared))
      const expected = logs.map((log) =>
        written
          .filter((one) => one.log === log && one.person === A)
          .filter(({ tid }) => swedishDate(new Date(tid)) >= first! && swedishDate(new Date(tid)) <= last!)
          .map(({ arende }) => arende),
      )
      expect(contentOf(seen).delar.map(({ poster }) => poster.map(({ arende }) => arende))).toEqual(expected)
      for (const canary of [...HIDDEN, keys.personRef(A), keys.personRef(B), B, 'personnummerForseglat', 'salt'])
        expect(seen.text).not.toContain(canary)
      expect(verifyExtract(seen.text, extractVkey(ORIGIN, keys))).toMatchObject({ ok: true })
    }),
    { numRuns: 6, endOnFailure: true },
  )
  expect(written.filter(({ person }) => person === A).length).toBeGreaterThan(20)
}, 60_000)

test('is released by another officer who has seen it, and each step stands in each log that it concerns', async () => {
  await write('bromma', { person: C, andamal: 'beslutsfraga', arende: 'KC-7', slutanvandare: 'anna.hemlig' })
  await write('insyn', { person: C, utfall: 'tomt', orsak: 'okand', visat: [] })
  await write('jarva', { person: C, handelse: 'spegling', identitet: 'system' })
  const before = (await steps('jarva')).length
  const id = idOf(await prepare('gun', C, { arende: 'DNR-7' }))

  expect((await fetch('gun', id)).status).toBe(409)
  expect((await decide('hans', id)).status).toBe(409)
  expect((await preview('cia', id)).status).toBe(404)
  expect((await preview('gun', id)).status).toBe(200)
  expect((await decide('gun', id)).status).toBe(403)
  const seen = await preview('hans', id)
  expect((await decide('hans', id)).json).toMatchObject({ status: 'utlamnat' })
  expect((await decide('hans', id, 'avvisa')).status).toBe(409)
  const got = await fetch('gun', id)
  expect(got.text).toBe(seen.text)
  const listed = async (who: 'gun' | 'cia') =>
    ((await ask(who, 'GET', '/api/v1/utdrag?status=utlamnat')).json.utdrag as object[]).map((one) => ({ ...one }))
  expect(await listed('gun')).toMatchObject([
    { utdragId: id, status: 'utlamnat', slutanvandare: 'gun', beslut: { av: 'hans', utfall: 'lamna-ut' } },
  ])
  expect(await listed('cia')).toEqual([])

  const texts = (await readPdf(await pdf('gun', id))).pages.flat().map(([, text]) => text)
  const { delar } = contentOf(got)
  expect(delar.map(({ poster }) => poster.length)).toEqual([1, 1, 1])
  for (const { personuppgiftsansvarig, poster } of delar) {
    expect(texts).toContain(personuppgiftsansvarig)
    for (const { vad, uppgifter } of poster) {
      expect(texts).toContain(vad)
      for (const { namn } of uppgifter) expect(texts.join(' ')).toContain(namn)
    }
  }
  const counted = [
    'Någon har fått se uppgifter om dig 1 gång.',
    'Ett datorsystem har gjort något av sig självt 1 gång.',
    'Ingenting annat har hänt.',
  ]
  for (const one of counted) expect(texts.join(' ')).toContain(one)
  for (const one of ['Fråga om ett beslut. Ärende KC-7', '11.00', 'Torsdag den 15 oktober 2026'])
    expect(texts).toContain(one)
  expect(texts.join(' ')).not.toContain('hemlig')

  const own = (await steps('jarva')).slice(before)
  expect(own.map(({ orsak, utfall, personRef, slutanvandare }) => [orsak, utfall, personRef, slutanvandare])).toEqual([
    ['utdrag-forberett', 'tomt', keys.personRef(C), 'gun'],
    ['utdrag-forhandsgranskat', 'visat', keys.personRef(C), 'gun'],
    ['utdrag-forhandsgranskat', 'visat', keys.personRef(C), 'hans'],
    ['utdrag-utlamnat', 'tomt', keys.personRef(C), 'hans'],
    ['utdrag-hamtat', 'visat', keys.personRef(C), 'gun'],
    ['utdrag-lista', 'visat', null, 'gun'],
    ['utdrag-hamtat', 'visat', keys.personRef(C), 'gun'],
  ])
  for (const one of own) expect(one.andamal).toMatch(/Begäran om registerutdrag|Lista över loggutdrag/)
  expect((await prepare('gun', C, { skal: `Ringde om ${C}` })).status).toBe(400)
}, 60_000)

test('the database itself refuses a release by who prepared it', async () => {
  const id = idOf(await prepare('eva', A))
  await expect(
    db.pool.query(
      `update extract set beslut = 'lamna-ut', decided_issuer = utfardare, decided_by = slutanvandare where extract_id = $1`,
      [id],
    ),
  ).rejects.toThrow(/check constraint/)
  expect((await decide('eva', id, 'avvisa')).json).toMatchObject({ status: 'avvisat' })
  expect((await fetch('eva', id)).status).toBe(409)
})

test('of a protected person only an officer with the right gets more than of somebody whom no log names', async () => {
  await write('bromma', { person: D })
  const open = idOf(await prepare('gun', D))
  mirror.protect(D, 'bromma')
  const scope = { source: 'paraplyet', stadsdel: 'bromma' } as const
  const absent = await prepare('gun', '189001059808')
  const refused = await prepare('gun', D)
  expect(Object.keys(refused.json)).toEqual(Object.keys(absent.json))
  const contents = [contentOf(await preview('gun', idOf(absent))), contentOf(await preview('gun', idOf(refused)))]
  const bare = contents.map(({ utdragId: _, personnummer: __, ...content }) => content)
  expect(bare[1]).toEqual(bare[0])
  const causes = (await steps('bromma')).filter(({ personRef }) => personRef === keys.personRef(D))
  expect(causes.map(({ orsak }) => orsak)).toEqual(['utdrag-forberett', 'utdrag-forberett', 'utdrag-forhandsgranskat'])
  for (const one of causes) expect(JSON.stringify(one)).not.toContain('skyddad')

  // Prepared by who may: for others it is not there.
  const whole = idOf(await prepare('eva', D))
  expect(contentOf(await preview('eva', whole)).delar[1]?.poster.length).toBeGreaterThan(0)
  expect((await preview('gun', whole)).status).toBe(404)
  expect(JSON.stringify((await ask('gun', 'GET', '/api/v1/utdrag?limit=100')).json)).not.toContain(whole)

  // Flagged after it was prepared: what was prepared before is gone for others.
  expect((await preview('gun', open)).status).toBe(200)
  await inTransaction(db.pool, (tx) => flag(tx, scope, [keys.personRef(D)], NOW))
  expect((await preview('gun', open)).status).toBe(404)
  expect((await preview('eva', open)).status).toBe(200)
})

test('a record that tells protection empties the extract of who must not see it, whatever the mirror says now', async () => {
  const person = '189001069807'
  await write('bromma', { person })
  await write('jarva', { person, flaggor: ['skyddad-visad'] })
  const content = async (who: 'gun' | 'eva') => contentOf(await preview(who, idOf(await prepare(who, person))))
  expect((await content('gun')).delar.map(({ poster }) => poster.length)).toEqual([0, 0, 0])
  const { delar } = await content('eva')
  expect(delar.map(({ poster }) => poster.filter(({ handelse }) => handelse === 'uppslag').length)).toEqual([0, 1, 1])
  expect(JSON.stringify(delar)).not.toContain('skyddad')
})

test('is gone with its content when its time has run out', async () => {
  const id = idOf(await prepare('eva', B))
  await db.pool.query(`update extract set valid_to = now() - interval '1 second' where extract_id = $1`, [id])
  expect((await preview('eva', id)).status).toBe(404)
  expect(await purgeExtracts(db.pool)).toBeGreaterThan(0)
  const { rowCount } = await db.pool.query('select from extract_piece where extract_id = $1', [id])
  expect(rowCount).toBe(0)
})

test('what is kept is sealed, and a piece does not open in another place', async () => {
  const id = idOf(await prepare('eva', A))
  const { rows } = await db.pool.query<{ sealed: string }>('select sealed from extract_piece where extract_id = $1', [
    id,
  ])
  expect(rows.length).toBe(4)
  for (const { sealed } of rows) expect(sealed).not.toMatch(/189001|personuppgiftsansvarig/)
  await db.pool.query('update extract_piece set place = 9 where extract_id = $1 and place = 1', [id])
  expect((await preview('eva', id)).status).toBe(500)
})
