import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { type Access, OWN_LOG } from '../access.ts'
import { alertReader, record, useFollower } from './testing/use-follower.ts'

const { db, rader, follower, write, larm, headers } = useFollower()

test('an attempt on a protected person is an alert of each log that has it, and no line tells of it', async () => {
  const isProtected = { handelseId: randomUUID(), utfall: 'nekat', orsak: 'skyddad' } as const
  const sizes = await headers()
  const logs = ['bromma', OWN_LOG, 'jarva']
  await write(...logs.map((log) => record(log, isProtected)))
  // What is taken out of the mirror has the cause too, and is no attempt.
  await write(record('farsta', { ...isProtected, handelse: 'borttagning', handelseId: randomUUID() }))
  await follower().caughtUp()
  expect(await larm()).toEqual(logs.map((log) => ['skyddad', `${log}/${sizes.get(log) ?? 0}`]))
  expect(await telling()).toEqual({ skyddad: true })
  expect(rader).toEqual([])
})

test('an alert whose record tells protection is marked, whatever its kind', async () => {
  const own = { handelseId: randomUUID(), utfall: 'nekat', orsak: 'eget-nummer', flaggor: ['eget-nummer'] } as const
  await write(record(OWN_LOG, { ...own, handelseId: randomUUID() }))
  await follower().caughtUp()
  expect([await telling(), rader.length]).toEqual([{ 'eget-nummer': false }, 1])
  // The board that flagged the person has the attempt too: told of once, as of anybody.
  await write(record(OWN_LOG, own), record('bromma', own))
  await follower(undefined, 1).caughtUp()
  expect([await telling('bromma'), rader.length]).toEqual([{ 'eget-nummer': true }, 2])
  expect(rader.map(({ fields }) => fields)).toEqual([1, 1].map((count) => ({ kind: 'eget-nummer', count })))
})

/** Whether the alerts of each kind tell protection. */
async function telling(log: string | null = null): Promise<object> {
  const { rows } = await db.pool.query<{ kind: string; protected: boolean }>(
    'select distinct kind, protected from alert where $1::text is null or logg = $1',
    [log],
  )
  return Object.fromEntries(rows.map((one) => [one.kind, one.protected]))
}

test('flags are alerts, once for a request in each of its logs, also when it is read in pieces', async () => {
  const flagged = { handelseId: randomUUID(), flaggor: ['skyddad-visad', 'undantag', 'annat'] }
  await write(record('bromma', flagged), record('jarva', flagged))
  await write(record(OWN_LOG, { flaggor: ['eget-nummer'] }))
  await follower(undefined, 1).caughtUp()
  const kinds = ['eget-nummer', 'skyddad-visad', 'skyddad-visad', 'undantag', 'undantag']
  expect((await larm()).map(([kind]) => kind)).toEqual(kinds)
  expect(rader).toEqual([{ event: 'alert', fields: { kind: 'eget-nummer', count: 1 } }])
})

const at = (minute: number, changed: Partial<Access> = {}) => ({
  tid: new Date(Date.parse('2026-10-15T09:00:00Z') + minute * 60_000).toISOString(),
  ...changed,
})

test.each([1, 2, 1000])(
  'whoever is refused again and again is one alert a span, at the record that reached it (%d at a time)',
  async (page) => {
    const refused = { utfall: 'nekat', orsak: 'roll' } as const
    const number = (await headers()).get(OWN_LOG) ?? 0
    for (const minute of [0, 1, 14, 14, 14, 15, 16]) await write(record(OWN_LOG, at(minute, refused)))
    // Others, other clients, and what is no refusal.
    await write(record(OWN_LOG, at(16, { ...refused, slutanvandare: 'bo' })))
    await write(record(OWN_LOG, at(16, { ...refused, klient: 'konsol' })))
    await write(record(OWN_LOG, at(16, { ...refused, utfardare: 'annan' })))
    await write(record(OWN_LOG, at(16, { utfall: 'nekat', orsak: 'begaran-ogiltig' })))
    await write(record(OWN_LOG, at(16, { ...refused, handelse: 'arende' })))
    await follower([alertReader], page).caughtUp()
    const repeated = (await larm()).filter(([kind]) => kind === 'upprepat-nekad')
    expect(repeated).toEqual([['upprepat-nekad', `${OWN_LOG}/${number + 2}`]])
    await write(record(OWN_LOG, at(17, refused)))
    await follower([alertReader], page).caughtUp()
    expect((await larm()).filter(([kind]) => kind === 'upprepat-nekad')).toHaveLength(2)
    expect(rader.filter(({ fields }) => fields?.kind !== 'manga-uppslag')).toEqual([])
  },
)

test('a record of many refused calls counts as many, once', async () => {
  const refused = { utfall: 'nekat', orsak: 'for-manga-anrop' } as const
  const number = (await headers()).get(OWN_LOG) ?? 0
  await write(record(OWN_LOG, at(30, refused)))
  await write(record(OWN_LOG, at(31, { ...refused, antal: 1_000_000 })))
  await write(record(OWN_LOG, at(32, refused)))
  await follower([alertReader]).caughtUp()
  expect((await larm()).filter(([kind]) => kind === 'upprepat-nekad')).toEqual([
    ['upprepat-nekad', `${OWN_LOG}/${number + 1}`],
  ])
})

test('many lookups are an alert that is told of, and a protected person brings nobody nearer to it than an absent one', async () => {
  const absent = { utfall: 'tomt', orsak: 'okand' } as const
  const row = async (isProtected: number, since: Partial<Access>) => {
    // So that records of one lookup come in different readings when they are read one at a time.
    for (let i = 0; i < 3; i++) await write(record(OWN_LOG, { ...absent, handelse: 'arende' }))
    for (let i = 0; i < 4; i++) {
      const about = at(1, { handelseId: randomUUID(), ...since, ...(i < isProtected ? PROTECTED : absent) })
      await write(record(OWN_LOG, about), ...(i < isProtected ? [record('bromma', about), record('jarva', about)] : []))
    }
    await follower(undefined, 1).caughtUp()
    const before = rader.length
    const hit = at(2, { handelseId: randomUUID(), ...since })
    await write(record('bromma', hit), record('farsta', hit))
    await follower().caughtUp()
    return [before, rader.length - before]
  }
  expect(await row(0, { slutanvandare: 'anna' })).toEqual([0, 1])
  rader.length = 0
  expect(await row(4, { slutanvandare: 'bo' })).toEqual([0, 1])
  expect(rader).toEqual([{ event: 'alert', fields: { kind: 'manga-uppslag', count: 1 } }])
})
const PROTECTED = { utfall: 'nekat', orsak: 'skyddad' } as const
