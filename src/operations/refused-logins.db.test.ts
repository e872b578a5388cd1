import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { testKeys } from '../../test/support/keys.ts'
import { forgetRefusals, loginMemory, refusedLogins } from './refused-logins.ts'

const db = useDatabase()
const keys = testKeys(['bromma'])
const REFUSAL = { why: 'the login was refused', at: new Date('2026-09-15T08:00:00Z'), until: null, times: 0 }
const memory = (password: string, stadsdel?: string) =>
  loginMemory(
    () => ({ pool: db.pool, keys }),
    stadsdel === undefined ? { source: 'agresso' } : { source: 'paraplyet', stadsdel },
    'u',
    password,
  )

beforeEach(() => db.pool.query('truncate refused_login'))

test('a refusal is kept for these credentials alone, and tells neither user nor password', async () => {
  await memory('hemligt').keep('BR', REFUSAL)
  expect(await memory('hemligt').read()).toEqual(new Map([['BR', REFUSAL]]))
  expect(await memory('nytt').read()).toEqual(new Map())
  const { rows } = await db.pool.query<{ row: string }>('select t::text as row from refused_login t')
  expect(rows.map(({ row }) => row).join()).not.toMatch(/hemligt|,u,/)
  // Under new credentials a new refusal takes the place of the old one.
  await memory('nytt').keep('BR', REFUSAL)
  expect(await memory('hemligt').read()).toEqual(new Map())
  expect(await refusedLogins(db.pool)).toEqual([{ source: 'agresso', stadsdel: '-', part: 'BR', ...REFUSAL }])
})

test('a person lets one account be tried again, or all of a source', async () => {
  for (const stadsdel of ['bromma', 'farsta']) await memory('x', stadsdel).keep('', REFUSAL)
  await memory('x').keep('', REFUSAL)
  expect(await forgetRefusals(db.pool, 'paraplyet', 'bromma')).toBe(1)
  expect(await memory('x', 'bromma').read()).toEqual(new Map())
  expect((await refusedLogins(db.pool)).map(({ source, stadsdel }) => `${source}/${stadsdel}`)).toEqual([
    'agresso/-',
    'paraplyet/farsta',
  ])
  expect(await forgetRefusals(db.pool, 'paraplyet')).toBe(1)
  await memory('x').forget([''])
  expect(await refusedLogins(db.pool)).toEqual([])
})
