import type { Row } from '../../mapping/row-reader.ts'
import { commonOrder, ORDERS, type OrderWitness, orderWitness } from './customer-order.ts'

/**
 * Streams of rows, each sorted by customer number, as one. Each is first asked for anything when the one before it has
 * begun: what moves from the first to the second meanwhile is then in both, and never in neither. Sorted is as numbers or
 * as text, whichever the streams keep; while they have not shown it, `customers` tells. A stream that is not sorted still
 * comes out whole. Leaving early, or an error in one, ends the others.
 */
export async function* merged(
  streams: readonly AsyncGenerator<readonly Row[], void>[],
  customers: OrderWitness,
): AsyncGenerator<Row[], void> {
  const readers = streams.map(reader)
  const witnesses = readers.map(({ witness }) => witness)
  const fill = async (): Promise<void> => {
    for (const one of readers) await one.fill()
  }
  try {
    await fill()
    while (readers.some(({ end }) => !end)) {
      const order = ORDERS[commonOrder([...witnesses, customers]) ?? commonOrder(witnesses) ?? 'nummer']
      const out: Row[] = []
      for (let least = leastOf(readers, order); least !== undefined; least = leastOf(readers, order)) {
        const row = least.row()
        if (row !== undefined) out.push(row)
        least.next()
      }
      if (out.length > 0) yield out
      await fill()
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return(undefined)))
  }
}

/** The reader with the row that comes first; none while one of them has no row to compare and has not ended. */
function leastOf(readers: readonly Reader[], order: (a: string, b: string) => number): Reader | undefined {
  let least: Reader | undefined
  let key = ''
  for (const one of readers) {
    const row = one.row()
    if (row === undefined) {
      if (one.end) continue
      return undefined
    }
    if (least !== undefined && order(row.personnyckel, key) >= 0) continue
    least = one
    key = row.personnyckel
  }
  return least
}

interface Reader {
  /** Ended, with nothing left to give. */
  readonly end: boolean
  readonly witness: OrderWitness
  row(): Row | undefined
  next(): void
  /** Gets the next batch if this one is used up. */
  fill(): Promise<void>
}

function reader(stream: AsyncGenerator<readonly Row[], void>): Reader {
  const witness = orderWitness()
  let batch: readonly Row[] = []
  let place = 0
  let done = false
  return {
    get end() {
      return done && place >= batch.length
    },
    witness,
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
          for (const { personnyckel } of batch) witness.see(personnyckel)
        }
      }
    },
  }
}
