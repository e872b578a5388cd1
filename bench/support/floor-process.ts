import { setMaxListeners } from 'node:events'
import { SaxesParser } from 'saxes'
import { agressoBindning, agressoKlient } from '../../src/adapters/agresso/client.ts'
import { paraplyetBindning, paraplyetKlient } from '../../src/adapters/paraplyet/client.ts'
import type { Mottagare } from '../../src/adapters/soap/stream-reply.ts'
import { createTransport, type Transport } from '../../src/adapters/soap/transport.ts'
import { configFor } from './installation.ts'
import { answerPeer } from './ipc.ts'

export interface FloorResult {
  readonly ms: number
  readonly bytes: number
}

/**
 * The least that a hub built on a parser could do: ask the same things of the same server over the same transport, parse
 * the bytes with saxes without namespaces and handlers, and do nothing with them. As many at a time as the hub reads.
 */
const { bas } = JSON.parse(process.argv[2] ?? '') as { bas: string }
const config = configFor(bas)
const transport = createTransport()
const DONE = new Error('parsed')
const BULK = /LasAllt|GetTemplateResultAsXML/
let bytes = 0

const parsing: Transport = {
  async post(url, anrop) {
    const svar = await transport.post(url, anrop)
    if (!BULK.test(anrop.vad)) return svar
    const parser = new SaxesParser({ position: false })
    const decoder = new TextDecoder()
    for await (const chunk of svar.delar) {
      bytes += chunk.length
      parser.write(decoder.decode(chunk, { stream: true }))
    }
    parser.close()
    throw DONE
  },
  stang: () => transport.stang(),
}

const signal = new AbortController().signal
setMaxListeners(0, signal)
const villkor = { signal, deadlineMs: 600_000, capBytes: 2e9, lasning: { byte: 0 } }
const mottagare: Mottagare<never> = {
  inre: { open: () => 'skip', piece: () => undefined, close: () => undefined },
  ta: () => undefined,
  klar: () => undefined,
}

async function whole(rows: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const row of rows) void row
  } catch (error) {
    if (error !== DONE) throw error
  }
}

const paraplyet = paraplyetBindning(parsing)
const agresso = agressoBindning(parsing)
const installations = Object.entries(config.paraplyet).map(([stadsdel, installation]) =>
  paraplyetKlient({ stadsdel, installation, bindning: paraplyet, transport: parsing, inloggningMs: 10_000 }),
)
const companies = Object.entries(config.agresso.foretag).map(([stadsdel, foretag]) =>
  agressoKlient({ ...config.agresso, stadsdel, foretag, bindning: agresso, transport: parsing, smaanropMs: 10_000 }),
)

async function readEverything(): Promise<FloorResult> {
  bytes = 0
  const start = performance.now()
  const scopes = [
    ...installations.map((klient) => () => whole(klient.las({ operation: 'LasAllt' }, mottagare, villkor))),
    ...companies.map((klient) => async () => {
      for (const namn of Object.values(config.agresso.mallar))
        await whole(klient.las(await klient.mall(namn, signal), [], mottagare, villkor))
    }),
  ]
  const worker = async () => {
    for (let scope = scopes.shift(); scope !== undefined; scope = scopes.shift()) await scope()
  }
  await Promise.all(Array.from({ length: config.synk.samtidiga }, worker))
  return { ms: performance.now() - start, bytes }
}

answerPeer(readEverything, () => transport.stang())
