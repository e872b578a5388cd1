import { expect, test } from '@jest/globals'
import { until } from '../../../test/support/until.ts'
import { InsynError } from '../../errors.ts'
import type { SourceName } from '../../informationsmangd.ts'
import { OverBudget } from '../../platform/pace.ts'
import { createRooms, withBudget } from '../../sync/budget.ts'
import { noReadCounts, type Source } from '../../sync/source.ts'
import {
  ALL,
  BREAKER,
  CONCURRENT,
  DEADLINE,
  deaf,
  FARSTA,
  hang,
  held,
  query,
  refuse,
  rest,
  scope,
  silent,
  slow,
  STADSDELAR,
  useSources,
} from './testing/use-sources.ts'

const { behaviours, brytare, liveReading, logged, running, sources } = useSources()
const LONG_DEADLINE = 1_000

test('after failures in a row a source is not asked for a while, then once, and then again as before', async () => {
  const live = liveReading()
  const read = () => live.read(query(FARSTA))
  behaviours.set('paraplyet/farsta', hang)
  for (let count = 0; count < BREAKER.fel; count++) await read()
  expect(await brytare()).toEqual(['paraplyet farsta'])
  running.most.clear()
  expect(silent(await read())).toEqual(['paraplyet/farsta'])
  expect(running.most.size).toBe(0)
  expect(live.lastAnswered({ source: 'paraplyet', stadsdel: 'farsta' })).toBe(false)

  behaviours.delete('paraplyet/farsta')
  rest()
  expect(silent(await read())).toEqual([])
  expect(await brytare()).toEqual([])
  expect(logged).toEqual(['circuit-breaker-opened', 'circuit-breaker-closed'])
  expect(live.lastAnswered({ source: 'paraplyet', stadsdel: 'farsta' })).toBe(true)
})

test('Agresso is one service: its breaker is one for all companies, and no company takes all its places', async () => {
  const live = liveReading()
  const agresso = (stadsdel: string) => live.read(query([scope('agresso', stadsdel)], 1_000))
  behaviours.set('agresso/bromma', deaf)
  const hung = Array.from({ length: 8 }, () => live.read(query([scope('agresso', 'bromma')], DEADLINE)))
  expect(silent(await agresso('farsta'))).toEqual([])
  expect(running.most.get('agresso/bromma')).toBe(CONCURRENT.agressoForetag)
  await Promise.all(hung)

  behaviours.set('agresso/jarva', refuse)
  for (let count = 0; count < BREAKER.fel; count++) await agresso('jarva')
  expect(await brytare()).toEqual(['agresso all'])
  expect(silent(await agresso('farsta'))).toEqual(['agresso/farsta'])
})

test('a login refused for one company leaves the breaker of the service closed', async () => {
  const live = liveReading()
  behaviours.set('agresso/jarva', async () => {
    throw new InsynError('KALLA_INLOGGNING', 'login refused')
  })
  for (let count = 0; count < 3 * BREAKER.fel; count++) await live.read(query([scope('agresso', 'jarva')]))
  expect(await brytare()).toEqual([])
  expect(silent(await live.read(query([scope('agresso', 'farsta')])))).toEqual([])
})

test('reads that are given up while they wait for their turn within anropPerSekund open no breaker', async () => {
  const live = liveReading()
  behaviours.set('agresso/jarva', async () => {
    throw new OverBudget('agresso jarva')
  })
  for (let count = 0; count < 3 * BREAKER.fel; count++) await live.read(query([scope('agresso', 'jarva')]))
  expect(await brytare()).toEqual([])
})

test('callers that crowd a well source out open no breaker', async () => {
  // So late that those who waited for it are given up at once, however slow the machine.
  behaviours.set('paraplyet/farsta', slow(0.8 * LONG_DEADLINE))
  const live = liveReading()
  await Promise.all(Array.from({ length: 40 }, () => live.read(query(FARSTA, LONG_DEADLINE))))
  expect(running.most.get('paraplyet/farsta')).toBe(CONCURRENT.paraplyet)
  expect(await brytare()).toEqual([])
  behaviours.clear()
  expect(silent(await live.read(query(FARSTA)))).toEqual([])
})

const sync = async (sources: readonly Source[], source: SourceName, stadsdel: string, signal: AbortSignal) => {
  const one = sources.find(({ name }) => name === source)
  for await (const delivery of one?.readAll({ stadsdel, mangder: new Set() }, noReadCounts(), signal) ?? [])
    void delivery
}

test('a sync that fills its own places takes none from live reads, nor live reads from a sync', async () => {
  const budgeted = withBudget(sources, createRooms({ agresso: 2, paraplyet: 1 }))
  const liveReads = liveReading()
  const stop = new AbortController()
  for (const stadsdel of STADSDELAR) behaviours.set(`agresso/${stadsdel}`, hang)
  const hung = STADSDELAR.map((stadsdel) => sync(budgeted, 'agresso', stadsdel, stop.signal).catch(() => undefined))
  const underWay = () => [...running.now.values()].reduce((sum, count) => sum + count, 0)
  await until(() => underWay() >= 2)
  expect(underWay()).toBe(2)
  behaviours.clear()
  expect(silent(await liveReads.read(query(ALL)))).toEqual([])

  stop.abort()
  await Promise.all(hung)
  const { gate, behaviour } = held()
  for (const stadsdel of STADSDELAR) behaviours.set(`agresso/${stadsdel}`, behaviour)
  const live = Array.from({ length: 20 }, () => liveReads.read(query(ALL, 60_000)))
  await until(() => gate.begun === CONCURRENT.agresso)
  behaviours.clear()
  // They end while every place of the live reads is taken.
  await Promise.all(STADSDELAR.map((stadsdel) => sync(budgeted, 'agresso', stadsdel, new AbortController().signal)))
  expect([gate.begun, underWay()]).toEqual([CONCURRENT.agresso, CONCURRENT.agresso])
  gate.letGo()
  await Promise.all(live)
})
