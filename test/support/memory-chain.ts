import type { ChainState } from '../../src/review/chain/chain-state.ts'
import type { ChainStore } from '../../src/review/chain/chain-store.ts'

/** Chains of logs that are whole and have never been checked, but for what is set of them. */
export function memoryChain(
  known: Readonly<Record<string, Partial<ChainState>>> = {},
): ChainStore & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    states: async (logs) =>
      logs.map((logg) => ({
        ...{ logg, records: 0, checkpoint: undefined, places: [], checked: undefined },
        running: asked.includes(logg) ? { checked: 0, of: 0 } : undefined,
        ...known[logg],
      })),
    async ask(logs) {
      asked.push(...logs)
    },
  }
}
