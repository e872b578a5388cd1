import type { ServerResponse } from 'node:http'

/**
 * Milliseconds between the times at which an answer that shows nothing may leave. Many times the difference in work
 * between such answers (some hundred microseconds: rows of a person whose agreement does not cover them, records for
 * the boards that flagged a person), and longer than that whole work on an idle machine, so that nearly all of them
 * leave at the first time. Short enough that an end user does not notice.
 */
const WINDOW_MS = 25

/** Whole milliseconds of the clock that timers use: a timer then fires at the same tick whenever it was set. */
export const tick = (): number => Number(process.hrtime.bigint() / 1_000_000n)

/** Milliseconds after the start of the work at which an answer leaves, given the milliseconds that its work took. */
export const leavesAfter = (elapsedMs: number, earliestMs: number): number =>
  (Math.floor(Math.max(elapsedMs, earliestMs - 1) / WINDOW_MS) + 1) * WINDOW_MS

/**
 * Resolves at the first multiple of WINDOW_MS after `startedAt` that lies ahead and at or after `earliestMs`, or when
 * the client disconnects. Counted from the start of the work, when the whole request has come, and not from the arrival
 * of its head or from a common clock: a caller who could choose where in a window the work begins could see on which
 * side of its end the work ends.
 */
export function waitForGrid(res: ServerResponse, startedAt: number, earliestMs: number): Promise<void> {
  const leaves = startedAt + leavesAfter(tick() - startedAt, earliestMs)
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
