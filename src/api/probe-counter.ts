import type { Atkomstlogg, LogRecord } from '../atkomstlogg/access.ts'
import { operatorRecord } from '../atkomstlogg/record-then.ts'

/** Calls without a valid token, by where they come from: whoever tries doors leaves a trace, and nobody's name. */
export interface ProbeCounter {
  count(address: string): void
  /** Records what was counted. Throws when the log cannot be written: the counts are then kept for the next time. */
  close(): Promise<void>
}

/** So many addresses have a record of their own in a minute; any number of further ones have one together. */
const MOST_ADDRESSES = 200
const OTHERS = 'ovriga'

export function createProbeCounter(log: Atkomstlogg, clock: () => Date, most = MOST_ADDRESSES): ProbeCounter {
  let counts = new Map<string, number>()

  function add(address: string, count: number): void {
    const own = counts.has(address) || counts.size - (counts.has(OTHERS) ? 1 : 0) < most
    const key = own ? address : OTHERS
    counts.set(key, (counts.get(key) ?? 0) + count)
  }

  return {
    count: (address) => add(address, 1),
    async close() {
      if (counts.size === 0) return
      const closed = counts
      counts = new Map()
      try {
        await log.write([...closed].map(([address, count]) => recordOf(address, count, clock())))
      } catch (error) {
        for (const [address, count] of closed) add(address, count)
        throw error
      }
    },
  }
}

function recordOf(address: string, count: number, now: Date): LogRecord {
  const { logg, access } = operatorRecord({ handelse: 'obehorig', orsak: 'token-ogiltig', by: null }, now)
  return { logg, access: { ...access, klient: null, utfall: 'nekat', detaljer: { adress: address, antal: count } } }
}
