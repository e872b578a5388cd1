import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { EGEN_LOGG, type Atkomst } from '../access.ts'
import { larmlasare, post, useFollower } from './testing/use-follower.ts'

const { rader, foljare, skriv, larm, huvuden } = useFollower()

test('an attempt on a protected person is one alert, at its own record, and no line tells of it', async () => {
  const skyddad = { handelseId: randomUUID(), utfall: 'nekat', orsak: 'skyddad' } as const
  const nummer = (await huvuden()).get(EGEN_LOGG) ?? 0
  await skriv(post(EGEN_LOGG, skyddad), post('bromma', skyddad), post('jarva', skyddad))
  await foljare().ikapp()
  expect(await larm()).toEqual([['skyddad', `${EGEN_LOGG}/${nummer}`]])
  expect(rader).toEqual([])
})

test('flags are alerts, once for a request whichever logs it is in, also when it is read in pieces', async () => {
  const flaggad = { handelseId: randomUUID(), flaggor: ['skyddad-visad', 'undantag', 'annat'] }
  await skriv(post('bromma', flaggad), post('jarva', flaggad))
  await skriv(post('bromma', { flaggor: ['eget-nummer'] }))
  await foljare(undefined, 1).ikapp()
  expect((await larm()).map(([slag]) => slag)).toEqual(['eget-nummer', 'skyddad-visad', 'undantag'])
  expect(rader).toEqual([{ event: 'larm', falt: { slag: 'eget-nummer', antal: 1 } }])
})

const vid = (minut: number, andrat: Partial<Atkomst> = {}) => ({
  tid: new Date(Date.parse('2026-10-15T09:00:00Z') + minut * 60_000).toISOString(),
  ...andrat,
})

test.each([1, 2, 1000])(
  'whoever is refused again and again is one alert a span, at the record that reached it (%d at a time)',
  async (page) => {
    const nekad = { utfall: 'nekat', orsak: 'roll' } as const
    const nummer = (await huvuden()).get(EGEN_LOGG) ?? 0
    for (const minut of [0, 1, 14, 14, 14, 15, 16]) await skriv(post(EGEN_LOGG, vid(minut, nekad)))
    // Others, other clients, and what is no refusal.
    await skriv(post(EGEN_LOGG, vid(16, { ...nekad, slutanvandare: 'bo' })))
    await skriv(post(EGEN_LOGG, vid(16, { ...nekad, klient: 'konsol' })))
    await skriv(post(EGEN_LOGG, vid(16, { utfall: 'nekat', orsak: 'begaran-ogiltig' })))
    await skriv(post(EGEN_LOGG, vid(16, { ...nekad, handelse: 'arende' })))
    await foljare([larmlasare], page).ikapp()
    const upprepat = (await larm()).filter(([slag]) => slag === 'upprepat-nekad')
    expect(upprepat).toEqual([['upprepat-nekad', `${EGEN_LOGG}/${nummer + 2}`]])
    await skriv(post(EGEN_LOGG, vid(17, nekad)))
    await foljare([larmlasare], page).ikapp()
    expect((await larm()).filter(([slag]) => slag === 'upprepat-nekad')).toHaveLength(2)
    expect(rader.filter(({ falt }) => falt?.slag !== 'manga-uppslag')).toEqual([])
  },
)

test('many lookups are an alert that is told of, and a protected person brings nobody nearer to it than an absent one', async () => {
  const absent = { utfall: 'tomt', orsak: 'okand' } as const
  const rad = async (skyddade: number, sedan: Partial<Atkomst>) => {
    // So that records of one lookup come in different readings when they are read one at a time.
    for (let i = 0; i < 3; i++) await skriv(post(EGEN_LOGG, { ...absent, handelse: 'arende' }))
    for (let i = 0; i < 4; i++) {
      const om = vid(1, { handelseId: randomUUID(), ...sedan, ...(i < skyddade ? SKYDDAD : absent) })
      await skriv(post(EGEN_LOGG, om), ...(i < skyddade ? [post('bromma', om), post('jarva', om)] : []))
    }
    await foljare(undefined, 1).ikapp()
    const fore = rader.length
    const traff = vid(2, { handelseId: randomUUID(), ...sedan })
    await skriv(post('bromma', traff), post('farsta', traff))
    await foljare().ikapp()
    return [fore, rader.length - fore]
  }
  expect(await rad(0, { slutanvandare: 'anna' })).toEqual([0, 1])
  rader.length = 0
  expect(await rad(4, { slutanvandare: 'bo' })).toEqual([0, 1])
  expect(rader).toEqual([{ event: 'larm', falt: { slag: 'manga-uppslag', antal: 1 } }])
})
const SKYDDAD = { utfall: 'nekat', orsak: 'skyddad' } as const
