import { expect, test } from '@jest/globals'
import { testKeys } from '../../../test/support/keys.ts'
import { ageBySealedNumber, ageOn } from './age.ts'
import { explained } from './rules-file.ts'
import { evaluate, flagged, lookup, only, RULES } from './testing/records.ts'

const at = (minutes: number, day = '2026-10-14') =>
  new Date(Date.parse(`${day}T10:00:00Z`) + minutes * 60_000).toISOString()

test('no case: what was shown without one, unless the purpose needs none', () => {
  expect(
    flagged(only('utan-arende'), [
      lookup({ arende: null }),
      lookup({ arende: 'KC-1' }),
      lookup({ arende: null, andamal: 'kontakt-handlaggare' }),
      lookup({ arende: null, utfall: 'nekat', orsak: 'roll' }),
    ]),
  ).toEqual([0])
})

test('another’s case: the case system has said whose it is, before the lookup or after it', () => {
  const mirrored = { handelse: 'spegling', slutanvandare: null, arende: 'KC-1' } as const
  expect(
    flagged(only('annans-arende'), [
      lookup({ personRef: 'B' }),
      lookup({ ...mirrored, personRef: 'A' }),
      lookup({ personRef: 'A' }),
      lookup({ personRef: 'B' }),
      lookup({ personRef: 'B', arende: null }),
    ]),
  ).toEqual([0, 3])
})

test('another’s case, where the log has nothing of the case system: whoever was looked up in it first', () => {
  const lookups = [lookup({ personRef: 'A' }), lookup({ personRef: 'B' }), lookup({ personRef: 'A' })]
  expect(flagged(only('annans-arende'), lookups)).toEqual([1])
})

test('outside hours: of the unit, by the clock in Stockholm, with the margin, on holidays and in both offsets', () => {
  const times: [string, boolean][] = [
    ['2026-10-14T04:29:59Z', true],
    ['2026-10-14T04:30:00Z', false],
    ['2026-10-14T16:29:00Z', false],
    ['2026-10-14T16:30:00Z', true],
    // Winter time since 25 October.
    ['2026-10-26T16:30:00Z', false],
    ['2026-10-26T17:30:00Z', true],
    ['2026-10-17T10:00:00Z', true],
    ['2026-10-31T10:00:00Z', true],
  ]
  const found = flagged(
    only('utanfor-arbetstid'),
    times.map(([time]) => lookup({ tid: time })),
  )
  expect(found).toEqual(times.flatMap(([, outside], i) => (outside ? [i] : [])))
})

test('outside hours: a unit without stated hours is never asked about', () => {
  expect(flagged(only('utanfor-arbetstid'), [lookup({ tid: at(600), roll: 'trygghetsjour' })])).toEqual([])
})

test('many in a short time: against the median of the unit’s own windows, and never below the least', () => {
  const rules = only('manga-pa-kort-tid', { minuter: 15, ganger: 3, minst: 4 })
  const calm = [0, 30, 60, 90].flatMap((minute) =>
    [0, 1].map((i) => lookup({ tid: at(minute + i), slutanvandare: 'bo' })),
  )
  const busy = Array.from({ length: 7 }, (_, i) => lookup({ tid: at(120 + i) }))
  const found = evaluate(rules, [...calm, ...busy]).flags
  // The median is 2, three times that is 6: the sixth lookup.
  expect(found).toEqual([{ nummer: 13, regel: 'manga-pa-kort-tid', measured: { antal: 7, median: 2, grans: 6 } }])
  expect(flagged(rules, [...calm, ...busy.slice(0, 5)])).toEqual([])
  const other = busy.map((one) => ({ ...one, roll: 'trygghetsjour' }))
  expect(flagged(rules, [...calm, ...other])).toEqual([])
})

test('one person by many: the user that makes them so many within the days, and each further one', () => {
  const rules = only('en-person-av-manga', { dygn: 7, minst: 3 })
  const by = (name: string, day: string) => lookup({ slutanvandare: name, tid: at(0, day) })
  expect(
    flagged(rules, [
      by('a', '2026-10-01'),
      by('b', '2026-10-02'),
      by('a', '2026-10-03'),
      by('c', '2026-10-04'),
      by('c', '2026-10-05'),
      by('d', '2026-10-20'),
      by('e', '2026-10-21'),
    ]),
  ).toEqual([3])
})

test('one person by many: users of September count towards October, and are not flagged there', () => {
  const rules = only('en-person-av-manga', { dygn: 7, minst: 2 })
  expect(
    flagged(rules, [
      lookup({ slutanvandare: 'a', tid: '2026-09-28T10:00:00Z' }),
      lookup({ slutanvandare: 'b', tid: '2026-09-29T10:00:00Z' }),
      lookup({ slutanvandare: 'c', tid: '2026-10-01T10:00:00Z' }),
      lookup({ slutanvandare: 'd', tid: '2026-10-31T23:00:00Z' }),
    ]),
  ).toEqual([2])
})

test('own number, and an override', () => {
  const log = [
    lookup({ flaggor: ['eget-nummer'], utfall: 'nekat', orsak: 'eget-nummer' }),
    lookup({ flaggor: ['undantag'], tillstand: '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30' }),
    lookup(),
  ]
  expect(flagged(only('eget-nummer'), log, { logg: 'insyn' })).toEqual([0])
  expect(flagged(only('undantag'), log)).toEqual([1])
})

test('a protected person: in the protected part alone, whichever way the record tells', () => {
  const log = [
    lookup({ flaggor: ['skyddad-visad'] }),
    lookup({ utfall: 'nekat', orsak: 'skyddad' }),
    lookup({ utfall: 'tomt', orsak: 'okand' }),
    lookup(),
  ]
  expect(flagged(only('skyddad'), log, { part: 'protected' })).toEqual([0, 1, 2])
  expect(flagged(only('skyddad'), log)).toEqual([])
  expect(evaluate(only('skyddad'), log).population).toEqual([3])
})

test('after the case closed: the closed case named, or no case by whoever had it; not while it is open again', () => {
  const closed = {
    handelse: 'rensning',
    slutanvandare: null,
    arende: 'KC-1',
    orsak: 'arende-stangt',
    personRef: 'A',
  } as const
  const opened = { ...closed, handelse: 'spegling', orsak: 'traff' } as const
  const of = (minute: number, changed: object = {}) => lookup({ personRef: 'A', tid: at(minute), ...changed })
  expect(
    flagged(only('efter-stangt-arende', { minuter: 60, dygn: 10 }), [
      of(0),
      of(10, closed),
      of(69),
      of(71),
      of(72, { arende: null }),
      of(73, { arende: null, slutanvandare: 'bo' }),
      of(74, { arende: 'KC-2' }),
      of(75, { personRef: 'B', arende: null }),
      of(80, opened),
      of(81),
      of(90, closed),
      of(90 + 11 * 24 * 60),
    ]),
  ).toEqual([3, 4])
})

test('self, but under 18 or over 100: only by opening the number, which is told nowhere', () => {
  const keys = testKeys(['bromma'])
  const of = (personnummer: string, changed: object = {}) => {
    const access = lookup({ relation: 'sjalv', ...changed })
    return { ...access, personnummerForseglat: keys.sealForLog('bromma', access.handelseId, personnummer) }
  }
  // Of Skatteverket's published test numbers: born in 1890.
  const log = [of('189001019802'), of('189001019802', { relation: 'anhorig' }), lookup({ relation: 'sjalv' })]
  const isOfAge = ageBySealedNumber(keys)
  const { flags } = evaluate(only('sjalv-alder'), log, { isOfAge })
  expect(flags).toEqual([{ nummer: 0, regel: 'sjalv-alder', measured: {} }])
  expect(flagged(only('sjalv-alder'), log)).toEqual([])
  expect(
    flagged(only('sjalv-alder', { under: 18, over: 130 }), log, { isOfAge: ageBySealedNumber(testKeys(['bromma'])) }),
  ).toEqual([])
})

test('age is counted in whole years on the day', () => {
  expect(ageOn('189001019802', '1990-01-01')).toBe(100)
  expect(ageOn('189001019802', '1989-12-31')).toBe(99)
})

test('searches without hits: so many within a window, a record of several as many', () => {
  const rules = only('utan-traff', { minuter: 60, minst: 3 })
  const miss = (minute: number, changed: object = {}) =>
    lookup({ utfall: 'tomt', orsak: 'okand', tid: at(minute), ...changed })
  expect(flagged(rules, [miss(0), miss(5), lookup(), miss(10), miss(11)], { logg: 'insyn' })).toEqual([3])
  expect(flagged(rules, [miss(0), miss(5), miss(61)], { logg: 'insyn' })).toEqual([])
  expect(flagged(rules, [miss(0), miss(1, { antal: 1_000_000 })], { logg: 'insyn' })).toEqual([1])
})

test('no record that tells protection changes anything that others see', () => {
  const hidden = Array.from({ length: 30 }, (_, i) =>
    lookup({ tid: at(i / 10), flaggor: ['skyddad-visad'], arende: null }),
  )
  const log = [lookup(), lookup({ arende: null, tid: at(20) })]
  const alone = evaluate(RULES, log)
  const [first, second] = log
  if (first === undefined || second === undefined) throw new Error('no records')
  const among = evaluate(RULES, [first, ...hidden, second])
  expect(among.flags.map(({ regel, measured }) => [regel, measured])).toEqual(
    alone.flags.map(({ regel, measured }) => [regel, measured]),
  )
  expect(among.counts).toEqual(alone.counts)
})

test('an explanation says its threshold and what was measured, in Swedish', () => {
  const rule = RULES.regler.find(({ id }) => id === 'manga-pa-kort-tid')
  if (rule === undefined) throw new Error('no such rule')
  expect(explained(rule, { antal: 41, median: 2.5, grans: 20 })).toBe(
    'Användaren gjorde 41 uppslag på 15 minuter. Enhetens median är 2,5. Gränsen är 20: minst 20, och minst 5 gånger medianen.',
  )
})
