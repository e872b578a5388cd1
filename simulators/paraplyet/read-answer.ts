import type { Fel } from '../faults.ts'
import type { Radskrivare } from './rows.ts'
import { svarsborjan } from './soap-message.ts'

const DEL = 256 * 1024

/** The beginning of a read's answer up to and with AntalRader, in pieces of a size that costs little to send. */
export function* lassvar(
  operation: string,
  personer: Iterable<number>,
  stadsdel: string,
  rader: Radskrivare,
  fel: Fel | undefined,
): Generator<string> {
  let del = `${svarsborjan(operation)}<Rader>`
  let antal = 0
  for (const grupp of grupper(personer, stadsdel, rader, fel)) {
    for (const rad of grupp) del += `${rad}\n`
    antal += grupp.length
    if (del.length < DEL) continue
    yield del
    del = ''
  }
  yield `${del}</Rader><AntalRader>${antal}</AntalRader>`
}

/** The rows of person after person, wrong in what they say when the fault is of that kind. */
function* grupper(
  personer: Iterable<number>,
  stadsdel: string,
  rader: Radskrivare,
  fel: Fel | undefined,
): Generator<string[]> {
  let nummer = 0
  let eftersatta: string[] = []
  for (const index of personer) {
    nummer += 1
    // Half means the even ones: of a single person nothing is left, which looks most like a true answer.
    if (fel === 'halv-sida' && nummer % 2 === 1) continue
    const grupp = rader.av(index, stadsdel, fel === 'utan-flagga' && nummer % 3 === 1)
    if (fel === 'dubblett') grupp.push(...grupp)
    if (fel === 'oordning') {
      const sist = grupp.splice(1)
      yield grupp
      if (eftersatta.length > 0) yield eftersatta
      eftersatta = sist
      continue
    }
    yield grupp
  }
  if (eftersatta.length > 0) yield eftersatta
}
