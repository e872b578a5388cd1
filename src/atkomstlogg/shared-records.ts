import { randomUUID } from 'node:crypto'
import type { Access, Atkomstlogg, LogRecord } from './access.ts'
import type { Disclose } from './disclose.ts'

/**
 * Answers that show nothing of anybody, and of which a caller can have any number: refusals of one kind share a record.
 * The first is recorded before it is answered. Those that follow are answered once that record is durable, and counted; `close`
 * records how many they were, and the next one is a first again. The log thus grows by two records for each kind and
 * `close`, whatever the number of calls.
 */
export interface SharedRecords {
  disclose(kind: string): Disclose
  /** Records the counts. Throws when the log cannot be written: they are then kept for the next time. */
  close(): Promise<void>
}

/** What one record stands for: a number of calls, and what is known of all of them. */
interface Count {
  readonly logg: string
  readonly access: Access
  readonly antal: number
}

interface Shared {
  readonly first: Promise<unknown>
  further: Count | undefined
}

export function createSharedRecords(log: Atkomstlogg, clock: () => Date): SharedRecords {
  const open = new Map<string, Shared>()
  let unwritten = new Map<string, Count>()

  async function record(kind: string, one: LogRecord): Promise<void> {
    const shared = open.get(kind)
    if (shared !== undefined) {
      // Counted before it waits, so that `close` misses nobody who has been answered.
      shared.further = joined(shared.further, { ...one, antal: 1 })
      await shared.first
      return
    }
    const first = log.write([one])
    open.set(kind, { first, further: undefined })
    try {
      await first
    } catch (error) {
      // Nobody was answered by it: the next one is recorded anew.
      if (open.get(kind)?.first === first) open.delete(kind)
      throw error
    }
  }

  return {
    disclose:
      (kind) =>
      async ({ poster: [one], body }, release) => {
        await record(kind, one)
        return release(body([]))
      },

    async close() {
      const closed = [...open]
      open.clear()
      for (const [kind, { first, further }] of closed) {
        const durable = await first.then(
          () => true,
          () => false,
        )
        if (durable && further !== undefined) unwritten.set(kind, joined(unwritten.get(kind), further))
      }
      if (unwritten.size === 0) return
      const writing = unwritten
      unwritten = new Map()
      try {
        await log.write([...writing.values()].map((count) => recordOf(count, clock())))
      } catch (error) {
        for (const [kind, count] of writing) unwritten.set(kind, joined(unwritten.get(kind), count))
        throw error
      }
    },
  }
}

const recordOf = ({ logg, access, antal }: Count, now: Date): LogRecord => ({
  logg,
  access: { ...access, handelseId: randomUUID(), tid: now.toISOString(), antal },
})

/** Fields that describe the refusal, which is the same, or that the record gets anew. */
const OF_THE_RECORD: ReadonlySet<string> = new Set(['handelseId', 'tid', 'utfall', 'orsak', 'visat', 'flaggor'])

/** What is the same of both stays; a field in which they differ says nothing. */
function joined(one: Count | undefined, another: Count): Count {
  if (one === undefined) return another
  const fields = Object.entries(one.access).map(([field, value]) => {
    const same = OF_THE_RECORD.has(field) || value === another.access[field as keyof Access]
    return [field, same ? (value as unknown) : field === 'handelse' ? 'klient' : null]
  })
  return { ...one, access: Object.fromEntries(fields) as Access, antal: one.antal + another.antal }
}
