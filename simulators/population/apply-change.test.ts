import { expect, test } from '@jest/globals'
import { createPopulation } from './create-population.ts'
import type { Population } from './population.ts'
import type { Truth } from './truth.ts'

const BEFORE = new Date('2026-10-15T08:00:00Z')
const WHEN = new Date('2026-10-15T09:00:00Z')
const AFTER = new Date('2026-10-15T10:00:00Z')

const city = (): Population => createPopulation({ antal: 1500, seed: 3, today: '2026-10-15' })

/** The first person who has what the test needs, and where they live. */
function somebody(p: Population, condition: (truth: Truth, home: string) => boolean) {
  for (let index = 0; index < p.antal; index++) {
    const truth = p.truthAt(index)
    const [stadsdel = ''] = p.stadsdelarOf(index)
    if (condition(truth, stadsdel)) return { index, personnummer: truth.personnummer, stadsdel, truth }
  }
  throw new Error('nobody')
}

test('a new handläggare is seen in the truth and in what Paraplyet says has changed', () => {
  const p = city()
  const { index, personnummer, stadsdel, truth } = somebody(
    p,
    (s, home) => s.stadsdelar[home]?.['handlaggare'] !== undefined,
  )
  p.change({ slag: 'byt-handlaggare', personnummer, stadsdel }, WHEN)
  const { handlaggare, ...other } = p.truthAt(index).stadsdelar[stadsdel]!
  const { handlaggare: previous, ...before } = truth.stadsdelar[stadsdel]!
  expect(handlaggare).not.toEqual(previous)
  expect(other).toEqual(before)
  expect(p.changedSince(BEFORE, stadsdel, 'paraplyet')).toEqual([index])
  expect(p.changedSince(WHEN, stadsdel, 'paraplyet')).toEqual([index])
  expect(p.changedSince(AFTER, stadsdel, 'paraplyet')).toEqual([])
  expect(p.changedSince(BEFORE, stadsdel, 'agresso')).toEqual([])
  expect([p.version(stadsdel, 'paraplyet'), p.version(stadsdel, 'agresso')]).toEqual([1, 0])
})

test('a removed decision is gone and the others stay', () => {
  const p = city()
  const { index, personnummer, stadsdel, truth } = somebody(
    p,
    (s, home) => (s.stadsdelar[home]?.['beslut']?.length ?? 0) > 1,
  )
  const [first, ...left] = truth.stadsdelar[stadsdel]!['beslut']!
  p.change({ slag: 'ta-bort-beslut', personnummer, stadsdel, beslutId: first!['beslutId'] as string }, WHEN)
  expect(p.truthAt(index).stadsdelar[stadsdel]!['beslut']).toEqual(left)
})

test('a paid invoice moves to the history with nothing left to pay', () => {
  const p = city()
  const unpaid = (s: Truth, home: string) =>
    s.stadsdelar[home]?.['faktura']?.find(({ betalstatus }) => betalstatus === 'obetald')
  const { index, personnummer, stadsdel, truth } = somebody(p, (s, home) => unpaid(s, home) !== undefined)
  const fakturanummer = unpaid(truth, stadsdel)!['fakturanummer'] as string
  p.change({ slag: 'betala-faktura', personnummer, stadsdel, fakturanummer }, WHEN)
  const paid = p.truthAt(index).stadsdelar[stadsdel]!['faktura']!.find((f) => f['fakturanummer'] === fakturanummer)
  expect(paid).toMatchObject({ betalstatus: 'betald', kvarstaende: 0, betaldDatum: '2026-10-15', inkasso: false })
  const rows = p.agressoRows(index, stadsdel).filter((row) => row.fakturanummer === fakturanummer)
  expect(new Set(rows.map(({ template }) => template))).toEqual(new Set(['historik']))
  expect(rows[0]?.lastChanged).toBe(WHEN.toISOString())
  expect(p.changedSince(WHEN, stadsdel, 'agresso')).toEqual([index])
})

test('a new protection shows in both sources and can be lifted again', () => {
  const p = city()
  const { index, personnummer, stadsdel } = somebody(
    p,
    (s, home) =>
      s.skydd === 'ingen' &&
      s.stadsdelar[home]?.['person'] !== undefined &&
      s.stadsdelar[home]['faktura'] !== undefined,
  )
  p.change({ slag: 'satt-skydd', personnummer, skydd: 'fingerade' }, WHEN)
  expect(p.truthAt(index).skydd).toBe('fingerade')
  expect([...p.agressoCustomers(stadsdel, index)].map(({ protectionCode }) => protectionCode)).not.toContain('0')
  expect(p.changedSince(WHEN, stadsdel, 'paraplyet')).toEqual([index])
  expect(p.changedSince(WHEN, stadsdel, 'agresso')).toEqual([index])
  p.change({ slag: 'satt-skydd', personnummer, skydd: 'ingen' }, AFTER)
  expect(p.truthAt(index).skydd).toBe('ingen')
})

test('a removed person is in neither source of that stadsdel and is not told of as changed', () => {
  const p = city()
  const { index, personnummer, stadsdel } = somebody(p, (s) => Object.keys(s.stadsdelar).length === 2)
  p.change({ slag: 'ta-bort-person', personnummer, stadsdel }, WHEN)
  expect(Object.keys(p.truthAt(index).stadsdelar)).toHaveLength(1)
  expect(p.stadsdelarOf(index)).not.toContain(stadsdel)
  expect([...p.agressoCustomers(stadsdel, index)]).toEqual([])
  expect(p.agressoRows(index, stadsdel)).toEqual([])
  expect(p.changedSince(BEFORE, stadsdel, 'paraplyet')).toEqual([])
})

test('a storm changes just so many persons, and the next round changes them again', () => {
  const p = createPopulation({ antal: 600, seed: 3, today: '2026-10-15' })
  const before = Array.from({ length: p.antal }, (_, i) => p.truthAt(i))
  const changed = (against: readonly Truth[]): number[] =>
    against.flatMap((truth, i) => (JSON.stringify(truth) === JSON.stringify(p.truthAt(i)) ? [] : [i]))
  p.change({ slag: 'storm', stadsdel: 'sodermalm', antal: 40, round: 1 }, WHEN)
  const hit = changed(before)
  expect(hit).toHaveLength(40)
  expect(p.changedSince(WHEN, 'sodermalm', 'paraplyet')).toEqual(hit)
  const between = before.map((_, i) => p.truthAt(i))
  p.change({ slag: 'storm', stadsdel: 'sodermalm', antal: 10, round: 2 }, AFTER)
  expect(changed(between)).toEqual(hit.slice(0, 10))
  expect(changed(before)).toEqual(hit)
  expect(p.changedSince(AFTER, 'sodermalm', 'paraplyet')).toEqual(hit.slice(0, 10))
})

test('a change of what is not there is refused without naming the person', () => {
  const p = city()
  const { personnummer } = somebody(p, (_, home) => home === 'bromma')
  const error = (f: () => void): string => {
    try {
      f()
    } catch (error) {
      return (error as Error).message
    }
    return 'no error'
  }
  expect(error(() => p.change({ slag: 'byt-handlaggare', personnummer, stadsdel: 'farsta' }))).toBe(
    'byt-handlaggare: no such handläggare',
  )
  expect(error(() => p.change({ slag: 'satt-skydd', personnummer: '170001010009', skydd: 'ingen' }))).toBe(
    'satt-skydd: no such person',
  )
})
