import { beforeAll, expect, test } from '@jest/globals'
import { contentOf } from './rules-file.ts'
import { hidden, only, ordinary, RULES } from './testing/records.ts'
import { useFollowUp } from './testing/use-follow-up.ts'

const { app, db, officer, chief, write } = useFollowUp()
const eva = officer('eva')
const reason = 'Månadens logguppföljning'
const send = async <T>(path: string, body: unknown, who = eva) => {
  const { status, json } = await app().send(body === undefined ? 'GET' : 'POST', path, body, who)
  return { status, json: json as T & { kod?: string } }
}

beforeAll(async () => {
  await write([...ordinary(60), ...hidden(12)])
  for (const secret of [false, false, true])
    await send('/api/v1/urval', { skal: reason, logg: 'bromma', manad: '2026-10', skyddade: secret }, chief)
})

test('a dry run tells how much rules would flag, also rules that are not in use, and keeps nothing', async () => {
  const kept = async () =>
    (
      await db.pool.query<{ count: number }>(
        'select (select count(*) from review_rules) + (select count(*) from review_flag) as count',
      )
    ).rows[0]?.count
  const before = await kept()
  const path = '/api/v1/uppfoljning/provkorning'
  type Tried = {
    regelversion: string
    loggar: { antal: number; regler: { regel: string; flaggade: number | null; anvandare: number | null }[] }[]
  }
  const inUse = await send<Tried>(path, { skal: reason, manad: '2026-10' })
  expect(inUse.json.regelversion).toBe(RULES.version)
  expect(inUse.json.loggar[0]).toMatchObject({ logg: 'bromma', antal: 60 })
  const found = inUse.json.loggar[0]?.regler.find(({ regel }) => regel === 'utan-arende')
  expect(found).toEqual({ regel: 'utan-arende', flaggade: 9, anvandare: null, antalText: '9' })
  const rules = only('utan-arende', { utomAndamal: ['fakturafraga'] })
  const other = await send<Tried>(path, { skal: reason, manad: '2026-10', regler: contentOf(rules) })
  expect([other.json.regelversion, other.json.loggar[0]?.regler]).toEqual([
    rules.version,
    [{ regel: 'utan-arende', flaggade: 0, anvandare: 0, antalText: '0' }],
  ])
  const wrong = await send<{ fel: { pekare: string }[] }>(path, {
    skal: reason,
    regler: { ...contentOf(rules), enheter: { x: {} } },
  })
  expect([wrong.status, wrong.json.fel.map(({ pekare }) => pekare)]).toEqual([400, ['/regler/enheter/x']])
  expect(await kept()).toBe(before)
})

test('the board’s figures are the same whoever asks, without what is protected, and tell of the follow-up', async () => {
  type Figures = {
    manader: {
      antal: number | null
      rader: { antal: number | null }[]
      flaggade: { regel: string }[]
      uppfoljning: object[]
    }[]
  }
  const path = '/api/v1/statistik/granskning?logg=bromma&tillManad=2026-10'
  const [ours, theirs] = [await send<Figures>(path, undefined), await send<Figures>(path, undefined, chief)]
  expect(ours.status).toBe(200)
  expect(theirs.json.manader).toEqual(ours.json.manader)
  const [month] = ours.json.manader
  expect([month?.antal, month?.rader.map(({ antal }) => antal)]).toEqual([60, [60]])
  expect(month?.flaggade).toContainEqual({ regel: 'utan-arende', antal: 9, andelPromille: 150, antalText: '9' })
  expect(month?.flaggade.map(({ regel }) => regel)).not.toContain('skyddad')
  expect(month?.uppfoljning).toHaveLength(2)
  expect((await send('/api/v1/statistik/granskning?logg=jarva', undefined)).status).toBe(404)
})
