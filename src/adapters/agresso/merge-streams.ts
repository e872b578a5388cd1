import type { Row } from '../../mapping/row-reader.ts'
import { customerOrder } from './customers.ts'

/**
 * Two streams of rows, each sorted by customer number, as one. The second is first asked for anything when the first
 * has begun: what moves from the first to the second meanwhile is then in both, and never in neither. A stream that is
 * not sorted still comes out whole. Leaving early, or an error in one, ends the other.
 */
export async function* merged(
  first: AsyncGenerator<readonly Row[], void>,
  others: AsyncGenerator<readonly Row[], void>,
): AsyncGenerator<Row[]> {
  const a = reader(first)
  const b = reader(others)
  try {
    await a.fill()
    await b.fill()
    while (!a.end || !b.end) {
      const out: Row[] = []
      // A row is sure of its place only while both have one to compare, or one of them has ended.
      for (;;) {
        const x = a.row()
        const y = b.row()
        if (x !== undefined && (y === undefined ? b.end : customerOrder(x.personnyckel, y.personnyckel) <= 0)) {
          out.push(x)
          a.next()
        } else if (y !== undefined && (x !== undefined || a.end)) {
          out.push(y)
          b.next()
        } else break
      }
      if (out.length > 0) yield out
      await a.fill()
      await b.fill()
    }
  } finally {
    await Promise.all([first.return(undefined), others.return(undefined)])
  }
}

interface Reader {
  /** Ended, with nothing left to give. */
  readonly end: boolean
  row(): Row | undefined
  next(): void
  /** Gets the next batch if this one is used up. */
  fill(): Promise<void>
}

function reader(stream: AsyncGenerator<readonly Row[], void>): Reader {
  let batch: readonly Row[] = []
  let place = 0
  let done = false
  return {
    get end() {
      return done && place >= batch.length
    },
    row: () => batch[place],
    next() {
      place++
    },
    async fill() {
      while (place >= batch.length && !done) {
        const step = await stream.next()
        if (step.done === true) done = true
        else {
          batch = step.value
          place = 0
        }
      }
    },
  }
}
