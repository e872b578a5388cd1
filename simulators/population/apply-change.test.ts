import { expect, test } from '@jest/globals'
import { skapaPopulation } from './create-population.ts'
import type { Population } from './population.ts'
import type { Sanning } from './truth.ts'

const FORE = new Date('2026-10-15T08:00:00Z')
const NAR = new Date('2026-10-15T09:00:00Z')
const EFTER = new Date('2026-10-15T10:00:00Z')

const stad = (): Population => skapaPopulation({ antal: 1500, seed: 3, idag: '2026-10-15' })

/** The first person who has what the test needs, and where they live. */
function nagon(p: Population, villkor: (sanning: Sanning, hem: string) => boolean) {
  for (let index = 0; index < p.antal; index++) {
    const sanning = p.sanningAt(index)
    const [stadsdel = ''] = p.stadsdelarAv(index)
    if (villkor(sanning, stadsdel)) return { index, personnummer: sanning.personnummer, stadsdel, sanning }
  }
  throw new Error('nobody')
}

test('a new handläggare is seen in the truth and in what Paraplyet says has changed', () => {
  const p = stad()
  const { index, personnummer, stadsdel, sanning } = nagon(
    p,
    (s, hem) => s.stadsdelar[hem]?.['handlaggare'] !== undefined,
  )
  p.andra({ slag: 'byt-handlaggare', personnummer, stadsdel }, NAR)
  const { handlaggare, ...ovrigt } = p.sanningAt(index).stadsdelar[stadsdel]!
  const { handlaggare: forra, ...forr } = sanning.stadsdelar[stadsdel]!
  expect(handlaggare).not.toEqual(forra)
  expect(ovrigt).toEqual(forr)
  expect(p.andradeSedan(FORE, stadsdel, 'paraplyet')).toEqual([index])
  expect(p.andradeSedan(NAR, stadsdel, 'paraplyet')).toEqual([index])
  expect(p.andradeSedan(EFTER, stadsdel, 'paraplyet')).toEqual([])
  expect(p.andradeSedan(FORE, stadsdel, 'agresso')).toEqual([])
  expect([p.version(stadsdel, 'paraplyet'), p.version(stadsdel, 'agresso')]).toEqual([1, 0])
})

test('a removed decision is gone and the others stay', () => {
  const p = stad()
  const { index, personnummer, stadsdel, sanning } = nagon(
    p,
    (s, hem) => (s.stadsdelar[hem]?.['beslut']?.length ?? 0) > 1,
  )
  const [forsta, ...kvar] = sanning.stadsdelar[stadsdel]!['beslut']!
  p.andra({ slag: 'ta-bort-beslut', personnummer, stadsdel, beslutId: forsta!['beslutId'] as string }, NAR)
  expect(p.sanningAt(index).stadsdelar[stadsdel]!['beslut']).toEqual(kvar)
})

test('a paid invoice moves to the history with nothing left to pay', () => {
  const p = stad()
  const obetald = (s: Sanning, hem: string) =>
    s.stadsdelar[hem]?.['faktura']?.find(({ betalstatus }) => betalstatus === 'obetald')
  const { index, personnummer, stadsdel, sanning } = nagon(p, (s, hem) => obetald(s, hem) !== undefined)
  const fakturanummer = obetald(sanning, stadsdel)!['fakturanummer'] as string
  p.andra({ slag: 'betala-faktura', personnummer, stadsdel, fakturanummer }, NAR)
  const betald = p.sanningAt(index).stadsdelar[stadsdel]!['faktura']!.find((f) => f['fakturanummer'] === fakturanummer)
  expect(betald).toMatchObject({ betalstatus: 'betald', kvarstaende: 0, betaldDatum: '2026-10-15', inkasso: false })
  const rader = p.agressoRader(index, stadsdel).filter((rad) => rad.fakturanummer === fakturanummer)
  expect(new Set(rader.map(({ mall }) => mall))).toEqual(new Set(['historik']))
  expect(rader[0]?.senastAndrad).toBe(NAR.toISOString())
  expect(p.andradeSedan(NAR, stadsdel, 'agresso')).toEqual([index])
})

test('a new protection shows in both sources and can be lifted again', () => {
  const p = stad()
  const { index, personnummer, stadsdel } = nagon(
    p,
    (s, hem) =>
      s.skydd === 'ingen' && s.stadsdelar[hem]?.['person'] !== undefined && s.stadsdelar[hem]['faktura'] !== undefined,
  )
  p.andra({ slag: 'satt-skydd', personnummer, skydd: 'fingerade' }, NAR)
  expect(p.sanningAt(index).skydd).toBe('fingerade')
  expect([...p.agressoKunder(stadsdel, index)].map(({ skyddskod }) => skyddskod)).not.toContain('0')
  expect(p.andradeSedan(NAR, stadsdel, 'paraplyet')).toEqual([index])
  expect(p.andradeSedan(NAR, stadsdel, 'agresso')).toEqual([index])
  p.andra({ slag: 'satt-skydd', personnummer, skydd: 'ingen' }, EFTER)
  expect(p.sanningAt(index).skydd).toBe('ingen')
})

test('a removed person is in neither source of that stadsdel and is not told of as changed', () => {
  const p = stad()
  const { index, personnummer, stadsdel } = nagon(p, (s) => Object.keys(s.stadsdelar).length === 2)
  p.andra({ slag: 'ta-bort-person', personnummer, stadsdel }, NAR)
  expect(Object.keys(p.sanningAt(index).stadsdelar)).toHaveLength(1)
  expect(p.stadsdelarAv(index)).not.toContain(stadsdel)
  expect([...p.agressoKunder(stadsdel, index)]).toEqual([])
  expect(p.agressoRader(index, stadsdel)).toEqual([])
  expect(p.andradeSedan(FORE, stadsdel, 'paraplyet')).toEqual([])
})

test('a storm changes just so many persons, and the next round changes them again', () => {
  const p = skapaPopulation({ antal: 600, seed: 3, idag: '2026-10-15' })
  const fore = Array.from({ length: p.antal }, (_, i) => p.sanningAt(i))
  const andrade = (mot: readonly Sanning[]): number[] =>
    mot.flatMap((sanning, i) => (JSON.stringify(sanning) === JSON.stringify(p.sanningAt(i)) ? [] : [i]))
  p.andra({ slag: 'storm', stadsdel: 'sodermalm', antal: 40, varv: 1 }, NAR)
  const traffade = andrade(fore)
  expect(traffade).toHaveLength(40)
  expect(p.andradeSedan(NAR, 'sodermalm', 'paraplyet')).toEqual(traffade)
  const mellan = fore.map((_, i) => p.sanningAt(i))
  p.andra({ slag: 'storm', stadsdel: 'sodermalm', antal: 10, varv: 2 }, EFTER)
  expect(andrade(mellan)).toEqual(traffade.slice(0, 10))
  expect(andrade(fore)).toEqual(traffade)
  expect(p.andradeSedan(EFTER, 'sodermalm', 'paraplyet')).toEqual(traffade.slice(0, 10))
})

test('a change of what is not there is refused without naming the person', () => {
  const p = stad()
  const { personnummer } = nagon(p, (_, hem) => hem === 'bromma')
  const felet = (f: () => void): string => {
    try {
      f()
    } catch (error) {
      return (error as Error).message
    }
    return 'no error'
  }
  expect(felet(() => p.andra({ slag: 'byt-handlaggare', personnummer, stadsdel: 'farsta' }))).toBe(
    'byt-handlaggare: no such handläggare',
  )
  expect(felet(() => p.andra({ slag: 'satt-skydd', personnummer: '170001010009', skydd: 'ingen' }))).toBe(
    'satt-skydd: no such person',
  )
})
