import { setMaxListeners } from 'node:events'
import { installationsOf, type ParaplyetSettings } from '../../src/adapters/paraplyet/definition.ts'
import { paraplyetSource } from '../../src/adapters/paraplyet/source.ts'
import { INFORMATIONSMANGDER } from '../../src/informationsmangd.ts'
import { readManifest } from '../../src/mapping/load-manifests.ts'
import { noReadCounts } from '../../src/sync/source.ts'
import { configFor } from './installation.ts'
import { answerPeer } from './ipc.ts'

/** What there was before the mirror: each person asked for in every installation at once. Gives milliseconds. */
const { base } = JSON.parse(process.argv[2] ?? '') as { base: string }
const config = configFor(base)
const installations = installationsOf(config.paraplyet as ParaplyetSettings)
const source = paraplyetSource({
  installations,
  manifests: readManifest(`${config.folder}/tittbehorighet`),
  deadlines: { login: 10_000, all: 10_000, andrade: 10_000, person: 10_000 },
  capBytes: 1e8,
  clock: () => new Date(),
})
const { signal } = new AbortController()
setMaxListeners(0, signal)
const mangder = new Set(INFORMATIONSMANGDER)

async function askAll(personnummer: string): Promise<number> {
  const start = performance.now()
  await Promise.all(
    Object.keys(installations).map(async (stadsdel) => {
      const readCounts = noReadCounts()
      for await (const delivery of source.readPerson({ stadsdel, mangder }, personnummer, readCounts, signal))
        void delivery
    }),
  )
  return performance.now() - start
}

answerPeer<{ people: readonly string[] }>(
  async ({ people }) => {
    const times: number[] = []
    for (const personnummer of people) times.push(await askAll(personnummer))
    return times
  },
  () => source.close(),
)
