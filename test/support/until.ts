import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits for a state where a time would only mostly do: a busy machine is slow, never wrong. Rejects when it never comes.
 * What takes long is asked for less often: to ask may cost a command, or a connection to the database.
 */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const start = performance.now()
  while (!(await holds())) {
    const waited = performance.now() - start
    if (waited > withinMs) throw new Error(`not within ${withinMs} ms: ${String(holds)}`)
    await delay(Math.min(5 + waited / 20, 250))
  }
}
