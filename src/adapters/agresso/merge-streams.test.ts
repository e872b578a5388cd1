import { expect, test } from '@jest/globals'
import { felet } from '../../../test/support/sources/http-peer.ts'
import type { Rad } from '../../mapping/row-reader.ts'
import { sammanslagna } from './merge-streams.ts'

const rad = (personnyckel: string, kallrad: string): Rad => ({
  kallrad,
  mangd: 'faktura',
  personnyckel,
  falt: {},
  tekniska: {},
})

async function* strom(kallrad: string, satser: readonly string[][], logg: string[] = []): AsyncGenerator<Rad[], void> {
  try {
    for (const sats of satser) {
      logg.push(`${kallrad} ${sats[0] ?? ''}`)
      yield sats.map((nyckel) => rad(nyckel, kallrad))
    }
  } finally {
    logg.push(`${kallrad} slut`)
  }
}

async function sammansatt(a: AsyncGenerator<Rad[], void>, b: AsyncGenerator<Rad[], void>): Promise<string[]> {
  const alla: string[] = []
  for await (const rader of sammanslagna(a, b)) alla.push(...rader.map((r) => `${r.personnyckel}${r.kallrad}`))
  return alla
}

test('two sorted streams become one, shorter numbers first, the first stream before the second', async () => {
  const a = strom('a', [['2', '10'], [], ['10', '11', '300']])
  const b = strom('b', [['2'], ['9', '10', '12'], ['301']])
  expect(await sammansatt(a, b)).toEqual(['2a', '2b', '9b', '10a', '10a', '10b', '11a', '12b', '300a', '301b'])
})

test.each([
  ['both empty', [], [], []],
  ['the first empty', [], [['1', '2']], ['1b', '2b']],
  ['the second empty', [['1'], ['2']], [], ['1a', '2a']],
  ['the first disorderly', [['5', '1']], [['2', '6']], ['2b', '5a', '1a', '6b']],
] as [string, string[][], string[][], string[]][])('%s: every row comes out', async (_vad, a, b, vantat) => {
  expect(await sammansatt(strom('a', a), strom('b', b))).toEqual(vantat)
})

test('any split into batches gives the same', async () => {
  for (let i = 0; i < 300; i++) {
    const nycklar = (): string[] =>
      Array.from({ length: Math.floor(Math.random() * 12) }, () => `${Math.floor(Math.random() * 20)}`).sort(
        (x, y) => Number(x) - Number(y),
      )
    const delad = (alla: string[]): string[][] => {
      const satser: string[][] = [[]]
      for (const nyckel of alla) {
        if (Math.random() < 0.4) satser.push([nyckel])
        else satser.at(-1)!.push(nyckel)
      }
      return satser
    }
    const [a, b] = [nycklar(), nycklar()]
    const vantat = [...a.map((n) => `${n}a`), ...b.map((n) => `${n}b`)].sort(
      (x, y) => parseInt(x) - parseInt(y) || (x.at(-1)! < y.at(-1)! ? -1 : 1),
    )
    expect(await sammansatt(strom('a', delad(a)), strom('b', delad(b)))).toEqual(vantat)
  }
})

test('the second is not asked before the first has answered, and both are ended when the consumer leaves', async () => {
  const logg: string[] = []
  for await (const rader of sammanslagna(strom('a', [['1'], ['2']], logg), strom('b', [['3']], logg))) {
    expect(rader).toHaveLength(1)
    break
  }
  expect(logg).toEqual(['a 1', 'b 3', 'a slut', 'b slut'])
})

test('an error in one ends the other', async () => {
  const logg: string[] = []
  async function* trasig(): AsyncGenerator<Rad[], void> {
    throw new Error('broken')
  }
  expect(await felet(sammansatt(strom('a', [['1']], logg), trasig()))).toMatchObject({ message: 'broken' })
  expect(logg).toEqual(['a 1', 'a slut'])
})
