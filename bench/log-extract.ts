import { join } from 'node:path'
import type { Caller } from '../src/access/caller.ts'
import { isRefused, type Outcome } from '../src/access/outcome.ts'
import { discloseThrough } from '../src/atkomstlogg/disclose.ts'
import { recordsOfPerson } from '../src/atkomstlogg/person-records.ts'
import { proveRecords } from '../src/atkomstlogg/proof.ts'
import { readManifest } from '../src/mapping/load-manifests.ts'
import { postgresMirror } from '../src/mirror/postgres-mirror.ts'
import { readPolicy } from '../src/policy/load-policy.ts'
import { postgresExtracts } from '../src/review/extracts/extract-store.ts'
import { createPrepareExtract } from '../src/review/extracts/prepare.ts'
import { extractVkey, verifyExtract } from '../src/review/extracts/signature.ts'
import { createDecideExtract, createFetchExtract, createPreviewExtract } from '../src/review/extracts/steps.ts'
import { readProcessor } from '../src/review/processor/processor.ts'
import { loadNow, printMachine } from './support/numbers.ts'
import { LOG, lookup, openLog } from './support/stored-log.ts'

/**
 * A citizen's extract of 10,000 accesses in a log of many more: each step from the request to its answer, with the durable record
 * of the step, and the most memory that the process has had until then (it has written the log before).
 */
const RECORDS = process.argv.includes('--full') ? 1_000_000 : 100_000
const OWN = 10_000
const PERSONNUMMER = '189001039800'
const REASON = 'Mätning'

printMachine()
const log = await openLog()
const { config, state, store, writer } = log
const { pool, keys } = store
const person = keys.personRef(PERSONNUMMER)
const beginning = Date.now() - RECORDS * 1_000
const every = RECORDS / OWN
await log.fill(0, RECORDS, (i) => lookup(new Date(beginning + i * 1_000), i % every === 0 ? person : undefined))

const policy = readPolicy(config.folder, readManifest(join(config.folder, 'tittbehorighet')), config)
const proofs = { pool, folder: state.folder, keys, origin: config.loggnamn }
const deps = {
  ...{ policy, keys, clock: () => new Date(), mirror: postgresMirror(pool, keys) },
  processor: readProcessor(config.folder, policy),
  extracts: postgresExtracts(pool, keys),
  extractLog: {
    ...{ origin: config.loggnamn, signer: keys },
    recordsOfPerson: (name: string, selection: Parameters<typeof recordsOfPerson>[2]) =>
      recordsOfPerson(pool, name, selection),
    prove: (name: string, numbers: readonly number[]) => proveRecords(proofs, name, numbers),
  },
}
const officer = (name: string): Caller => ({
  ...{ utfardare: 'inloggning', slutanvandare: name, identitet: 'token', klient: 'konsol', ownRef: null },
  ...{ roller: ['sakerhetsansvarig'], loggar: [LOG] },
})
const [eva, bo] = [officer('eva'), officer('bo')]
const disclose = discloseThrough(writer)

async function measured<T>(step: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const peak = (process.resourceUsage().maxRSS / 1000).toFixed(0)
  console.log(`${step.padEnd(24)} ${seconds.padStart(6)} s, peak ${peak} MB, load ${loadNow()}`)
  return result
}
const take = <T>(step: string, act: () => Promise<Outcome<T>>) =>
  measured(step, async () => {
    const outcome = await act()
    if (isRefused(outcome)) throw new Error(`refused: ${outcome.refused.kod}`)
    return disclose(outcome, (body) => body)
  })
const content = async (answer: { content: Uint8Array | AsyncIterable<Uint8Array> }): Promise<Buffer> =>
  answer.content instanceof Uint8Array ? Buffer.from(answer.content) : Promise.reject(new Error('not a whole file'))

console.log(
  `${OWN} accesses of a person in a log of ${RECORDS}, peak ${(process.resourceUsage().maxRSS / 1000).toFixed(0)} MB`,
)
const { utdragId } = await take('prepared', () =>
  createPrepareExtract(deps)({ skal: REASON, personnummer: PERSONNUMMER, loggar: [LOG] }, eva),
)
const file = (format: 'json' | 'pdf') => ({ skal: REASON, format })
await take('previewed as JSON', () => createPreviewExtract(deps)(utdragId, file('json'), bo))
await take('previewed as PDF', () => createPreviewExtract(deps)(utdragId, file('pdf'), bo))
const decision = { skal: REASON, beslut: 'lamna-ut', kommentar: 'Stämmer.' } as const
await take('released', () => createDecideExtract(deps)(utdragId, decision, bo))
const json = await content(await take('fetched as JSON', () => createFetchExtract(deps)(utdragId, file('json'), eva)))
const pdf = await content(await take('fetched as PDF', () => createFetchExtract(deps)(utdragId, file('pdf'), eva)))
const verdict = await measured('JSON with proofs checked', async () =>
  verifyExtract(json.toString('utf8'), extractVkey(config.loggnamn, keys)),
)
if (!verdict.ok || verdict.count !== OWN) throw new Error('the extract does not hold')
console.log(`JSON ${(json.length / 1e6).toFixed(1)} MB, PDF ${(pdf.length / 1e6).toFixed(1)} MB`)
await Promise.all(
  ['eva', 'bo', 'cia'].map((name) =>
    take(`PDF, ${name} of three`, () => createFetchExtract(deps)(utdragId, file('pdf'), officer(name))),
  ),
)
await log.close()
