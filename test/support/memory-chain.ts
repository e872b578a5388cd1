import type { ChainState } from '../../src/review/chain/chain-state.ts'
import type { ChainStore } from '../../src/review/chain/chain-store.ts'

/** Chains of logs that have never been checked, but for what the test says of them in `known`. */
export function memoryChain(): ChainStore & { asked: string[]; known: Record<string, Partial<ChainState>> } {
  const asked: string[] = []
  const known: Record<string, Partial<ChainState>> = {}
  return {
    asked,
    known,
    states: async (logs) =>
      logs.map((log) => ({
        ...{ logg: log, records: 0, checkpoint: undefined, places: [], checked: undefined },
        running: asked.includes(log) ? { checked: 0, of: 0 } : undefined,
        ...known[log],
      })),
    async ask(logs) {
      asked.push(...logs)
    },
  }
}
