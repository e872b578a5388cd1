import { expect, test } from '@jest/globals'
import { error } from '../../../test/support/sources/http-peer.ts'
import type { Row } from '../../mapping/row-reader.ts'
import { orderWitness } from './customer-order.ts'
import { merged } from './merge-streams.ts'

const row = (personKey: string, sourceRow: string): Row => ({
  sourceRow,
  mangd: 'faktura',
  personnyckel: personKey,
  falt: {},
  technical: {},
})

async function* stream(
  sourceRow: string,
  batches: readonly string[][],
  log: string[] = [],
): AsyncGenerator<Row[], void> {
  try {
    for (const batch of batches) {
      log.push(`${sourceRow} ${batch[0] ?? ''}`)
      yield batch.map((key) => row(key, sourceRow))
    }
  } finally {
    log.push(`${sourceRow} slut`)
  }
}

async function composed(a: AsyncGenerator<Row[], void>, b: AsyncGenerator<Row[], void>): Promise<string[]> {
  const all: string[] = []
  for await (const rows of merged([a, b], orderWitness()))
    all.push(...rows.map((r) => `${r.personnyckel}${r.sourceRow}`))
  return all
}

test('two sorted streams become one, shorter numbers first, the first stream before the second', async () => {
  const a = stream('a', [['2', '10'], [], ['10', '11', '300']])
  const b = stream('b', [['2'], ['9', '10', '12'], ['301']])
  expect(await composed(a, b)).toEqual(['2a', '2b', '9b', '10a', '10a', '10b', '11a', '12b', '300a', '301b'])
})

test.each([
  ['both empty', [], [], []],
  ['the first empty', [], [['1', '2']], ['1b', '2b']],
  ['the second empty', [['1'], ['2']], [], ['1a', '2a']],
  ['the first disorderly', [['5', '1']], [['2', '6']], ['2b', '5a', '1a', '6b']],
] as [string, string[][], string[][], string[]][])('%s: every row comes out', async (_what, a, b, expected) => {
  expect(await composed(stream('a', a), stream('b', b))).toEqual(expected)
})

test('any split into batches gives the same', async () => {
  for (let i = 0; i < 300; i++) {
    const keys = (): string[] =>
      Array.from({ length: Math.floor(Math.random() * 12) }, () => `${Math.floor(Math.random() * 20)}`).sort(
        (x, y) => Number(x) - Number(y),
      )
    const shared = (all: string[]): string[][] => {
      const batches: string[][] = [[]]
      for (const key of all) {
        if (Math.random() < 0.4) batches.push([key])
        else batches.at(-1)!.push(key)
      }
      return batches
    }
    const [a, b] = [keys(), keys()]
    const expected = [...a.map((n) => `${n}a`), ...b.map((n) => `${n}b`)].sort(
      (x, y) => parseInt(x) - parseInt(y) || (x.at(-1)! < y.at(-1)! ? -1 : 1),
    )
    expect(await composed(stream('a', shared(a)), stream('b', shared(b)))).toEqual(expected)
  }
})

test('streams in the order of text are merged in it, and the customers tell where the streams cannot', async () => {
  expect(await composed(stream('a', [['1', '10', '9']]), stream('b', [['10', '2']]))).toEqual([
    '1a',
    '10a',
    '10b',
    '2b',
    '9a',
  ])
  const customers = orderWitness()
  for (const number of ['1', '10', '9']) customers.see(number)
  const all: string[] = []
  for await (const rows of merged([stream('a', [['10']]), stream('b', [['9']])], customers))
    all.push(...rows.map((r) => r.personnyckel))
  expect(all).toEqual(['10', '9'])
})

test('streams that are sorted unlike each other come out whole', async () => {
  const all = await composed(stream('a', [['9', '10']]), stream('b', [['10', '9']]))
  expect(all.toSorted()).toEqual(['10a', '10b', '9a', '9b'])
})

test('the second is not asked before the first has answered, and both are ended when the consumer leaves', async () => {
  const log: string[] = []
  for await (const rows of merged([stream('a', [['1'], ['2']], log), stream('b', [['3']], log)], orderWitness())) {
    expect(rows).toHaveLength(1)
    break
  }
  expect(log).toEqual(['a 1', 'b 3', 'a slut', 'b slut'])
})

test('an error in one ends the other', async () => {
  const log: string[] = []
  async function* broken(): AsyncGenerator<Row[], void> {
    throw new Error('broken')
  }
  expect(await error(composed(stream('a', [['1']], log), broken()))).toMatchObject({ message: 'broken' })
  expect(log).toEqual(['a 1', 'a slut'])
})
