import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { gallraTillstand, postgresTillstand } from './tillstand-store.ts'
import type { NyttTillstand } from './tillstand.ts'

const db = useDatabase()
const lager = () => postgresTillstand(db.pool)

async function begart(andrat: Partial<NyttTillstand> = {}): Promise<string> {
  const tillstandId = randomUUID()
  await lager().begar({
    tillstandId,
    regel: 'skyddad',
    status: 'vantar-godkannande',
    slutanvandare: 'anna',
    klient: 'konsol',
    personRef: 'AbCdEfGhIjKlMnOpQrStUv',
    arende: null,
    motivering: 'forseglad',
    minuter: 30,
    ...andrat,
  })
  return tillstandId
}
const beslut = (av: string, utfall: 'godkant' | 'avslaget' = 'godkant') => ({ utfall, av, kommentar: 'forseglad' })
const granskning = (av: string, utfall: 'befogat' | 'obefogat' | 'behover-utredas' = 'befogat') => ({
  utfall,
  av,
  kommentar: 'forseglad',
})
const godkant = async (av = 'bo', andrat: Partial<NyttTillstand> = {}) => {
  const id = await begart(andrat)
  await lager().besluta(id, beslut(av))
  await lager().verkstall(id)
  return id
}
const flyttaTid = (id: string, minuter: number) =>
  db.pool.query('update tillstand set giltig_till = giltig_till - make_interval(mins => $2) where tillstand_id = $1', [
    id,
    minuter,
  ])

test('one that needs nobody holds at once, one that does holds when somebody else has said yes', async () => {
  const ensam = await begart({ regel: 'oppettid', status: 'beviljat', personRef: null })
  expect(await lager().gallande(ensam)).toEqual({
    tillstandId: ensam,
    regel: 'oppettid',
    slutanvandare: 'anna',
    personRef: null,
    godkant: false,
  })
  const id = await begart()
  expect(await lager().gallande(id)).toBeUndefined()
  expect(await lager().besluta(id, beslut('bo'))).toEqual({ giltigTill: expect.any(Date) })
  await lager().verkstall(id)
  expect(await lager().gallande(id)).toMatchObject({ regel: 'skyddad', godkant: true })
})

test('a decision whose record never became durable is not in force, and whoever made it can make it again', async () => {
  const id = await begart()
  await lager().besluta(id, beslut('bo'))
  // Here the hub is killed; another one goes on.
  expect(await lager().gallande(id)).toBeUndefined()
  const [rad] = await lager().lista({ status: 'vantar-godkannande', limit: 1, page: 1 })
  expect(rad).toMatchObject({ tillstandId: id, beslut: null })
  const forst = await lager().besluta(id, beslut('bo'))
  expect(await lager().besluta(id, beslut('bo'))).toEqual(forst)
  await lager().verkstall(id)
  await lager().verkstall(id)
  expect(await lager().gallande(id)).toMatchObject({ godkant: true })
})

test('of two who decide at once one decides, and the other is told so', async () => {
  for (let varv = 0; varv < 10; varv++) {
    const id = await begart()
    const utfall = await Promise.all([
      lager().besluta(id, beslut('bo')),
      lager().besluta(id, beslut('cilla', 'avslaget')),
      lager().besluta(id, beslut('dag')),
    ])
    expect(utfall.filter((ett) => ett === 'konflikt')).toHaveLength(2)
    const vann = utfall.findIndex((ett) => typeof ett !== 'string')
    await lager().verkstall(id)
    expect((await lager().gallande(id)) !== undefined).toBe(vann !== 1)
  }
})

test('nobody decides on their own, however a client writes the name', async () => {
  const id = await begart({ slutanvandare: 'Anna.Åberg', klient: 'konsol' })
  for (const av of ['Anna.Åberg', 'anna.åberg', ' ANNA.ÅBERG ', 'anna.a\u030Aberg'])
    expect(await lager().besluta(id, beslut(av))).toBe('eget')
  expect(await lager().gallande(id)).toBeUndefined()
})

test('the database itself refuses a protected person shown on one person’s word', async () => {
  await expect(begart({ status: 'beviljat' })).rejects.toThrow(/check constraint/)
  await expect(begart({ personRef: null })).rejects.toThrow(/check constraint/)
  const id = await begart()
  await expect(
    db.pool.query(`update tillstand set beslut = 'godkant', beslutande = sokande where tillstand_id = $1`, [id]),
  ).rejects.toThrow(/check constraint/)
})

test('time is the database’s: a wait that is over lapses, and what was granted ends', async () => {
  const vantar = await begart()
  await flyttaTid(vantar, 30)
  expect(await lager().besluta(vantar, beslut('bo'))).toBe('konflikt')
  expect((await lager().lista({ status: 'forfallet', limit: 100, page: 1 })).map((rad) => rad.tillstandId)).toContain(
    vantar,
  )
  const id = await godkant()
  await flyttaTid(id, 29)
  expect(await lager().gallande(id)).toBeDefined()
  await flyttaTid(id, 1)
  expect(await lager().gallande(id)).toBeUndefined()
  // Deciding the same again does not give it more time.
  await lager().besluta(id, beslut('bo'))
  await lager().verkstall(id)
  expect(await lager().gallande(id)).toBeUndefined()
})

test('the time of an approved one begins with the approval', async () => {
  const id = await begart({ minuter: 30 })
  await db.pool.query(
    `update tillstand set begart = begart - interval '20 minutes', giltig_till = giltig_till - interval '20 minutes'
      where tillstand_id = $1`,
    [id],
  )
  const utfall = await lager().besluta(id, beslut('bo'))
  const { rows } = await db.pool.query<{ nu: Date }>('select now() as nu')
  const kvar = typeof utfall === 'string' ? 0 : utfall.giltigTill.getTime() - (rows[0]?.nu.getTime() ?? 0)
  expect(kvar).toBeGreaterThan(29 * 60_000)
  expect(kvar).toBeLessThanOrEqual(30 * 60_000)
})

test('a refusal stands', async () => {
  const id = await begart()
  await lager().besluta(id, beslut('bo', 'avslaget'))
  await lager().verkstall(id)
  expect(await lager().besluta(id, beslut('bo', 'godkant'))).toBe('konflikt')
  expect(await lager().besluta(id, beslut('bo', 'avslaget'))).toMatchObject({ giltigTill: expect.any(Date) })
  expect(await lager().gallande(id)).toBeUndefined()
  expect(await lager().besluta(randomUUID(), beslut('bo'))).toBe('finns-ej')
})

test('it is reviewed by somebody who had no part in it, and a last word is the last', async () => {
  const id = await godkant('bo')
  expect(await lager().granska(id, granskning('Anna'))).toBe('eget')
  expect(await lager().granska(id, granskning('BO'))).toBe('eget')
  expect(await lager().granska(id, granskning('eva', 'behover-utredas'))).toBe('granskat')
  expect(await lager().granska(id, granskning('fia', 'obefogat'))).toBe('granskat')
  expect(await lager().granska(id, granskning('fia', 'obefogat'))).toBe('granskat')
  expect(await lager().granska(id, granskning('eva', 'befogat'))).toBe('konflikt')
  expect(await lager().granska(await begart(), granskning('eva'))).toBe('konflikt')
  expect(await lager().granska(randomUUID(), granskning('eva'))).toBe('finns-ej')
})

test('is listed newest first, page by page, by what it is now', async () => {
  await db.pool.query('truncate tillstand')
  const ids: string[] = []
  for (let i = 0; i < 5; i++) ids.unshift(await godkant())
  await begart()
  const sida = async (page: number) =>
    (await lager().lista({ status: 'beviljat', limit: 2, page })).map((r) => r.tillstandId)
  // One more than a page holds tells that there are more.
  expect(await sida(1)).toEqual(ids.slice(0, 3))
  expect(await sida(3)).toEqual(ids.slice(4))
  expect(await lager().lista({ status: undefined, limit: 10, page: 1 })).toHaveLength(6)
  expect(JSON.stringify(await lager().lista({ status: undefined, limit: 10, page: 1 }))).not.toContain('AbCdEf')
})

test('what ran out two years and a month ago is taken away, and nothing younger', async () => {
  const [gammalt, yngre] = [await godkant(), await begart()]
  await flyttaTid(gammalt, 26 * 31 * 24 * 60)
  await flyttaTid(yngre, 24 * 30 * 24 * 60)
  expect(await gallraTillstand(db.pool, new Date())).toBe(1)
  const { rows } = await db.pool.query<{ id: string }>(
    'select tillstand_id as id from tillstand where tillstand_id = any($1)',
    [[gammalt, yngre]],
  )
  expect(rows).toEqual([{ id: yngre }])
})
