import { existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { type ArendeStore, createArendeStore } from './arende-store.ts'

/** In the case numbers: a case must have the same one when it is made again. */
const SERIES = 'varaktig'
const CHANGING = ['create', 'change', 'write', 'enrich', 'remove', 'purge'] as const

/** One thing that was done to the cases: what, and with which arguments. */
export type JournalRow = {
  [K in (typeof CHANGING)[number]]: readonly [K, ...Parameters<ArendeStore[K]>]
}[(typeof CHANGING)[number]]

/** What a case system whose process has been killed still knows: everything that it had answered. */
export function readJournal(file: string): JournalRow[] {
  return wholeRows(file)
    .split('\n')
    .slice(0, -1)
    .map((row) => JSON.parse(row) as JournalRow)
}

/** Without what follows the last line's end: that was being written when the process died, and was never answered. */
function wholeRows(file: string): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return text.slice(0, text.lastIndexOf('\n') + 1)
}

/** The cases as the journal tells of them, in memory alone. */
export function replayJournal(rows: readonly JournalRow[]): ArendeStore {
  const store = createArendeStore(SERIES)
  for (const [what, ...argument] of rows) make(store, what, argument)
  return store
}

/**
 * Cases that outlive their process: each change is handed to the operating system before it is made, and so before it is
 * answered.
 */
export function durableArendeStore(file: string): ArendeStore {
  const store = replayJournal(readJournal(file))
  // What was cut off must not become the beginning of the next line.
  if (existsSync(file)) truncateSync(file, Buffer.byteLength(wholeRows(file)))
  const journal = openSync(file, 'a')
  const withJournal = { ...store }
  for (const what of CHANGING) {
    Object.assign(withJournal, {
      [what]: (...argument: unknown[]) => {
        writeSync(journal, `${JSON.stringify([what, ...argument])}\n`)
        return make(store, what, argument)
      },
    })
  }
  return withJournal
}

const make = (store: ArendeStore, what: JournalRow[0], argument: readonly unknown[]): unknown =>
  (store[what] as (this: void, ...argument: readonly unknown[]) => unknown)(...argument)
