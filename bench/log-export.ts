import { FORMAT_NAMES } from '../src/review/exports/formats/formats.ts'
import type { ExportFigures, ExportQuestion } from './support/export-process.ts'
import { startPeer } from './support/ipc.ts'
import { loadNow, printMachine } from './support/numbers.ts'
import { lookup, openLog } from './support/stored-log.ts'

/**
 * Exports of a whole log in each format, each by a process of its own: records a second while the file is made ready, and while
 * it is sent; and the most memory that the process has ever had after a tenth of the log, and after all of it.
 */
const RECORDS = process.argv.includes('--full') ? 1_000_000 : 50_000
const DAYS = 10
/** The first moment of a day in Stockholm. */
const BEGINNING = Date.UTC(2026, 8, 30, 22)
const STEP = (DAYS * 24 * 60 * 60_000) / RECORDS

printMachine()
const log = await openLog()
const start = performance.now()
await log.fill(0, RECORDS, (i) => lookup(new Date(BEGINNING + i * STEP)))
console.log(`${RECORDS} records written in ${((performance.now() - start) / 1000).toFixed(0)} s`)

const WIDTHS = [8, 8, 6, 13, 8, 14, 8, 5]
const print = (...cells: readonly string[]) =>
  console.log(
    cells.map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0))).join('  '),
  )
print('', 'records', 'MB', 'made ready/s', 'sent/s', 'peak of 1/10', 'peak MB', 'load')
for (const format of FORMAT_NAMES) {
  const peer = startPeer('export-process.js', { state: log.state.folder })
  const make = (to: string) =>
    peer.ask<ExportFigures>({ format, fran: '2026-10-01', till: to } satisfies ExportQuestion)
  await make('2026-10-01')
  const small = await peer.peakMb()
  const { records, bytes, making, sending } = await make('2026-12-31')
  const rate = (seconds: number) => (records / seconds).toFixed(0)
  const peak = await peer.peakMb()
  const size = (bytes / 1e6).toFixed(0)
  print(format, String(records), size, rate(making), rate(sending), small.toFixed(0), peak.toFixed(0), loadNow())
  await peer.stop()
}
await log.close()
