import type { LasPersonNu } from '../../src/uppslag/lasning.ts'
import type { Kalla } from '../../src/sync/kalla.ts'

/** Asks real sources in the plainest way: all at once, each with its deadline. */
export const lasPersonUr =
  (kallor: readonly Kalla[]): LasPersonNu =>
  ({ personnummer, omraden, fristMs, avenSkyddad }) =>
    Promise.all(
      omraden.map(async (omrade) => {
        const kalla = kallor.find(({ namn }) => namn === omrade.kalla)
        const lasning = { byte: 0, rader: 0, okandaFalt: new Map<string, number>() }
        const last = new Date()
        try {
          const personer = []
          const signal = AbortSignal.timeout(fristMs)
          for await (const leverans of kalla!.lasPerson(omrade, personnummer, lasning, signal, avenSkyddad))
            personer.push(...leverans.personer)
          return { ...omrade, svarade: true, last, person: personer[0] }
        } catch {
          return { ...omrade, svarade: false }
        }
      }),
    )
