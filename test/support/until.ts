import { setTimeout as delay } from 'node:timers/promises'

/** Waits for a state where a time would only mostly do: a busy machine is slow, never wrong. Rejects when it never comes. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  for (const end = performance.now() + withinMs; !(await holds()); await delay(5))
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${String(holds)}`)
}
