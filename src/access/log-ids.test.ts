import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { anAlert } from '../../test/support/memory-alerts.ts'
import { openLogId, sealLogId } from '../atkomstlogg/log-id.ts'

const KNOWN = '189001019802'
const IN_TWO = '189001029819'
const PROTECTED = '189001039800'
const ABSENT = '189001059808'

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
  app.mirror.put(KNOWN, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  app.mirror.put(IN_TWO, 'bromma', 'person', [{ fornamn: 'Bo', efternamn: 'Ek' }])
  app.mirror.put(IN_TWO, 'jarva', 'handlaggare', [{ handlaggareId: 'H1', namn: 'Maj Lind' }])
  app.mirror.protect(PROTECTED, 'bromma')
  app.mirror.protect(PROTECTED, 'jarva')
  app.larm.push(anAlert({ kind: 'skyddad', logg: 'bromma', nummer: 19, isProtected: true }))
})
afterAll(() => app.stop())

const about = (personnummer: string) => ({
  ...{ personnummer, andamal: 'samlad-fraga', arende: 'KC-1' },
  ...{ relation: 'sjalv', identifiering: 'bankid' },
})
const lookUp = async (personnummer: string) => (await app.uppslag(about(personnummer))).json.loggId as string[]

test('lookups of a protected person, which write to the boards that flagged, leave nothing to count in the next answer', async () => {
  const before = await lookUp(KNOWN)
  for (let i = 0; i < 10; i++) await lookUp(PROTECTED)
  const between = await lookUp(KNOWN)
  for (let i = 0; i < 10; i++) await lookUp(ABSENT)
  const after = await lookUp(KNOWN)
  for (const [id = ''] of [before, between, after]) expect(id).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{131}$/)
  expect([...before, ...between, ...after].map((id) => openLogId(app.keys, id))).toEqual(
    [1, 12, 13].map((number) => ({ logg: 'bromma', nummer: number })),
  )
})

test('every answer carries one id, whatever it shows and of how many boards', async () => {
  for (const personnummer of [KNOWN, IN_TWO, PROTECTED, ABSENT]) expect(await lookUp(personnummer)).toHaveLength(1)
  const written = app.logg.written.slice(-5).map(({ logg }) => logg)
  expect(written).toEqual(['jarva', 'insyn', 'bromma', 'jarva', 'insyn'])
})

test('an alert names its record by such an id too, a new one at each reading', async () => {
  const read = async () => {
    const { json } = await app.fetch('/api/v1/larm', { klient: 'konsol', roller: ['sakerhetsansvarig'] })
    return (json.larm as { loggpost: string }[]).map(({ loggpost }) => loggpost)
  }
  const [[first = ''], [second = '']] = [await read(), await read()]
  expect([first, second].map((id) => openLogId(app.keys, id))).toEqual(Array(2).fill({ logg: 'bromma', nummer: 19 }))
  expect(second).not.toBe(first)
})

test('ids are of one length, differ each time and say neither log nor number', () => {
  const places = ['insyn', 'bromma', 'a'.repeat(60)].flatMap((log) =>
    [0, 7, 12_345, Number.MAX_SAFE_INTEGER].map((number) => ({ logg: log, nummer: number })),
  )
  for (const place of places) {
    const ids = [sealLogId(app.keys, place), sealLogId(app.keys, place)]
    expect(ids.map((id) => id.length)).toEqual([132, 132])
    expect(new Set(ids.map((id) => id.slice(0, 16))).size).toBe(2)
    for (const id of ids) expect(openLogId(app.keys, id)).toEqual(place)
  }
})

test('a seal in which ten digits follow each other, or that begins as an option of a command, is made anew', () => {
  const rest = 'x'.repeat(120)
  const digits = ['189001019802', '89-01-01-9802', '_89_010__19802', '-abcdefghijk']
  const sealed = [...digits.map((start) => start + rest), `89010198_ab-${rest}`]
  const keys = { sealForLog: () => sealed.shift() ?? '' }
  expect(sealLogId(keys, { logg: 'bromma', nummer: 1 })).toMatch(/^89010198_ab-/)
})

test('what this hub has not sealed as an id opens to nothing', () => {
  const id = sealLogId(app.keys, { logg: 'bromma', nummer: 7 })
  const other = app.keys.sealForLog('insyn', 'another subject', 'bromma'.padEnd(71))
  const forged = [`${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`, `${id}A`, id.slice(4), 'bromma/7', '', other]
  for (const text of forged) expect(openLogId(app.keys, text)).toBeUndefined()
})

test('a call costs one whatever it shows: the caller is refused after as many, and waits as long', async () => {
  const client = app.policy.klienter.telefoni
  if (client === undefined) throw new Error('the client is not in the policy')
  const clients = { ...app.policy.klienter, telefoni: { ...client, takt: { klient: 1_000, slutanvandare: 3 } } }
  const slow = await startUppslagApp({ policy: { ...app.policy, klienter: clients } })
  slow.mirror.put(KNOWN, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  for (const stadsdel of ['bromma', 'jarva']) slow.mirror.protect(PROTECTED, stadsdel)
  try {
    const calls = await Promise.all(
      [KNOWN, PROTECTED, ABSENT, '1'].map(async (personnummer, agent) => {
        const seen: [number, string | null][] = []
        for (let i = 0; i < 5; i++) {
          const { status, headers } = await slow.uppslag(about(personnummer), {
            slutanvandare: `agent-${agent}`,
          })
          seen.push([status === 429 ? 429 : 0, headers.get('retry-after')])
        }
        return seen
      }),
    )
    for (const seen of calls) expect(seen.map(([status]) => status)).toEqual([0, 0, 0, 429, 429])
    expect(new Set(calls.map((seen) => Math.round(Number(seen[3]?.[1]) / 10))).size).toBe(1)
  } finally {
    await slow.stop()
  }
})

test('metrics move alike for a protected and an absent person, however many records the log got and how long it took', async () => {
  const counted = async () =>
    (await app.register.metrics())
      .split('\n')
      .filter((line) => /^insyn_(uppslag_total|atkomstlogg_write_seconds)/.test(line))
      .map((line) => line.split(' '))
      .map(([name = '', value]) => [name, Number(value)] as const)
  const movedBy = async (personnummer: string) => {
    const before = new Map(await counted())
    await lookUp(personnummer)
    return (await counted()).map(([name, value]) => [name, value - (before.get(name) ?? 0)])
  }
  const absent = await movedBy(ABSENT)
  expect(absent.length).toBeGreaterThan(1)
  expect(await movedBy(PROTECTED)).toEqual(absent)
  expect(app.logg.written.slice(-3).map(({ logg }) => logg)).toEqual(['insyn', 'bromma', 'jarva'])
})
