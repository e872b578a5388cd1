import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type AgressoTrial, startAgresso } from '../../../test/support/sources/agresso.ts'
import { sourceOf } from '../../../test/support/sources/agresso-source.ts'
import { extent, never, readCounts } from '../../../test/support/sources/reading.ts'
import { type Truth, type TruthItem, truthsIn } from '../../../test/support/sources/simulated-city.ts'
import type { RefreshedItems } from '../../sync/source.ts'
import type { AgressoSource } from './source.ts'

const [STADSDEL, CANARY] = ['farsta', 'KANARIE'] as const
let agresso: AgressoTrial
let source: AgressoSource
beforeAll(async () => {
  agresso = await startAgresso({ canary: CANARY }, 600)
  source = sourceOf(agresso, STADSDEL)
})
afterAll(async () => {
  await source.close()
  await agresso.stop()
})

const fakturorOf = (truth: Pick<Truth, 'stadsdelar'>) => truth.stadsdelar[STADSDEL]?.['faktura'] ?? []

test('a light read gives the invoices that changed since, closed ones last, and of them only whether they are paid', async () => {
  const { population } = agresso
  const { readRefreshed } = source
  const isUnpaid = (one: TruthItem) => one['betalstatus'] === 'obetald'
  const truths = truthsIn(population, STADSDEL, 'agresso').filter(({ skydd }) => skydd === 'ingen')
  const { personnummer, ...unpaid } = truths.find((one) => fakturorOf(one).some(isUnpaid))!
  const fakturanummer = fakturorOf(unpaid).find(isUnpaid)!['fakturanummer'] as string
  const change = { slag: 'betala-faktura', personnummer, stadsdel: STADSDEL, fakturanummer } as const
  population.change(change, new Date('2026-09-16T10:00:00Z'))
  const counts = readCounts()
  const given: RefreshedItems[] = []
  for await (const part of readRefreshed!(extent(STADSDEL, 'faktura'), new Date('2026-09-16T09:59:59Z'), counts, never))
    given.push(part)
  const items = given.flatMap((part) => part.items)
  const truth = fakturorOf(population.truth(personnummer)!).find((one) => one['fakturanummer'] === fakturanummer)!
  const { ocrNummer, betalstatus, kvarstaende, betaldDatum } = truth
  expect(betalstatus).toBe('betald')
  expect(items.find((one) => one['fakturanummer'] === fakturanummer)).toEqual(
    expect.objectContaining({ fakturanummer, ocrNummer, betalstatus, kvarstaende, betaldDatum }),
  )
  expect(given.flatMap(({ refused }) => refused)).toEqual([])
  expect(JSON.stringify(items)).not.toMatch(new RegExp(`${CANARY}|belopp|rader|forfallodatum|${personnummer}`))
  expect([...counts.rowsPerPart.keys()]).not.toContain('kunder')
  const none = []
  for await (const part of readRefreshed!(
    extent(STADSDEL, 'faktura'),
    new Date('2026-09-16T10:30:00Z'),
    readCounts(),
    never,
  ))
    none.push(...part.items)
  expect(none).toEqual([])
})
