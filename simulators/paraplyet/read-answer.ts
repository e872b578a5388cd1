import type { Failure } from '../faults.ts'
import type { RowWriter } from './rows.ts'
import { answerStart } from './soap-message.ts'

const PART = 256 * 1024

/** The beginning of a read's answer up to and with AntalRader, in pieces of a size that costs little to send. */
export function* readAnswer(
  operation: string,
  personer: Iterable<number>,
  stadsdel: string,
  rows: RowWriter,
  error: Failure | undefined,
): Generator<string> {
  let part = `${answerStart(operation)}<Rader>`
  let count = 0
  for (const group of groups(personer, stadsdel, rows, error)) {
    for (const row of group) part += `${row}\n`
    count += group.length
    if (part.length < PART) continue
    yield part
    part = ''
  }
  yield `${part}</Rader><AntalRader>${count}</AntalRader>`
}

/** The rows of person after person, wrong in what they say when the fault is of that kind. */
function* groups(
  personer: Iterable<number>,
  stadsdel: string,
  rows: RowWriter,
  error: Failure | undefined,
): Generator<string[]> {
  let number = 0
  let neglected: string[] = []
  for (const index of personer) {
    number += 1
    // Half means the even ones: of a single person nothing is left, which looks most like a true answer.
    if (error === 'halv-sida' && number % 2 === 1) continue
    const group = rows.av(index, stadsdel, error === 'utan-flagga' && number % 3 === 1)
    if (error === 'dubblett') group.push(...group)
    if (error === 'oordning') {
      const last = group.splice(1)
      yield group
      if (neglected.length > 0) yield neglected
      neglected = last
      continue
    }
    yield group
  }
  if (neglected.length > 0) yield neglected
}
