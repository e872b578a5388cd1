import { setImmediate, setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { codeOrUnknown } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { inTransaction, type Tx } from '../../platform/database/database.ts'
import { everyAfter, type Repetition } from '../../platform/every-after.ts'
import type { Access } from '../access.ts'
import type { FollowedEvent, FollowedRecord, Reader } from './log-reader.ts'
import { movePlace, unread } from './places.ts'

export interface LogFollower {
  start(): void
  /** Resolves when every record that the logs held at the call has been read, by this hub or another. */
  caughtUp(): Promise<void>
  stop(): Promise<void>
}

interface LogFollowerDeps {
  readonly pool: pg.Pool
  readonly readers: readonly Reader[]
  readonly clock: () => Date
  readonly log: Log
}

const EVERY_MS = 1_000
const PAGE = 1_000
const AT_ONCE = 50
const ONE_HOUR = 60 * 60 * 1000

/**
 * Reads the access log as it grows and passes the records to its readers. Reads after the request, never within it: a
 * lookup that gives a reader much to do must take as long as any other.
 */
export function createLogFollower(
  { pool, readers, clock, log }: LogFollowerDeps,
  { everyMs = EVERY_MS, page: pageSize = PAGE } = {},
): LogFollower {
  const failing = new Set<string>()
  const tidied = new Map<string, number>()
  let repetition: Repetition | undefined

  /** False when another hub runs the reader. */
  async function step(reader: Reader, pages: Pages): Promise<boolean> {
    const events = await readNextPages(pool, reader, pageSize, pages)
    for (const { kind, count } of events ?? []) log.warn('alert', { kind, count })
    return events !== undefined
  }

  /** Reads one page. True when the reader may have more to read. */
  async function readPage(reader: Reader, pages: Pages): Promise<boolean> {
    try {
      if (await isBehind(pool, reader.name)) return await step(reader, pages)
      await tidy(reader)
      failing.delete(reader.name)
    } catch (error) {
      if (!failing.has(reader.name))
        log.error('follower-failed', { follower: reader.name, errorCode: codeOrUnknown(error) })
      failing.add(reader.name)
    }
    return false
  }

  async function tidy({ name, tidy }: Reader): Promise<void> {
    const now = clock()
    if (tidy === undefined || now.getTime() - (tidied.get(name) ?? 0) < ONE_HOUR) return
    await inTransaction(pool, (tx) => tidy(tx, now))
    tidied.set(name, now.getTime())
  }

  /**
   * Page by page, all readers together: readers at the same place share the pages, and all are at the same place unless
   * one has failed. A reader that fails keeps its place and does not stop the others.
   */
  async function round(stopping: AbortSignal): Promise<void> {
    for (let reading = readers; reading.length > 0;) {
      const pages: Pages = new Map()
      const further: Reader[] = []
      for (const reader of reading) {
        if (stopping.aborted) return
        if (await readPage(reader, pages)) further.push(reader)
      }
      reading = further
    }
  }

  return {
    start() {
      // A reader that fails is reported by `readPage`.
      repetition = everyAfter(everyMs, round, { failed: () => undefined })
    },
    async caughtUp() {
      for (const reader of readers)
        while (await isBehind(pool, reader.name)) if (!(await step(reader, new Map()))) await delay(20)
    },
    async stop() {
      await repetition?.stop()
    },
  }
}

async function isBehind(pool: pg.Pool, reader: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'loggfoljare-efter',
    text: `select from log_head h left join log_follower f on f.logg = h.logg and f.reader = $1
            where h.size > coalesce(f.nummer, 0) limit 1`,
    values: [reader],
  })
  return rowCount === 1
}

/** By log and first number. Records never change, so a page is the same in every transaction. */
type Pages = Map<string, { readonly end: number; readonly records: readonly FollowedRecord[] }>

/** One transaction: the records, the reader's results, its new place. Undefined when another hub runs the reader. */
function readNextPages(
  pool: pg.Pool,
  reader: Reader,
  pageSize: number,
  pages: Pages,
): Promise<readonly FollowedEvent[] | undefined> {
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ got: boolean }>(
      'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as got',
      [`insyn-loggfoljare/${reader.name}`],
    )
    if (rows[0]?.got !== true) return undefined
    const records: FollowedRecord[] = []
    // Read after the lock, so that places moved by another hub are seen.
    for (const { logg, from, to } of await unread(tx, reader.name)) {
      const key = `${logg}/${from}`
      const page = pages.get(key) ?? (await readRecords(tx, logg, from, Math.min(to, from + pageSize)))
      pages.set(key, page)
      records.push(...page.records)
      await movePlace(tx, reader.name, logg, page.end)
    }
    return records.length === 0 ? [] : await reader.take(tx, records)
  })
}

/** Records and the head of their log are committed together, so no record below a head is still missing. */
async function readRecords(tx: Tx, log: string, from: number, end: number) {
  const { rows } = await tx.query<{ nummer: number; record: string }>({
    name: 'loggfoljare-poster',
    text: 'select nummer, record from access_record where logg = $1 and nummer >= $2 and nummer < $3 order by nummer',
    values: [log, from, end],
  })
  const records: FollowedRecord[] = []
  for (const [index, { nummer, record }] of rows.entries()) {
    // The same thread answers lookups, and none may wait for a whole page.
    if (index % AT_ONCE === AT_ONCE - 1) await setImmediate()
    const access = parseAccess(record)
    if (access !== undefined) records.push({ logg: log, nummer, access })
  }
  return { end, records }
}

/** A record that was made unreadable does not stop a reader; the checkpoints detect the change. */
function parseAccess(record: string): Access | undefined {
  try {
    const { atkomst: access } = JSON.parse(record) as { atkomst?: { flaggor?: Access['flaggor'] } }
    // A record from before flags were kept has none. Not copied: that costs as much as parsing it.
    if (access !== undefined) access.flaggor ??= []
    return access as Access | undefined
  } catch {
    return undefined
  }
}
