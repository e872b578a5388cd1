import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { REASONS } from '../bench/support/neutral-city.ts'
import { campaign, undisturbed } from './support/campaign.ts'
import { sql } from './support/database/mirror-state.ts'
import { metricsOf } from './support/hub/metrics.ts'
import { type Asked, caller, type Connection, type Question } from './support/neutrality/ask.ts'
import {
  type Cause,
  CAUSES,
  type EndUser,
  fetchPath,
  lookup,
  NO_CASE,
  startNeutralCity,
} from './support/neutrality/city.ts'
import { BY_NUMBER, tasks } from './support/neutrality/doors.ts'
import { see, seeMetrics, seeOrder } from './support/neutrality/see.ts'
import { type Compared, createTally, telling } from './support/neutrality/tally.ts'
import { until } from './support/until.ts'

/*
 * Whoever asks about somebody and is shown nothing must not learn why, from anything that an answer, a later answer or the
 * figures show, however often it asks. Answers of all causes are asked for in one random order, and whatever can be seen
 * of them is compared with those about somebody absent.
 */
jest.setTimeout(campaign(180_000, 1_800_000))

/** The chance that the test fails although nothing differs: of all comparisons of one run together. */
const LEVEL = 0.001
/** Of each cause: of a lookup, and of every other door, by how many connections ask at a time. */
const EACH = campaign({ 1: [6, 3], 4: [24, 10], 16: [60, 20] }, { 1: [120, 30], 4: [700, 150], 16: [2_500, 500] })
const DURING_A_SYNC = campaign([16, 8], [300, 100])
const READINGS = campaign(25, 150)
/** Planted milliseconds, and the noise that they are planted in: a machine that is busy with other tests adds any. */
const [LATE_MS, NOISE_MS] = undisturbed([10, 5], [2, Infinity])

let city: Awaited<ReturnType<typeof startNeutralCity>>
const personIds = new Map<string, string>()
const seen = createTally('absent')
/** Differences that are planted: what does not find them would find nothing. */
const planted = createTally('absent')
/** Cause of each answer whose record is looked up afterwards, by its uppslagId. */
const causes = new Map<string, Cause | typeof NO_CASE>()
let another: EndUser['headers']

beforeAll(async () => {
  city = await startNeutralCity()
  another = [await city.tokenOf('konsol', 'annan', ['aldre-direkt'])]
  const connection = await caller(city.hub.adress)
  for (const end of city.endUsers)
    for (const cause of CAUSES) {
      const { personnummer } = end.about[cause]
      const { answer } = await connection.ask(lookup(end, { personnummer }, 'kofraga'))
      personIds.set(personnummer, (JSON.parse(answer.body) as { personId: string }).personId)
    }
  connection.stop()
}, 480_000)
afterAll(() => city.stop(), 60_000)

/** Somebody visible, asked for by somebody else after an answer that shows nothing. */
const elsewhere = (): Question =>
  lookup({ headers: another } as EndUser, { personnummer: city.visible[0]?.personnummer }, 'kofraga')

async function askAll(connections: number, when: string, each: readonly number[], alone: boolean): Promise<void> {
  const order = tasks(city.endUsers, personIds, each)
  let next = 0
  const work = async (own: Connection, others: Connection) => {
    let earlier: Asked | undefined
    for (let task = order[next++]; task !== undefined; task = order[next++]) {
      const { door, cause, question } = task
      const asked = await own.ask(question, true).catch((error: unknown) => {
        throw new Error(`${door}, ${cause}: ${String(error)}`)
      })
      const ofAnswer = see(asked, when, alone && door !== 'live read')
      seen.add(door, cause, ofAnswer)
      if (door === 'lookup' && cause === 'absent' && alone) planted.add('lookup', 'absent', ofAnswer)
      seen.add(door, cause, seeOrder(earlier, asked))
      if (cause === 'absent' && alone && door !== 'live read') addLate(asked)
      if (BY_NUMBER.includes(door))
        causes.set((JSON.parse(asked.answer.body) as { uppslagId: string }).uppslagId, cause)
      if (connections === 1 || Math.random() < 0.1) {
        const later = await others.ask(elsewhere())
        seen.add(`another’s answer after ${door}`, cause, see(later, when, alone))
        seen.add(`another’s answer after ${door}`, cause, seeOrder(asked, later))
        if (door === 'lookup' && alone) planted.add('lookup', 'visible', see(later, when, alone))
        earlier = later
      } else earlier = asked
    }
  }
  const connectionsOfEach = await Promise.all(
    Array.from({ length: connections }, () => Promise.all([caller(city.hub.adress), caller(city.hub.adress)])),
  )
  await Promise.all(connectionsOfEach.map(([own, others]) => work(own, others)))
  for (const connection of connectionsOfEach.flat()) connection.stop()
}

/** Half of the answers about somebody absent are taken to be late. */
function addLate(asked: Asked): void {
  const late = Math.random() < 0.5
  const { numbers } = see({ ...asked, ms: (asked.ms % NOISE_MS) + (late ? LATE_MS : 0) }, 'planted', true)
  planted.add('late', late ? 'late' : 'absent', {
    numbers: Object.fromEntries(Object.entries(numbers).filter(([name]) => name.startsWith('planted: ms'))),
    texts: {},
  })
}

test.each(Object.entries(EACH))('%s at a time', (connections, each) =>
  askAll(Number(connections), `${connections} at a time`, each, true),
)

test('while a sync runs', async () => {
  const asking = { done: false }
  const syncs = (async () => {
    for (let count = 0; !asking.done || count === 0; count++) {
      expect(await city.installation.insyn('synk')).toMatchObject({ code: 0 })
      await delay(500)
    }
  })()
  await askAll(4, 'during a sync', DURING_A_SYNC, false)
  asking.done = true
  await syncs
})

test('the metrics before and after', async () => {
  const connection = await caller(city.hub.adress)
  const order = tasks(city.endUsers, personIds, [READINGS, 0])
  for (const { cause, question } of order) {
    const before = await metricsOf(city.hub.adress)
    await connection.ask(question)
    const after = await metricsOf(city.hub.adress)
    seen.add('metrics', cause, seeMetrics(before, after))
    if (cause !== 'absent') continue
    const moves = Math.random() < 0.5 ? 1 : 0
    const counter = (value: number) => `\nplanted_total{cause="x"} ${value}\n`
    planted.add(
      'metrics',
      moves === 1 ? 'counted' : 'absent',
      seeMetrics(before + counter(7), after + counter(7 + moves)),
    )
  }
  connection.stop()
})

const OF_EACH = 10
test('statistics count every cause alike, and tell an agent nothing', async () => {
  const connection = await caller(city.hub.adress)
  for (const path of ['/api/v1/statistik/uppslag', '/api/v1/larm'])
    expect((await connection.ask(fetchPath(city.endUsers[0]?.headers ?? [], path))).answer.status).toBe(403)
  const reader = [await city.tokenOf('konsol', 'ledaren', ['gruppledare'])]
  type Row = { stadsdel: string | null; antal: number | null }
  const rows = async () => {
    const { answer } = await connection.ask(fetchPath(reader, '/api/v1/statistik/uppslag'))
    return (JSON.parse(answer.body) as { rader: Row[] }).rader
  }
  const neutral = (all: readonly Row[]) => all.filter(({ stadsdel }) => stadsdel === null)
  const sum = (all: readonly Row[]) => neutral(all).reduce((total, { antal }) => total + (antal ?? 0), 0)
  const shown = (all: readonly Row[]) => all.filter(({ stadsdel }) => stadsdel !== null)
  const UNREAD = `select from log_head h left join log_follower f on f.logg = h.logg and f.reader = 'statistik'
                   where coalesce(f.nummer, 0) < h.size`
  const settled = async () => {
    await until(async () => (await sql(city.installation, UNREAD)).length === 0)
    return rows()
  }
  let before = await settled()
  const order = tasks(city.endUsers, personIds, [OF_EACH, 0])
  for (const cause of CAUSES) {
    for (const { question } of order.filter((task) => task.cause === cause)) await connection.ask(question)
    await until(async () => sum(await rows()) - sum(before) >= OF_EACH)
    const after = await rows()
    expect([cause, sum(after) - sum(before), shown(after)]).toEqual([cause, OF_EACH, shown(before)])
    before = after
  }
  connection.stop()
})

const named = ({ door, feature, cause, p, of }: Compared): string =>
  `${door}, ${cause}: ${feature} (p ${p.toExponential(1)}, ${of.join(' against ')})`

test('each request met its cause, by the access log', async () => {
  const rows = await sql<{ reason: string; id: string }>(
    city.installation,
    `select record::json->'atkomst'->>'orsak' as reason, record::json->'atkomst'->>'handelseId' as id
       from access_record where logg = 'insyn' and record::json->'atkomst'->>'handelseId' = any ($1)`,
    [[...causes.keys()]],
  )
  expect(rows.length).toBe(causes.size)
  for (const { reason, id } of rows) {
    const cause = causes.get(id) ?? 'absent'
    const expected = cause === 'own number' ? ['eget-nummer'] : cause === NO_CASE ? ['arende-okant'] : REASONS[cause]
    expect([cause, expected]).toEqual([cause, expect.arrayContaining([reason])])
  }
})

test('the method finds what is planted: milliseconds, a counter, and an answer that shows something', () => {
  const found = telling(planted.compare(), LEVEL).map(({ cause, feature }) => `${cause}: ${feature}`)
  expect(found).toEqual(
    expect.arrayContaining(
      ['late: planted: ms into a slot', 'exactly body', 'exactly length of body', 'planted_total{cause="x"}'].map(
        (end) => expect.stringContaining(end),
      ),
    ),
  )
})

test('nothing that can be seen tells a cause apart from absence', () => {
  const compared = seen.compare()
  expect(compared.length).toBeGreaterThan(1_000)
  const told = compared.slice(0, 5).map(named)
  process.stderr.write(`${compared.length} comparisons, the most telling:\n${told.join('\n')}\n`)
  expect(telling(compared, LEVEL).map(named)).toEqual([])
})
