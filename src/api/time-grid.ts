import type { ServerResponse } from 'node:http'

/**
 * Milliseconds between the moments at which an answer that shows nothing may leave. Many times what the work behind such
 * answers differs by (some hundred microseconds: rows of a person whose agreement does not cover them, records for the
 * boards that flagged one), and longer than the whole of that work on an idle machine, so that nearly all of them leave
 * at the first moment. Short enough that nobody at a desk notices.
 */
const WINDOW_MS = 25

/** Whole milliseconds of the clock that timers run by: a timer then fires at the same tick whenever it was set. */
export const tick = (): number => Number(process.hrtime.bigint() / 1_000_000n)

/** Milliseconds after its arrival at which an answer leaves, when its work is done after so many. */
export const leavesAfter = (elapsedMs: number, earliestMs: number): number =>
  (Math.floor(Math.max(elapsedMs, earliestMs - 1) / WINDOW_MS) + 1) * WINDOW_MS

/**
 * Resolves at the first multiple of RUTA_MS after `ankom` that is neither past nor before `tidigastMs` have gone, or as
 * soon as nobody waits for the answer any more. Counted from the arrival of the whole request, not from a common clock:
 * whoever could choose where in a slot the work begins could see on which side of its end the work ends.
 */
export function waitForGrid(res: ServerResponse, arrivedAt: number, earliestMs: number): Promise<void> {
  const leaves = arrivedAt + leavesAfter(tick() - arrivedAt, earliestMs)
  return new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer)
      res.off('close', end)
      done()
    }
    const timer = setTimeout(end, leaves - tick())
    res.once('close', end)
    if (res.closed) end()
  })
}
