interface Waiter<T> {
  readonly key: string
  readonly resolve: (found: T | undefined) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Reads that are asked for while others are on their way share the next one: the batch follows the load, and a read
 * alone waits for nothing. A read never begins before it was asked for, so what was committed before then is seen.
 */
export function batchedReads<T>(
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  { parallel, maxBatch }: { readonly parallel: number; readonly maxBatch: number },
): (key: string) => Promise<T | undefined> {
  const waiting: Waiter<T>[] = []
  let underWay = 0

  async function drain(): Promise<void> {
    underWay++
    while (waiting.length > 0) {
      const batch = waiting.splice(0, maxBatch)
      try {
        const found = await read([...new Set(batch.map(({ key }) => key))])
        for (const { key, resolve } of batch) resolve(found.get(key))
      } catch (reason) {
        for (const { reject } of batch) reject(reason)
      }
    }
    underWay--
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      if (underWay < parallel) void drain()
    })
}
