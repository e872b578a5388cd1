import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import type { NewTillstand, Review } from './tillstand.ts'
import { postgresTillstand, purgeTillstand } from './tillstand-store.ts'

const db = useDatabase()
const store = () => postgresTillstand(db.pool)

async function requested(changed: Partial<NewTillstand> = {}): Promise<string> {
  const tillstandId = randomUUID()
  await store().request({
    tillstandId,
    regel: 'skyddad',
    status: 'vantar-godkannande',
    utfardare: 'inloggning',
    slutanvandare: 'anna',
    klient: 'konsol',
    personRef: 'AbCdEfGhIjKlMnOpQrStUv',
    arende: null,
    motivering: 'forseglad',
    minuter: 30,
    ...changed,
  })
  return tillstandId
}
const beslut = (by: string, verdict: 'godkant' | 'avslaget' = 'godkant') => ({
  utfall: verdict,
  utfardare: 'inloggning',
  av: by,
  kommentar: 'forseglad',
})
const review = (by: string, verdict: Review = 'befogat') => ({
  utfall: verdict,
  utfardare: 'inloggning',
  av: by,
  kommentar: 'forseglad',
})
const approved = async (by = 'bo', changed: Partial<NewTillstand> = {}) => {
  const id = await requested(changed)
  await store().decide(id, beslut(by))
  return id
}
const moveTime = (id: string, minutes: number) =>
  db.pool.query('update tillstand set valid_to = valid_to - make_interval(mins => $2) where tillstand_id = $1', [
    id,
    minutes,
  ])

test('one that needs nobody holds at once, one that does holds when somebody else has said yes', async () => {
  const alone = await requested({ regel: 'oppettid', status: 'beviljat', personRef: null })
  expect(await store().inForce(alone)).toEqual({
    tillstandId: alone,
    regel: 'oppettid',
    utfardare: 'inloggning',
    slutanvandare: 'anna',
    personRef: null,
    approved: false,
  })
  const id = await requested()
  expect(await store().inForce(id)).toBeUndefined()
  expect(await store().decide(id, beslut('bo'))).toEqual({ giltigTill: expect.any(Date) })
  expect(await store().inForce(id)).toMatchObject({ regel: 'skyddad', approved: true })
})

test('asked whether it may be decided it stays as it was; the same decision again gives the same', async () => {
  const id = await requested()
  expect(await store().obstacleToDecision(id, beslut('bo'))).toBeUndefined()
  expect(await store().inForce(id)).toBeUndefined()
  const first = await store().decide(id, beslut('bo'))
  expect(await store().obstacleToDecision(id, beslut('bo'))).toBeUndefined()
  expect(await store().decide(id, beslut('bo'))).toEqual(first)
  expect(await store().inForce(id)).toMatchObject({ approved: true })
})

test('of three who decide at once one decides, and the others are told so', async () => {
  for (let round = 0; round < 10; round++) {
    const id = await requested()
    const verdict = await Promise.allSettled([
      store().decide(id, beslut('bo')),
      store().decide(id, beslut('cilla', 'avslaget')),
      store().decide(id, beslut('dag')),
    ])
    expect(verdict.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown)).toEqual([
      expect.objectContaining({ code: 'KONFLIKT' }),
      expect.objectContaining({ code: 'KONFLIKT' }),
    ])
    const won = verdict.findIndex(({ status }) => status === 'fulfilled')
    expect((await store().inForce(id)) !== undefined).toBe(won !== 1)
  }
})

test('nobody decides on their own, and another issuer’s subject of the same name is somebody else', async () => {
  const id = await requested({ slutanvandare: 'anna', klient: 'konsol' })
  expect(await store().obstacleToDecision(id, beslut('anna'))).toBe('eget')
  await expect(store().decide(id, beslut('anna'))).rejects.toMatchObject({ code: 'KONFLIKT' })
  expect(await store().inForce(id)).toBeUndefined()
  const elsewhere = { ...beslut('anna'), utfardare: 'annan-inloggning' }
  expect(await store().obstacleToDecision(id, elsewhere)).toBeUndefined()
  await store().decide(id, elsewhere)
  expect(await store().inForce(id)).toMatchObject({ utfardare: 'inloggning', slutanvandare: 'anna', approved: true })
  // The same decision by the same name of another issuer is another person's.
  expect(await store().obstacleToDecision(id, beslut('bo'))).toBe('konflikt')
  for (const one of [beslut('anna'), elsewhere])
    expect(await store().obstacleToReview(id, { ...one, utfall: 'befogat' })).toBe('eget')
  expect(await store().obstacleToReview(id, { ...review('anna'), utfardare: 'tredje' })).toBeUndefined()
})

test('the database itself refuses a protected person shown on one person’s word', async () => {
  await expect(requested({ status: 'beviljat' })).rejects.toThrow(/check constraint/)
  await expect(requested({ personRef: null })).rejects.toThrow(/check constraint/)
  const id = await requested()
  await expect(
    db.pool.query(
      `update tillstand set beslut = 'godkant', decided_issuer = utfardare, decided_by = slutanvandare where tillstand_id = $1`,
      [id],
    ),
  ).rejects.toThrow(/check constraint/)
  const decided = await approved('bo')
  for (const who of ['utfardare, reviewed_by = slutanvandare', 'decided_issuer, reviewed_by = decided_by'])
    await expect(
      db.pool.query(`update tillstand set granskning = 'befogat', reviewed_issuer = ${who} where tillstand_id = $1`, [
        decided,
      ]),
    ).rejects.toThrow(/check constraint/)
})

test('time is the database’s: a wait that is over lapses, and what was granted ends', async () => {
  const waiting = await requested()
  await moveTime(waiting, 30)
  expect(await store().obstacleToDecision(waiting, beslut('bo'))).toBe('konflikt')
  await expect(store().decide(waiting, beslut('bo'))).rejects.toMatchObject({ code: 'KONFLIKT' })
  expect((await store().list({ status: 'forfallet', limit: 100, page: 1 })).map((row) => row.tillstandId)).toContain(
    waiting,
  )
  const id = await approved()
  await moveTime(id, 29)
  expect(await store().inForce(id)).toBeDefined()
  await moveTime(id, 1)
  expect(await store().inForce(id)).toBeUndefined()
  // Deciding the same again does not give it more time.
  await store().decide(id, beslut('bo'))
  expect(await store().inForce(id)).toBeUndefined()
})

test('the time of an approved one begins with the approval', async () => {
  const id = await requested({ minuter: 30 })
  await db.pool.query(
    `update tillstand set begart = begart - interval '20 minutes', valid_to = valid_to - interval '20 minutes'
      where tillstand_id = $1`,
    [id],
  )
  const { giltigTill } = await store().decide(id, beslut('bo'))
  const { rows } = await db.pool.query<{ now: Date }>('select now() as now')
  const left = giltigTill.getTime() - (rows[0]?.now.getTime() ?? 0)
  expect(left).toBeGreaterThan(29 * 60_000)
  expect(left).toBeLessThanOrEqual(30 * 60_000)
})

test('a refusal stands', async () => {
  const id = await requested()
  await store().decide(id, beslut('bo', 'avslaget'))
  expect(await store().obstacleToDecision(id, beslut('bo', 'godkant'))).toBe('konflikt')
  expect(await store().decide(id, beslut('bo', 'avslaget'))).toMatchObject({ giltigTill: expect.any(Date) })
  expect(await store().inForce(id)).toBeUndefined()
  expect(await store().obstacleToDecision(randomUUID(), beslut('bo'))).toBe('finns-ej')
})

test('it is reviewed by somebody who had no part in it, and a last word is the last', async () => {
  const id = await approved('bo')
  const obstacle = (by: string, verdict?: Review) => store().obstacleToReview(id, review(by, verdict))
  expect([await obstacle('anna'), await obstacle('bo')]).toEqual(['eget', 'eget'])
  await expect(store().review(id, review('bo'))).rejects.toMatchObject({ code: 'KONFLIKT' })
  await store().review(id, review('eva', 'behover-utredas'))
  expect(await obstacle('fia', 'obefogat')).toBeUndefined()
  await store().review(id, review('fia', 'obefogat'))
  expect(await obstacle('fia', 'obefogat')).toBeUndefined()
  await store().review(id, review('fia', 'obefogat'))
  expect(await obstacle('eva', 'befogat')).toBe('konflikt')
  await expect(store().review(id, review('eva', 'befogat'))).rejects.toMatchObject({ code: 'KONFLIKT' })
  expect((await store().list({ status: undefined, limit: 1, page: 1 }))[0]?.granskning).toMatchObject({ av: 'fia' })
  expect(await store().obstacleToReview(await requested(), review('eva'))).toBe('konflikt')
  expect(await store().obstacleToReview(randomUUID(), review('eva'))).toBe('finns-ej')
})

test('is listed newest first, page by page, by what it is now', async () => {
  await db.pool.query('truncate tillstand')
  const ids: string[] = []
  for (let i = 0; i < 5; i++) ids.unshift(await approved())
  await requested()
  const page = async (page: number) =>
    (await store().list({ status: 'beviljat', limit: 2, page })).map((r) => r.tillstandId)
  // One more than a page holds tells that there are more.
  expect(await page(1)).toEqual(ids.slice(0, 3))
  expect(await page(3)).toEqual(ids.slice(4))
  expect(await store().list({ status: undefined, limit: 10, page: 1 })).toHaveLength(6)
  expect(JSON.stringify(await store().list({ status: undefined, limit: 10, page: 1 }))).not.toContain('AbCdEf')
})

test('what ran out two years and a month ago is taken away, and nothing younger', async () => {
  const [old, younger] = [await approved(), await requested()]
  await moveTime(old, 26 * 31 * 24 * 60)
  await moveTime(younger, 24 * 30 * 24 * 60)
  expect(await purgeTillstand(db.pool, new Date())).toBe(1)
  const { rows } = await db.pool.query<{ id: string }>(
    'select tillstand_id as id from tillstand where tillstand_id = any($1)',
    [[old, younger]],
  )
  expect(rows).toEqual([{ id: younger }])
})

test('the list of one person holds what that person asked for, and nothing of a namesake of another issuer', async () => {
  const own = await requested({ slutanvandare: 'siv' })
  await requested({ slutanvandare: 'siv', utfardare: 'annan' })
  const page = { status: undefined, limit: 20, page: 1 }
  const found = await store().list({ ...page, askedBy: { utfardare: 'inloggning', av: 'siv' } })
  expect(found.map(({ tillstandId }) => tillstandId)).toEqual([own])
  expect((await store().list(page)).length).toBeGreaterThan(1)
})
