import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkDigit } from './check-digit.ts'
import { PURPOSE, random } from './random.ts'

export interface NumberSeries {
  readonly av: (index: number) => string
  readonly index: (personnummer: string) => number | undefined
}

const DAY = 86_400_000
/**
 * Numbers beyond Skatteverket's are given birth dates 1700–1799: personnummer began in 1947 and nobody then alive was
 * born that early, so these can be nobody's, though form, date and check digit are right.
 */
const FIRST = Date.UTC(1700, 0, 1) / DAY
const DAYS = Date.UTC(1800, 0, 1) / DAY - FIRST
const BIRTH_NUMBER = 999
/** One samordningsnummer in so many. */
const COORDINATION_EVERY = 98

/** The numbers of the city by index: all published test numbers in a seeded order, then generated ones. */
export function createNumberSeries(seed: number, count: number): NumberSeries {
  const published = mixed(seed).slice(0, count)
  if (count - published.length > DAYS * BIRTH_NUMBER) throw new RangeError('antal is more than there are numbers')
  const indexOf = new Map(published.map((number, i) => [number, i]))
  return {
    av: (index) => published[index] ?? generated(index - published.length),
    index(personnummer) {
      const edge = indexOf.get(personnummer)
      if (edge !== undefined) return edge
      const index = orderOf(personnummer)
      if (index === undefined || index + published.length >= count) return undefined
      return index + published.length
    },
  }
}

function generated(n: number): string {
  const date = new Date((FIRST + (n % DAYS)) * DAY).toISOString().slice(0, 10).replaceAll('-', '')
  const withoutCheck = date + String(Math.floor(n / DAYS) + 1).padStart(3, '0')
  return withoutCheck + checkDigit(withoutCheck.slice(2))
}

function orderOf(personnummer: string): number | undefined {
  const parts = /^(17\d\d)(\d\d)(\d\d)(\d{3})\d$/.exec(personnummer)
  if (parts === null) return undefined
  const day = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) / DAY - FIRST
  const n = (Number(parts[4]) - 1) * DAYS + day
  return n >= 0 && generated(n) === personnummer ? n : undefined
}

function mixed(seed: number): string[] {
  const personnummer = shuffle(read('test-personnummer.txt'), seed)
  const samordningsnummer = shuffle(read('test-samordningsnummer.txt'), seed + 1)
  const all: string[] = []
  while (personnummer.length > 0 || samordningsnummer.length > 0) {
    const turn = all.length % COORDINATION_EVERY === COORDINATION_EVERY - 1
    const next = (turn ? samordningsnummer.pop() : undefined) ?? personnummer.pop() ?? samordningsnummer.pop()
    if (next !== undefined) all.push(next)
  }
  return all
}

const read = (file: string): string[] =>
  readFileSync(join(import.meta.dirname, 'data', file), 'ascii')
    .split('\n')
    .filter((row) => row !== '')

function shuffle(list: string[], seed: number): string[] {
  const s = random(seed, 0, PURPOSE.nummer)
  for (let i = list.length - 1; i > 0; i--) {
    const j = s.number(i + 1)
    const a = list[i] as string
    list[i] = list[j] as string
    list[j] = a
  }
  return list
}
