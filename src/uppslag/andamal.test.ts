import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { realPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { decideFields, decideMirroring } from '../policy/decide.ts'
import { IDENTIFIERINGAR, type Policy } from '../policy/policy.ts'
import type { AndamalAnswer } from './andamal-schema.ts'

const real = realPolicy()
const policy: Policy = {
  ...real,
  andamal: { ...real.andamal, 'samlad-fraga': { ...real.andamal['samlad-fraga']!, hanvisning: ['beslut', 'faktura'] } },
}
const DATE = '2026-10-15'

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp({ policy })
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
  app.mirror.forget()
})

const listed = async (roller: readonly string[], client = 'konsol') => {
  const { status, json } = await app.fetch('/api/v1/andamal', { klient: client, roller })
  return { status, answer: json as unknown as AndamalAnswer }
}

test('each purpose is told with its name, demands and kinds, about nobody and on record', async () => {
  const { status, answer } = await listed(['aldre-direkt'])
  expect(status).toBe(200)
  expect(answer.andamal.map(({ kod }) => kod)).toEqual(
    Object.keys(policy.andamal).filter((code) => code !== 'spegling'),
  )
  expect(answer.andamal.find(({ kod }) => kod === 'avgiftsfraga')).toEqual({
    kod: 'avgiftsfraga',
    namn: 'Fråga om avgift',
    kraverArende: true,
    identifiering: 'motringning',
    mangder: [
      {
        mangd: 'person',
        falt: ['fornamn', 'efternamn'],
        ...{ kraverArende: true, hogreKrav: [], hanvisning: false },
      },
      {
        mangd: 'avgift',
        falt: policy.listed.avgift,
        kraverArende: true,
        hogreKrav: [{ identifiering: 'bankid', falt: ['forbehallsbelopp', 'avgiftsgrundandeInkomst'] }],
        hanvisning: false,
      },
      {
        mangd: 'rakningsmottagare',
        falt: policy.listed.rakningsmottagare,
        ...{ kraverArende: true, hogreKrav: [], hanvisning: false },
      },
    ],
  })
  expect(answer).toMatchObject({ policyversion: policy.version, loggId: [expect.any(String)] })
  expect(app.mirror.read).toEqual([])
  expect(app.logg.written).toMatchObject([
    { logg: 'insyn', access: { handelse: 'forklaring', orsak: 'regler', utfall: 'tomt', personRef: null, visat: [] } },
  ])
})

test('what is told is what decides: of every purpose and kind, for a lookup and for a case', async () => {
  const { answer } = await listed(['arendesystem'], 'arendesystem')
  expect(answer.andamal.map(({ kod }) => kod)).toEqual(Object.keys(policy.andamal))
  // A role that may see everything, so that only the purpose narrows.
  const all = Object.fromEntries(INFORMATIONSMANGDER.map((mangd) => [mangd, '*' as const]))
  const roller = { ...policy.roller, arendesystem: { namn: 'Allt', mangder: all } }
  const avtal = policy.avtal.map((one) => ({
    ...one,
    mangder: INFORMATIONSMANGDER,
    andamal: Object.keys(policy.andamal),
  }))
  const open: Policy = { ...policy, roller, avtal }
  let compared = 0
  for (const { kod: code, mangder, kraverArende } of answer.andamal) {
    const told = new Map(mangder.map((one) => [one.mangd, one]))
    expect(kraverArende).toBe(mangder.every((one) => one.kraverArende))
    for (const mangd of INFORMATIONSMANGDER) {
      const one = told.get(mangd)
      for (const arende of [null, 'A-1'])
        for (const identifiering of IDENTIFIERINGAR) {
          const query = { roll: 'arendesystem', andamal: code, arende, identifiering, date: DATE, minute: 600 }
          const level = IDENTIFIERINGAR.indexOf(identifiering)
          const asked = answer.andamal.find((andamal) => andamal.kod === code)?.identifiering ?? 'bankid'
          const requiredFor = (field: string) =>
            one?.hogreKrav.find(({ falt }) => falt.includes(field))?.identifiering ?? asked
          const expected =
            one === undefined || (one.kraverArende && arende === null)
              ? []
              : one.falt.filter((field) => level >= IDENTIFIERINGAR.indexOf(requiredFor(field)))
          expect([code, mangd, [...decideFields(open, query, 'bromma', mangd).falt]]).toEqual([code, mangd, expected])
          compared += expected.length
        }
      const inCase = decideMirroring(open, { andamal: code, arende: 'A-1', date: DATE }, 'bromma', mangd)
      if (inCase.reason === 'hanvisning') expect(one?.hanvisning).toBe(true)
      if (one?.hanvisning === true) expect(inCase.falt.size).toBe(0)
    }
  }
  expect(compared).toBeGreaterThan(300)
  const byReference = answer.andamal.flatMap(({ kod, mangder }) =>
    mangder.filter(({ hanvisning }) => hanvisning).map(({ mangd }) => [kod, mangd]),
  )
  expect(byReference).toEqual([
    ['samlad-fraga', 'beslut'],
    ['samlad-fraga', 'faktura'],
  ])
})

test.each([['gruppledare'], ['sakerhetsansvarig'], ['okand']])(
  'the role %s, which looks nobody up, is refused on record',
  async (roll) => {
    expect((await listed([roll])).status).toBe(403)
    expect(app.logg.written).toMatchObject([{ logg: 'insyn', access: { orsak: 'ratt', utfall: 'nekat' } }])
  },
)

test('the document that the hub serves names the purposes of its own configuration wherever one may be given', async () => {
  const query = { ...real.andamal.kofraga!, namn: 'Fråga om dagverksamhet' }
  const other = await startUppslagApp({ policy: { ...real, andamal: { ...real.andamal, 'dag-fraga': query } } })
  const document: unknown = await (await fetch(`${other.base}/api/v1/openapi.json`)).json()
  await other.stop()
  const found: { description: string; examples: unknown }[] = []
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, part] of Object.entries(value)) {
      if (name === 'andamal' && typeof part === 'object' && part !== null && 'pattern' in part)
        found.push(part as (typeof found)[number])
      collect(part)
    }
  }
  collect(document)
  // A lookup, a case and an explanation.
  expect(found).toHaveLength(3)
  for (const { description, examples } of found) {
    expect(description).toContain('`dag-fraga` (Fråga om dagverksamhet)')
    expect(description).toContain('`samlad-fraga` (Fråga som rör flera områden)')
    expect(examples).toEqual(expect.arrayContaining(['dag-fraga', 'samlad-fraga']))
  }
})
