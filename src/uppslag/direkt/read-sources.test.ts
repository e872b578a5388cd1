import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { until } from '../../../test/support/until.ts'
import { InsynError } from '../../errors.ts'
import type { Source } from '../../sync/source.ts'
import type { ReadAnswer } from './live-source.ts'
import {
  ALL,
  BREAKER,
  BREATHER,
  CONCURRENT,
  DEADLINE,
  deaf,
  FARSTA,
  hang,
  held,
  person,
  query,
  refuse,
  scope,
  silent,
  time,
  useSources,
} from './testing/use-sources.ts'

/** Longer than any test may take. */
const LONG = 50_000
const { behaviours, liveReading, logged, running, proof, mirrored } = useSources()

test('all are asked at once, and answered as soon as all have answered', async () => {
  const { gate, behaviour } = held()
  for (const { source, stadsdel } of ALL) behaviours.set(`${source}/${stadsdel}`, behaviour)
  const { answer, ms } = await time(
    (async () => {
      const answering = liveReading().read(query(ALL, LONG))
      await until(() => gate.begun === ALL.length)
      gate.letGo()
      return answering
    })(),
  )
  expect(silent(answer)).toEqual([])
  expect(ms).toBeLessThan(LONG)
})

test.each([
  ['hangs', hang],
  ['hangs and hears no abort', deaf],
  ['refuses', refuse],
])('one that %s is told by the deadline and disturbs no other', async (_, behaviour) => {
  behaviours.set('paraplyet/farsta', behaviour)
  const { answer, ms } = await time(liveReading().read(query(ALL)))
  expect(silent(answer)).toEqual(['paraplyet/farsta'])
  expect(ms).toBeLessThan(DEADLINE + BREATHER)
})

const loginRefused = async () => {
  throw new InsynError('KALLA_INLOGGNING', 'login refused')
}
const faulty = async () => {
  throw new InsynError('KALLA_FAULT', 'fault Server')
}
const causes = (answer: readonly ReadAnswer[]) => answer.flatMap((one) => (one.answered ? [] : [one.cause]))

test.each([
  ['hangs', hang, 'deadline'],
  ['hangs and hears no abort', deaf, 'deadline'],
  ['refuses the connection', refuse, 'unreachable'],
  ['refuses the login', loginRefused, 'login'],
  ['answers with a fault', faulty, 'fault'],
  ['breaks something of ours', () => Promise.reject(new TypeError('x')), 'fault'],
] as const)('the cause is told of one that %s', async (_, behaviour, cause) => {
  behaviours.set('paraplyet/farsta', behaviour)
  const { answer, ms } = await time(liveReading().read(query(FARSTA, cause === 'deadline' ? DEADLINE : LONG)))
  expect(causes(answer)).toEqual([cause])
  expect(ms).toBeLessThan(LONG)
})

test('one that is left alone since it failed, and one that was never asked for the crowd, are told as that', async () => {
  const live = liveReading()
  behaviours.set('paraplyet/farsta', refuse)
  for (let count = 0; count < BREAKER.fel; count++) await live.read(query(FARSTA))
  expect(causes(await live.read(query(FARSTA)))).toEqual(['paused'])

  behaviours.set('agresso/jarva', hang)
  const crowd = await Promise.all(
    Array.from({ length: CONCURRENT.agressoForetag + 20 }, () => live.read(query([scope('agresso', 'jarva')], 500))),
  )
  expect(new Set(crowd.flatMap(causes))).toEqual(new Set(['deadline', 'crowded']))
  expect(crowd.flatMap(causes).filter((one) => one === 'deadline')).toHaveLength(CONCURRENT.agressoForetag)
})

test('a way of failing is written once until the source has answered', async () => {
  const live = liveReading()
  behaviours.set('paraplyet/farsta', faulty)
  await live.read(query(FARSTA))
  await live.read(query(FARSTA))
  behaviours.set('paraplyet/farsta', loginRefused)
  await live.read(query(FARSTA))
  expect(logged.filter((one) => one.startsWith('paraplyet'))).toEqual([
    'paraplyet fault Server',
    'paraplyet login refused',
  ])
})

test('a read that was given up is aborted and leaves its place', async () => {
  const company = query([scope('agresso', 'farsta')])
  behaviours.set('agresso/farsta', hang)
  const live = liveReading()
  await Promise.all(Array.from({ length: CONCURRENT.agressoForetag }, () => live.read(company)))
  await until(() => running.now.get('agresso/farsta') === 0)
  behaviours.delete('agresso/farsta')
  expect(silent(await live.read(company))).toEqual([])
})

test('pieces of one person are joined', async () => {
  behaviours.set('paraplyet/farsta', async () => [
    person(),
    person({ skydd: 'okand', uppgifter: { beslut: [{ beslutId: 'B2' }] } }),
  ])
  const [answer] = await liveReading().read(query(FARSTA))
  expect(answer).toMatchObject({ person: { uppgifter: { beslut: [{ beslutId: 'B1' }, { beslutId: 'B2' }] } } })
})

test('nobody with that number is an answer', async () => {
  behaviours.set('paraplyet/farsta', async () => [])
  const [answer] = await liveReading().read(query(FARSTA))
  expect(answer).toMatchObject({ answered: true, person: undefined })
})

test('a flag stands even when the read that told it broke off', async () => {
  const read = async function* () {
    yield { personer: [person({ skydd: 'ja', uppgifter: {} })], orphans: [] }
    throw new InsynError('KALLA_TRUNKERAD', 'cut')
  }
  const source: Source = { name: 'paraplyet', readAll: read, readChanged: read, readPerson: read }
  const live = liveReading([source])
  expect(await live.read(query(FARSTA))).toMatchObject([{ person: { skydd: 'ja' } }])
  expect(mirrored).toMatchObject([{ person: { skydd: 'ja' } }])
})

test('what came with a flag that cannot be read is not handed on', async () => {
  behaviours.set('paraplyet/farsta', async () => [person({ skydd: 'okand' })])
  const [answer] = await liveReading().read(query(FARSTA))
  expect(answer).toMatchObject({ person: { skydd: 'okand', uppgifter: {} } })
})

test('is in the mirror before it is answered, but the mirror never holds it up beyond the deadline', async () => {
  const live = liveReading()
  await live.read(query(FARSTA))
  expect(mirrored).toHaveLength(1)

  let written: () => void = () => undefined
  proof.mirror = () => new Promise((resolve) => (written = resolve))
  const { answer, ms } = await time(live.read(query(FARSTA)))
  expect([silent(answer), ms < DEADLINE + BREATHER]).toEqual([[], true])
  let finished = false
  const waiting = live.finished().then(() => (finished = true))
  await delay(5)
  expect(finished).toBe(false)
  written()
  await waiting
})

test('a write that fails is told, and what was read is answered all the same', async () => {
  proof.mirror = () => Promise.reject(new Error('the database is away'))
  const answer = await liveReading().read(query(FARSTA))
  expect(answer).toMatchObject([{ answered: true, person: { skydd: 'nej' } }])
  expect(logged).toEqual(['misslyckad paraplyet'])
})
