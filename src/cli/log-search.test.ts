import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { anAccess } from '../../test/support/access-records.ts'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import type { Criteria } from '../review/search/criteria.ts'
import type { Found, SearchStore } from '../review/search/search-store.ts'
import { run } from './cli.ts'
import type { Terminal } from './command.ts'

const places: readonly Found[] = [4, 3].map((number) => ({ logg: 'bromma', nummer: number, time: number, profile: 1 }))
const asked: Criteria[] = []
const search: SearchStore = {
  page: async (criteria) => {
    asked.push(criteria)
    return places
  },
  first: async (criteria, limit) => {
    asked.push(criteria)
    const none = {
      klienter: [],
      roller: [],
      flags: [],
      mangder: [],
      purposes: [],
      causes: [],
      outcomes: [],
      events: [],
    }
    const facets = { ...none, logs: [{ value: 'bromma', count: 2 }] }
    return {
      places: places.slice(0, limit),
      count: 5_000,
      more: true,
      facets,
      actors: [{ value: 'anna', utfardare: 'inloggning', count: 2 }],
    }
  },
  records: async (wanted) =>
    wanted.map((place) => ({
      ...place,
      record: JSON.stringify({ atkomst: anAccess({ slutanvandare: 'anna', flaggor: ['undantag'] }) }),
    })),
}
let app: UppslagApp
let env: Readonly<Record<string, string>>
beforeAll(async () => {
  const timeline = {
    links: async () => ({ arenden: ['KC-1'], tillstand: [] }),
    caseSteps: async () => [{ arende: 'KC-1', steg: 'oppnat' as const, time: Date.UTC(2026, 1, 1) * 1000 }],
    alerts: async () => [{ logg: 'bromma', nummer: 3, kind: 'undantag' }],
  }
  app = await startUppslagApp({ search, timeline })
  env = { INSYN_HUB: app.base, INSYN_TOKEN: await app.token({ klient: 'konsol', roller: ['granskare'] }) }
})
afterAll(() => app.stop())

async function answer(args: readonly string[]) {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const code = await run(args, env, { out, err, cwd: '.' } as unknown as Terminal)
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') }
}

test('a search prints a table with what leads on from each row, counts, and where the next page begins', async () => {
  const options = ['--skal', 'Anmälan, dnr 7', '--handlaggare', 'anna', '--handlaggare', 'bo', '--mangd', 'faktura']
  const { code, out } = await answer(['logg', 'sok', ...options, '--antal', '1'])
  expect(code).toBe(0)
  expect(out).toMatch(/^# +Tid \(UTC\) +Logg +Händelse +Vem .*\n1 +2026-03-02T08:15:00.123Z +bromma +uppslag +anna /)
  expect(out).toMatch(
    /\n1 post: \S{132}\n {2}person: \S+\n\nfler än 5000 poster\n {2}logg: bromma 2\n {2}handlaggare: anna 2\n/,
  )
  expect(out).toMatch(/\nnästa sida: --markor \S+\n$/)
  expect(asked.at(-1)).toMatchObject({
    actors: [{ slutanvandare: 'anna' }, { slutanvandare: 'bo' }],
    mangder: ['faktura'],
  })
  expect(app.logg.written.at(-1)?.access).toMatchObject({
    ...{ handelse: 'granskning', orsak: 'sok', andamal: 'Anmälan, dnr 7' },
    detaljer: { handlaggare: ['anna', 'bo'], informationsmangd: ['faktura'], sida: 'forsta' },
  })
})

test('a timeline prints each line with its kind; with --json the answer itself', async () => {
  const options = ['--skal', 'Anmälan, dnr 7', '--handlaggare', 'anna', '--aldst-forst', '--logg', 'bromma']
  const { out } = await answer(['logg', 'tidslinje', ...options])
  expect(out).toMatch(
    /^# +Slag .*\n1 +atkomst .*\n2 +larm .* undantag\n3 +atkomst .*\n4 +arende +2026-02-01T00:00:00.000Z .*KC-1 .*oppnat\n/,
  )
  const { handelser } = JSON.parse((await answer(['logg', 'tidslinje', ...options, '--json'])).out) as {
    readonly handelser: readonly { readonly slag: string }[]
  }
  expect(handelser.map(({ slag }) => slag)).toEqual(['atkomst', 'larm', 'atkomst', 'arende'])
})

test.each([
  [['logg', 'sok'], 'ange varför med --skal'],
  [['logg', 'sok', '--skal', 'x', '--antal', 'många'], '--antal är ett tal'],
  [['logg', 'sok', '--skal', 'x', '--logg', 'farsta-finns-ej'], 'Loggen finns inte bland dem som du granskar.'],
  [['logg', 'tidslinje', '--skal', 'x'], 'begäran'],
])('%j says what is wrong', async (args, told) => {
  const { code, err } = await answer(args)
  expect(code).toBe(told.startsWith('Loggen') ? 1 : 2)
  expect(err).toContain(told)
})
