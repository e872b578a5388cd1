import { Gauge, type Registry } from 'prom-client'

/** Where measures are registered, some of which cost a query. */
export interface Measuring {
  readonly register: Registry
  /** The `collect` of the measures that `read` sets: it rejects never, and waits for a while at most. */
  readonly sampled: (read: () => Promise<void>) => () => Promise<void>
}

const EVERY_MS = 5_000
/** Whoever asks for the metrics gives up after ten seconds. */
const WAIT_MS = 2_000
/** So many failures in turn end a round: what all reads need is away. */
const FAILURES = 2

/**
 * However often the metrics are asked for, the database is asked at most once in `everyMs`, by one read at a time. While it does
 * not answer, the values of before go out, and insyn_metrics_age_seconds says how old they are.
 */
export function createSampling(register: Registry, { everyMs = EVERY_MS, waitMs = WAIT_MS } = {}): Measuring {
  const reads: (() => Promise<void>)[] = []
  let whole = performance.now()
  let begun = -Infinity
  let round: Promise<void> | undefined

  async function readAll(): Promise<void> {
    begun = performance.now()
    const now = begun
    let failures = 0
    let failedInTurn = 0
    for (const read of reads) {
      const passed = await read().then(
        () => true,
        () => false,
      )
      failures += passed ? 0 : 1
      failedInTurn = passed ? 0 : failedInTurn + 1
      if (failedInTurn === FAILURES) break
    }
    if (failures === 0) whole = now
  }

  async function collect(): Promise<void> {
    if (round === undefined && performance.now() - begun < everyMs) return
    round ??= readAll().finally(() => (round = undefined))
    let timer: NodeJS.Timeout | undefined
    await Promise.race([round, new Promise<void>((done) => (timer = setTimeout(done, waitMs)))])
    clearTimeout(timer)
  }

  const age = new Gauge({
    name: 'insyn_metrics_age_seconds',
    help: 'Age of the metrics that the database gives: it grows while the database does not answer',
    registers: [register],
    async collect() {
      await collect()
      age.set((performance.now() - whole) / 1000)
    },
  })
  return {
    register,
    sampled(read) {
      reads.push(read)
      return collect
    },
  }
}
