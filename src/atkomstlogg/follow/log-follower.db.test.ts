import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { EGEN_LOGG, type Atkomst, type Loggpost } from '../access.ts'
import { createLoggskrivare } from '../writer.ts'
import { svensktDatum } from '../../platform/stockholm-time.ts'
import { isoVecka } from './iso-week.ts'
import type { Foljdpost, Lasare } from './log-reader.ts'
import { NU, post, tills, useFollower } from './testing/use-follower.ts'
import { uppslagsrakning } from './uppslag-counter.ts'

const { db, rader, foljare, skriv, rakningar, larm, huvuden } = useFollower()

/** The same by the plainest means: everything since the test began, one record after the other. */
async function omraknat(fran: ReadonlyMap<string, number>): Promise<[string, number][]> {
  const { rows } = await db.pool.query<{ logg: string; nummer: number; post: string }>(
    'select logg, nummer, post from atkomst',
  )
  const antal = new Map<string, number>()
  for (const rad of rows) {
    if (rad.nummer < (fran.get(rad.logg) ?? 0)) continue
    const { atkomst } = JSON.parse(rad.post) as { atkomst: Atkomst }
    if (atkomst.handelse !== 'uppslag') continue
    const vecka = isoVecka(svensktDatum(new Date(atkomst.tid)))
    if (rad.logg === EGEN_LOGG) antal.set(`${vecka}//`, (antal.get(`${vecka}//`) ?? 0) + 1)
    else if (atkomst.utfall === 'visat') {
      const nyckel = `${vecka}/${rad.logg}/${atkomst.arende ?? ''}`
      antal.set(nyckel, (antal.get(nyckel) ?? 0) + 1)
    }
  }
  return [...antal].sort()
}
const raknat = async (): Promise<[string, number][]> =>
  (await rakningar())
    .map(({ vecka, stadsdel, arende, antal }): [string, number] => [`${vecka}/${stadsdel}/${arende}`, antal])
    .sort()

const UTFALL = ['visat', 'visat', 'tomt', 'nekat', 'fel'] as const
/** Anything that a day at the contact centre may leave behind. */
function blandat(n: number): Loggpost[] {
  const slump = <T>(ur: readonly [T, ...T[]]): T => ur[Math.floor(Math.random() * ur.length)] ?? ur[0]
  return Array.from({ length: n }, () => {
    const utfall = slump(UTFALL)
    const loggen = utfall === 'visat' ? slump(['bromma', 'farsta', 'jarva']) : slump([EGEN_LOGG, EGEN_LOGG, 'bromma'])
    const tid = new Date(NU.getTime() - Math.floor(Math.random() * 30) * 24 * 3600_000).toISOString()
    return post(loggen, {
      utfall,
      tid,
      handelse: slump(['uppslag', 'uppslag', 'uppslag', 'spegling', 'arende', 'faktura']),
      arende: slump([null, 'A-1', 'A-2']),
      orsak: utfall === 'nekat' ? slump(['skyddad', 'avtal-saknas', 'roll']) : 'traff',
      slutanvandare: slump(['anna', 'bo']),
    })
  })
}

test('what is counted is what the log holds, however it is divided into batches', async () => {
  const fran = await huvuden()
  for (let i = 0; i < 10; i++) await skriv(...blandat(60))
  await foljare(undefined, 7).ikapp()
  const kort = await raknat()
  expect(kort.length).toBeGreaterThan(20)
  expect(kort).toEqual(await omraknat(fran))
})

test('each record counts once when readings are killed in between, again and again', async () => {
  const fran = await huvuden()
  await skriv(...blandat(200))
  let gang = 0
  const skor: Lasare = {
    ...uppslagsrakning,
    async ta(tx, poster) {
      const klart = await uppslagsrakning.ta(tx, poster)
      // As when the process dies: the connection is gone, with everything that was not committed.
      if (++gang % 3 === 1) await tx.query('select pg_terminate_backend(pg_backend_pid())')
      if (gang % 3 === 2) throw new Error('dies after it has written')
      return klart
    },
  }
  for (let forsok = 0; forsok < 200; forsok++) {
    try {
      await foljare([skor], 11).ikapp()
      break
    } catch {
      // The next hub goes on where the last one had come.
    }
  }
  expect(gang).toBeGreaterThan(20)
  expect(await raknat()).toEqual(await omraknat(fran))
})

test('two hubs that read while two others write count each record once', async () => {
  const fran = await huvuden()
  const [a, b] = [foljare(undefined, 5), foljare(undefined, 9)]
  a.start()
  b.start()
  const [en, annan] = [createLoggskrivare(db.pool), createLoggskrivare(db.pool)]
  await Promise.all(Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? en : annan).skriv(blandat(10))))
  await Promise.all([a.ikapp(), b.ikapp()])
  expect(await raknat()).toEqual(await omraknat(fran))
  expect(rader.filter(({ event }) => event !== 'larm')).toEqual([])
})

test('a lookup that shows two districts is one in each; one of a protected person is one under none', async () => {
  const tva = { handelseId: randomUUID(), tid: '2026-10-12T08:00:00Z', arende: 'A-9' }
  const skyddad = { handelseId: randomUUID(), utfall: 'nekat', orsak: 'skyddad', tid: '2026-10-11T21:59:59Z' } as const
  await skriv(post('bromma', tva), post('jarva', tva))
  await skriv(post(EGEN_LOGG, skyddad), post('bromma', skyddad), post('jarva', skyddad))
  await skriv(post(EGEN_LOGG, { utfall: 'tomt', orsak: 'okand', tid: '2026-10-11T22:00:00Z' }))
  await foljare().ikapp()
  // The second record but one falls before midnight on Sunday, Stockholm time.
  expect(await rakningar()).toEqual([
    { vecka: '2026-W41', stadsdel: '', arende: '', antal: 1 },
    { vecka: '2026-W42', stadsdel: '', arende: '', antal: 1 },
    { vecka: '2026-W42', stadsdel: 'bromma', arende: 'A-9', antal: 1 },
    { vecka: '2026-W42', stadsdel: 'jarva', arende: 'A-9', antal: 1 },
  ])
})

test('a reader that fails keeps its place and no other from reading, and is told of once', async () => {
  const trasig: Lasare = {
    namn: 'larm',
    ta: () => Promise.reject(new Error('broken')),
    stada: () => Promise.resolve(),
  }
  const en = foljare([trasig, uppslagsrakning])
  await skriv(post('bromma', { tid: '2026-10-12T08:00:00Z', arende: null }))
  en.start()
  await tills(async () => (await rakningar()).length > 0)
  await new Promise((klar) => setTimeout(klar, 50))
  await en.stop()
  expect(await rakningar()).toEqual([{ vecka: '2026-W42', stadsdel: 'bromma', arende: '', antal: 1 }])
  expect(rader).toEqual([{ event: 'loggfoljning-misslyckad', falt: { lasare: 'larm', felkod: 'OKANT_FEL' } }])
  const { rows } = await db.pool.query(
    'select from loggfoljare f join logg_huvud h using (logg) where nummer < storlek',
  )
  expect(rows).toHaveLength(1)
})

test('a reader that is new begins with the first record', async () => {
  const sedda: Foljdpost[] = []
  const ny: Lasare = {
    namn: 'ny',
    ta: async (_, poster) => {
      sedda.push(...poster)
      return []
    },
    stada: () => Promise.resolve(),
  }
  await skriv(post('bromma'))
  await foljare([ny]).ikapp()
  expect(sedda).toHaveLength((await db.pool.query('select from atkomst')).rowCount ?? -1)
  const nummer = sedda.filter((en) => en.logg === 'bromma').map((en) => en.nummer)
  expect(nummer).toEqual(nummer.map((_, i) => i))
})

test('what is older than 25 months goes, and spans that are past', async () => {
  const [gammal, ung] = ['2024-08-30T08:00:00Z', '2024-09-30T08:00:00Z']
  for (const tid of [gammal, ung]) await skriv(post('bromma', { tid, flaggor: ['undantag'] }))
  const en = foljare()
  await en.ikapp()
  expect(await rakningar()).toHaveLength(2)
  en.start()
  const kvar = async () => (await db.pool.query('select from larmfonster')).rowCount
  await tills(async () => (await kvar()) === 0)
  await en.stop()
  expect((await rakningar()).map(({ vecka }) => vecka)).toEqual(['2024-W40'])
  expect(await larm()).toHaveLength(1)
  expect(await kvar()).toBe(0)
})
