import type { Export, ExportStore } from '../../src/review/exports/export-store.ts'

/** Orders that are never prepared. */
export function memoryExports(clock: () => Date): ExportStore {
  const ordered = new Map<string, Export>()
  return {
    async order(order) {
      const one = { ...order, status: 'vantar', ordered: clock(), percent: 0 } as const
      ordered.set(order.exportId, one)
      return one
    },
    list: async ({ utfardare, slutanvandare }) =>
      [...ordered.values()].filter((one) => one.utfardare === utfardare && one.slutanvandare === slutanvandare),
    read: async (exportId) => ordered.get(exportId),
    bytes: () => {
      throw new Error('there are no files here')
    },
  }
}
