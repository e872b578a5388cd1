import { setMaxListeners } from 'node:events'
import { SaxesParser } from 'saxes'
import { agressoBinding, agressoClient } from '../../src/adapters/agresso/client.ts'
import type { AgressoSettings } from '../../src/adapters/agresso/definition.ts'
import { paraplyetBinding, paraplyetClient } from '../../src/adapters/paraplyet/client.ts'
import { installationsOf, type ParaplyetSettings } from '../../src/adapters/paraplyet/definition.ts'
import type { Recipient } from '../../src/adapters/soap/stream-reply.ts'
import { createTransport, type Transport } from '../../src/adapters/soap/transport.ts'
import { createLoginGuard } from '../../src/platform/login-guard.ts'
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
const { base } = JSON.parse(process.argv[2] ?? '') as { base: string }
const config = configFor(base)
const transport = createTransport()
const DONE = new Error('parsed')
const BULK = /LasAllt|GetTemplateResultAsXML/
let bytes = 0

const parsing: Transport = {
  async post(url, call) {
    const answer = await transport.post(url, call)
    if (!BULK.test(call.what)) return answer
    const parser = new SaxesParser({ position: false })
    const decoder = new TextDecoder()
    for await (const chunk of answer.parts) {
      bytes += chunk.length
      parser.write(decoder.decode(chunk, { stream: true }))
    }
    parser.close()
    throw DONE
  },
  clockShortcomings: () => [],
  close: () => transport.close(),
}

const signal = new AbortController().signal
setMaxListeners(0, signal)
const limits = { signal, deadlineMs: 600_000, capBytes: 2e9, counts: { bytes: 0 } }
const recipient: Recipient<never> = {
  answer: { want: 'children', child: () => undefined },
  take: () => undefined,
  done: () => undefined,
}

async function whole(rows: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const row of rows) void row
  } catch (error) {
    if (error !== DONE) throw error
  }
}

const guard = createLoginGuard(() => new Date())
const paraplyet = paraplyetBinding(parsing)
const agresso = agressoBinding(parsing)
const installations = Object.entries(installationsOf(config.paraplyet as ParaplyetSettings)).map(
  ([stadsdel, installation]) => paraplyetClient({ stadsdel, installation, binding: paraplyet, loginMs: 10_000, guard }),
)
const { anvandare: user, losenord: password, ...agressoSettings } = config.agresso as AgressoSettings
const companies = Object.entries(agressoSettings.foretag).map(([stadsdel, company]) =>
  agressoClient({
    ...agressoSettings,
    user,
    password,
    stadsdel,
    foretag: company,
    binding: agresso,
    smallCallsMs: 10_000,
  }),
)

async function readEverything(): Promise<FloorResult> {
  bytes = 0
  const start = performance.now()
  const scopes = [
    ...installations.map((client) => () => whole(client.read({ operation: 'LasAllt' }, recipient, limits))),
    ...companies.map((client) => async () => {
      for (const name of Object.values(agressoSettings.mallar))
        await whole(client.read(await client.template(name, signal), [], recipient, limits))
    }),
  ]
  const worker = async () => {
    for (let scope = scopes.shift(); scope !== undefined; scope = scopes.shift()) await scope()
  }
  await Promise.all(Array.from({ length: config.synk.samtidiga }, worker))
  return { ms: performance.now() - start, bytes }
}

answerPeer(readEverything, () => transport.close())
