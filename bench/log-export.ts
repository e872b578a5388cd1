import { randomBytes, randomUUID } from 'node:crypto'
import type { LogRecord } from '../src/atkomstlogg/access.ts'
import { createLogWriter } from '../src/atkomstlogg/writer.ts'
import { openStore } from '../src/hub/store.ts'
import { postgresExports } from '../src/review/exports/export-store.ts'
import { FORMAT_NAMES } from '../src/review/exports/formats/formats.ts'
import { createExportPreparer } from '../src/review/exports/prepare-exports.ts'
import { configFor, newState } from './support/installation.ts'
import { loadNow, printMachine, printTable } from './support/numbers.ts'

/**
 * Exports of a whole log in each format: records a second while the file is made ready, and while it is sent; and the most
 * memory that this process had meanwhile.
 */
const RECORDS = process.argv.includes('--full') ? 1_000_000 : 50_000
const LOG = 'bromma'
const log = { info: () => undefined, warn: () => undefined, error: (event: string) => console.error(event) }

const record = (i: number): LogRecord => ({
  logg: LOG,
  access: {
    handelse: 'uppslag',
    handelseId: randomUUID(),
    tid: new Date(Date.UTC(2026, 9, 1) + (i % 2_500_000) * 1_000).toISOString(),
    personRef: randomBytes(16).toString('base64url'),
    personnummerForseglat: randomBytes(40).toString('base64url'),
    andamal: 'samlad-fraga',
    arende: `KC-${i}`,
    roll: 'aldre-direkt',
    slutanvandare: `agent.${i % 200}`,
    utfardare: 'inloggning',
    identitet: 'token',
    klient: 'telefoni',
    relation: 'sjalv',
    identifiering: 'bankid',
    visat: [
      { mangd: 'beslut', falt: ['beslutsdatum', 'insats', 'omfattning', 'status'] },
      { mangd: 'faktura', falt: ['belopp', 'betalstatus', 'forfallodatum', 'ocrNummer'] },
    ],
    utfall: 'visat',
    orsak: 'traff',
    avtal: 'SDN-2026/1',
    flaggor: [],
    tillstand: null,
    policyversion: '0123456789abcdef',
  },
})

/** The most memory, sampled, that the process has while the work is done. */
async function peakOf(work: () => Promise<void>): Promise<{ readonly seconds: number; readonly peak: number }> {
  let peak = 0
  const look = () => (peak = Math.max(peak, process.memoryUsage.rss()))
  const timer = setInterval(look, 20)
  const start = performance.now()
  await work()
  look()
  clearInterval(timer)
  return { seconds: (performance.now() - start) / 1000, peak }
}

printMachine()
const state = await newState()
const store = await openStore({ ...configFor('http://127.0.0.1:1'), databas: 'inbyggd' }, state.folder, [LOG])
const { pool, logPool, keys } = store
const writer = createLogWriter(logPool)
await writer.start()
for (let written = 0; written < RECORDS; written += 1_000)
  await writer.write(Array.from({ length: 1_000 }, (_, i) => record(written + i)))
await writer.stop()

const exports = postgresExports(pool, keys)
const preparer = createExportPreparer({ pool, keys, checkpoint: async () => undefined, log })
const rows: string[][] = []
for (const format of FORMAT_NAMES) {
  const exportId = randomUUID()
  const choice = { format, fran: '2026-09-30', till: '2026-12-31', filter: {}, whole: true }
  await exports.order({ ...choice, exportId, utfardare: 'a', slutanvandare: 'b', loggar: [LOG], skal: 'matning' })
  const making = await peakOf(() => preparer.caughtUp())
  const one = await exports.read(exportId)
  if (one?.file === undefined) throw new Error(`${format} is not ready`)
  const { size, manifest } = one.file
  const sending = await peakOf(async () => {
    let sent = 0
    for await (const piece of exports.bytes(one, 0, size)) sent += piece.length
    if (sent !== size) throw new Error(`${format} is ${sent} bytes, not ${size}`)
  })
  const rate = ({ seconds }: { seconds: number }) => (manifest.antal / seconds).toFixed(0)
  const peak = (Math.max(making.peak, sending.peak) / 1e6).toFixed(0)
  rows.push([format, String(manifest.antal), (size / 1e6).toFixed(0), rate(making), rate(sending), peak])
}
printTable(['', 'records', 'MB', 'made ready/s', 'sent/s', 'peak MB'], rows)
console.log(`load ${loadNow()}`)
await store.close()
await state.remove()
