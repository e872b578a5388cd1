import { setMaxListeners } from 'node:events'
import { paraplyetKalla } from '../../src/adapters/paraplyet/source.ts'
import { INFORMATIONSMANGDER } from '../../src/informationsmangd.ts'
import { lasManifest } from '../../src/mapping/load-manifests.ts'
import { configFor } from './installation.ts'
import { answerPeer } from './ipc.ts'

/** What there was before the mirror: each person asked for in every installation at once. Gives milliseconds. */
const { bas } = JSON.parse(process.argv[2] ?? '') as { bas: string }
const config = configFor(bas)
const kalla = paraplyetKalla({
  installationer: config.paraplyet,
  manifests: lasManifest(`${config.katalog}/tittbehorighet`),
  frister: { inloggning: 10_000, allt: 10_000, andrade: 10_000, person: 10_000 },
  capBytes: 1e8,
  klocka: () => new Date(),
})
const { signal } = new AbortController()
setMaxListeners(0, signal)
const mangder = new Set(INFORMATIONSMANGDER)

async function askAll(personnummer: string): Promise<number> {
  const start = performance.now()
  await Promise.all(
    Object.keys(config.paraplyet).map(async (stadsdel) => {
      const lasning = { byte: 0, rader: 0, okandaFalt: new Map<string, number>() }
      for await (const leverans of kalla.lasPerson({ stadsdel, mangder }, personnummer, lasning, signal)) void leverans
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
  () => kalla.stang(),
)
