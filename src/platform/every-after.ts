import { setTimeout as delay } from 'node:timers/promises'

export interface Repetition {
  /** Ends the pause; the next step also follows at once when it is called while a step is running. */
  wake(): void
  /** No step begins any more; resolves when the one that is running has ended. */
  stop(): Promise<void>
}

export interface RepetitionOptions {
  /** A step that has failed is followed by the next one after the usual pause. */
  readonly failed: (error: unknown) => void
  /** The first step follows a pause too. */
  readonly pauseFirst?: boolean
}

/**
 * Takes a step again and again, one at a time, with a pause of `ms` after each. A step may answer with how many milliseconds
 * the pause after it is instead. What a step waits for should end by its signal, which is aborted by `stop`.
 */
export function everyAfter(
  ms: number,
  step: (stopping: AbortSignal) => Promise<number | void>,
  { failed, pauseFirst = false }: RepetitionOptions,
): Repetition {
  const stopping = new AbortController()
  let pausing = new AbortController()

  async function pause(length: number): Promise<void> {
    if (length > 0) await delay(length, undefined, { signal: pausing.signal }).catch(() => undefined)
    if (!stopping.signal.aborted) pausing = new AbortController()
  }

  async function repeat(): Promise<void> {
    if (pauseFirst) await pause(ms)
    while (!stopping.signal.aborted) {
      let length: number | void = undefined
      try {
        length = await step(stopping.signal)
      } catch (error) {
        failed(error)
      }
      await pause(length ?? ms)
    }
  }

  const running = repeat()
  return {
    wake: () => pausing.abort(),
    async stop() {
      stopping.abort()
      pausing.abort()
      await running
    },
  }
}
