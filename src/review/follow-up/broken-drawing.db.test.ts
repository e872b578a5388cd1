import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { anAccess } from '../../../test/support/access-records.ts'
import { hidden, ordinary } from './testing/records.ts'
import { time, useFollowUp } from './testing/use-follow-up.ts'

const MAY = { utfardare: 'inloggning', slutanvandare: 'chef', loggar: ['bromma'], skyddade: true }
const { app, chief, write, chore, recordsOf } = useFollowUp([MAY])
const round = () => chore().round(new AbortController().signal)
const broken = async () => (await recordsOf('bromma')).filter(({ orsak }) => orsak === 'urval-avbrutet')

const drawnAlone = (at: Date, details: object) =>
  anAccess({
    ...{ handelse: 'granskning', orsak: 'urval-draget', andamal: 'logguppföljning', tid: at.toISOString() },
    ...{ personRef: null, personnummerForseglat: null, visat: [] },
    detaljer: { urval: randomUUID(), manad: '2026-10', slag: 'manad', rot: 'x', ...details },
  })

test('what tells protection is assigned to officers who are named for it, and to no others', async () => {
  await write([...ordinary(60), ...hidden(12)])
  time.now = new Date('2026-11-02T09:00:00Z')
  await round()
  const send = async <T>(path: string) => (await app().send('GET', path, undefined, chief)).json as T
  const { urval } = await send<{ urval: { urvalId: string; skyddade: boolean }[] }>('/api/v1/urval')
  const reviewers = async (isProtected: boolean) => {
    const id = urval.find((one) => one.skyddade === isProtected)?.urvalId ?? ''
    const { innehall } = await send<{ innehall: { granskare: { slutanvandare: string } | null }[] }>(
      `/api/v1/urval/${id}`,
    )
    return [...new Set(innehall.map(({ granskare }) => granskare?.slutanvandare))].sort()
  }
  expect(await reviewers(true)).toEqual(['chef'])
  expect(await reviewers(false)).toEqual(['chef', 'eva', 'ove'])
})

test('a drawing that was broken off before it was stored is told of once, and the month is drawn all the same', async () => {
  // As a hub leaves it that dies when the second record is durable.
  const earlier = new Date(time.now.getTime() - 60 * 60_000)
  const all = [drawnAlone(earlier, {}), drawnAlone(earlier, { skyddade: true, slag: 'extra' })]
  await write([...all, drawnAlone(new Date(time.now.getTime() - 60_000), { urval: randomUUID() })])
  await round()
  await round()
  const told = await broken()
  expect(told.map(({ detaljer }) => detaljer)).toEqual([
    { urval: all[0]?.detaljer?.urval, manad: '2026-10', slag: 'manad' },
    { urval: all[1]?.detaljer?.urval, manad: '2026-10', slag: 'extra', skyddade: true },
  ])
  // The one that was under way is one too, if nothing has come of it.
  time.now = new Date(time.now.getTime() + 30 * 60_000)
  await round()
  expect(await broken()).toHaveLength(3)
})
