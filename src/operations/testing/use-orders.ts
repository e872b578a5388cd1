import { setTimeout as delay } from 'node:timers/promises'
import { afterEach } from '@jest/globals'
import { createOrderWork } from '../run-orders.ts'
import { useNights } from './use-nights.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Looks again and again, as somebody who waits at a page. */
export async function found<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    await delay(20)
  }
}

/** Runs that are ordered from a page, and the process that does the background work. */
export function useOrders() {
  const all = useNights()
  const { db, nights, proof } = all
  const working: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const one of working.splice(0)) await one.stop()
  })
  return {
    ...all,
    /** As another process than the one that serves the page. */
    work: (read = proof.run) => {
      const reconciled: unknown[] = []
      const orders = createOrderWork({
        ...{ pool: db.pool, read, clock: () => new Date(), log: silent },
        reconcile: async (scopes, how) => void reconciled.push([scopes.length, how]),
      })
      orders.start()
      working.push(orders)
      return { ...orders, reconciled }
    },
    ended: (id: number) =>
      found(async () => (await nights().orders()).find((one) => one.id === id && one.ended !== null)),
  }
}
