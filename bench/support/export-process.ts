import { randomUUID } from 'node:crypto'
import { openStore } from '../../src/hub/store.ts'
import { postgresExports } from '../../src/review/exports/export-store.ts'
import type { FormatName } from '../../src/review/exports/formats/formats.ts'
import { createExportPreparer } from '../../src/review/exports/prepare-exports.ts'
import { configFor } from './installation.ts'
import { answerPeer } from './ipc.ts'
import { LOG } from './stored-log.ts'

export interface ExportQuestion {
  readonly format: FormatName
  readonly fran: string
  readonly till: string
}

export interface ExportFigures {
  readonly records: number
  readonly bytes: number
  /** Seconds until the file is ready, and until it has been sent. */
  readonly making: number
  readonly sending: number
}

/** Makes exports ready and reads them, as a hub does, of the state folder in the first argument. */
const { state } = JSON.parse(process.argv[2] ?? '') as { state: string }
const store = await openStore({ ...configFor('http://127.0.0.1:1'), databas: 'inbyggd' }, state, [LOG])
const { pool, keys } = store
const log = { info: () => undefined, warn: () => undefined, error: (event: string) => console.error(event) }
const exports = postgresExports(pool, keys)
const preparer = createExportPreparer({ pool, keys, checkpoint: async () => undefined, log })

async function make(question: ExportQuestion): Promise<ExportFigures> {
  const exportId = randomUUID()
  const order = { ...question, exportId, filter: {}, whole: true, loggar: [LOG], skal: 'matning' }
  await exports.order({ ...order, utfardare: 'a', slutanvandare: 'b' })
  const start = performance.now()
  await preparer.caughtUp()
  const ready = performance.now()
  const one = await exports.read(exportId)
  if (one?.file === undefined) throw new Error(`${question.format} is not ready`)
  const { size, manifest } = one.file
  let sent = 0
  for await (const piece of exports.bytes(one, 0, size)) sent += piece.length
  if (sent !== size) throw new Error(`${question.format} is ${sent} bytes, not ${size}`)
  return {
    records: manifest.antal,
    bytes: size,
    making: (ready - start) / 1000,
    sending: (performance.now() - ready) / 1000,
  }
}

answerPeer(make, () => store.close())
