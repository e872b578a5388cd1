import type { ServerResponse } from 'node:http'

/**
 * Milliseconds between the moments at which an answer that shows nothing may leave. Many times what the work behind such
 * answers differs by (some hundred microseconds: rows of a person whose agreement does not cover them, records for the
 * boards that flagged one), and longer than the whole of that work on an idle machine, so that nearly all of them leave
 * at the first moment. Short enough that nobody at a desk notices.
 */
const RUTA_MS = 25

/** Whole milliseconds of the clock that timers run by: a timer then fires at the same tick whenever it was set. */
export const tick = (): number => Number(process.hrtime.bigint() / 1_000_000n)

/** Milliseconds after its arrival at which an answer leaves, when its work is done after so many. */
export const lamnasEfter = (gangnaMs: number, tidigastMs: number): number =>
  (Math.floor(Math.max(gangnaMs, tidigastMs - 1) / RUTA_MS) + 1) * RUTA_MS

/**
 * Resolves at the first multiple of RUTA_MS after `ankom` that is neither past nor before `tidigastMs` have gone, or as
 * soon as nobody waits for the answer any more. Counted from the arrival of the whole request, not from a common clock:
 * whoever could choose where in a slot the work begins could see on which side of its end the work ends.
 */
export function tillRutnatet(res: ServerResponse, ankom: number, tidigastMs: number): Promise<void> {
  const lamnar = ankom + lamnasEfter(tick() - ankom, tidigastMs)
  return new Promise((klar) => {
    const slut = (): void => {
      clearTimeout(timer)
      res.off('close', slut)
      klar()
    }
    const timer = setTimeout(slut, lamnar - tick())
    res.once('close', slut)
    if (res.closed) slut()
  })
}
