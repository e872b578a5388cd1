import { setImmediate, setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Atkomst } from '../access.ts'
import { failureCode } from '../failure-code.ts'
import { inTransaction, type Tx } from '../../platform/database/database.ts'
import type { Log } from '../../log.ts'
import type { Foljdhandelse, Foljdpost, Lasare } from './log-reader.ts'

export interface Loggfoljare {
  start(): void
  /** Resolves when everything that the logs held when it was called has been read, by this hub or another. */
  ikapp(): Promise<void>
  stop(): Promise<void>
}

interface Loggfoljardeps {
  readonly pool: pg.Pool
  readonly lasare: readonly Lasare[]
  readonly klocka: () => Date
  readonly log: Log
}

const EVERY_MS = 1_000
const PAGE = 1_000
const AT_ONCE = 50
const EN_TIMME = 60 * 60 * 1000

/**
 * Reads the access log as it grows and hands it to its readers. Looks at what has happened a moment after, never within
 * a request: a lookup that some reader has much to say about must take as long as any other.
 */
export function createLoggfoljare(
  { pool, lasare, klocka, log }: Loggfoljardeps,
  { everyMs = EVERY_MS, page = PAGE } = {},
): Loggfoljare {
  const stopping = new AbortController()
  const failing = new Set<string>()
  const tidied = new Map<string, number>()
  let running: Promise<void> | undefined

  /** False when another hub is at it. */
  async function step(en: Lasare, sidor: Sidor): Promise<boolean> {
    const handelser = await readOn(pool, en, page, sidor)
    for (const { slag, antal } of handelser ?? []) log.warn('larm', { slag, antal })
    return handelser !== undefined
  }

  /** One page on. True when the reader may have more to read. */
  async function readPage(en: Lasare, sidor: Sidor): Promise<boolean> {
    try {
      if (await isBehind(pool, en.namn)) return await step(en, sidor)
      await tidy(en)
      failing.delete(en.namn)
    } catch (error) {
      if (!failing.has(en.namn))
        log.error('loggfoljning-misslyckad', { lasare: en.namn, felkod: failureCode(error) ?? 'OKANT_FEL' })
      failing.add(en.namn)
    }
    return false
  }

  async function tidy(en: Lasare): Promise<void> {
    const nu = klocka()
    if (nu.getTime() - (tidied.get(en.namn) ?? 0) < EN_TIMME) return
    await inTransaction(pool, (tx) => en.stada(tx, nu))
    tidied.set(en.namn, nu.getTime())
  }

  /**
   * Page by page, all readers together: those that stand at the same place, as they do unless one has failed, share what
   * was read. A reader that fails keeps its place, and no other from reading.
   */
  async function round(): Promise<void> {
    for (let reading = lasare; reading.length > 0;) {
      const sidor: Sidor = new Map()
      const further: Lasare[] = []
      for (const en of reading) {
        if (stopping.signal.aborted) return
        if (await readPage(en, sidor)) further.push(en)
      }
      reading = further
    }
  }

  return {
    start() {
      running = (async () => {
        while (!stopping.signal.aborted) {
          await round()
          await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined)
        }
      })()
    },
    async ikapp() {
      for (const en of lasare) while (await isBehind(pool, en.namn)) if (!(await step(en, new Map()))) await delay(20)
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function isBehind(pool: pg.Pool, lasare: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'loggfoljare-efter',
    text: `select from logg_huvud h left join loggfoljare f on f.logg = h.logg and f.lasare = $1
            where h.storlek > coalesce(f.nummer, 0) limit 1`,
    values: [lasare],
  })
  return rowCount === 1
}

/** By log and first number. Records never change, so a page is the same in every transaction. */
type Sidor = Map<string, { readonly end: number; readonly poster: readonly Foljdpost[] }>

/** One transaction: records, what the reader makes of them, its new place. Undefined when another hub holds the reader. */
function readOn(
  pool: pg.Pool,
  lasare: Lasare,
  page: number,
  sidor: Sidor,
): Promise<readonly Foljdhandelse[] | undefined> {
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ fick: boolean }>(
      'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as fick',
      [`insyn-loggfoljare/${lasare.namn}`],
    )
    if (rows[0]?.fick !== true) return undefined
    const poster: Foljdpost[] = []
    for (const { logg, fran, till } of await places(tx, lasare.namn)) {
      const namn = `${logg}/${fran}`
      const sida = sidor.get(namn) ?? (await readPosts(tx, logg, fran, Math.min(till, fran + page)))
      sidor.set(namn, sida)
      poster.push(...sida.poster)
      await tx.query(
        `insert into loggfoljare (lasare, logg, nummer) values ($1, $2, $3)
         on conflict (lasare, logg) do update set nummer = excluded.nummer`,
        [lasare.namn, logg, sida.end],
      )
    }
    return poster.length === 0 ? [] : await lasare.ta(tx, poster)
  })
}

/** Where the reader stands in each log that has gone on; read after the lock, so that what another hub has read is seen. */
async function places(tx: Tx, lasare: string): Promise<{ logg: string; fran: number; till: number }[]> {
  const { rows } = await tx.query<{ logg: string; fran: number; till: number }>(
    `select h.logg, coalesce(f.nummer, 0) as fran, h.storlek as till
       from logg_huvud h left join loggfoljare f on f.logg = h.logg and f.lasare = $1
      where h.storlek > coalesce(f.nummer, 0) order by h.logg`,
    [lasare],
  )
  return rows
}

/** Records and the head of their log are committed together, so below a head there are no gaps still to be filled. */
async function readPosts(tx: Tx, logg: string, from: number, end: number) {
  const { rows } = await tx.query<{ nummer: number; post: string }>({
    name: 'loggfoljare-poster',
    text: 'select nummer, post from atkomst where logg = $1 and nummer >= $2 and nummer < $3 order by nummer',
    values: [logg, from, end],
  })
  const poster: Foljdpost[] = []
  for (const [index, { nummer, post }] of rows.entries()) {
    // Lookups are answered by the same thread, and none must wait for a page of them.
    if (index % AT_ONCE === AT_ONCE - 1) await setImmediate()
    const atkomst = atkomstUr(post)
    if (atkomst !== undefined) poster.push({ logg, nummer, atkomst })
  }
  return { end, poster }
}

/** What somebody has made unreadable stops no reader: finding it out is the checkpoints' work. */
function atkomstUr(post: string): Atkomst | undefined {
  try {
    const { atkomst } = JSON.parse(post) as { atkomst?: Atkomst }
    return atkomst === undefined ? undefined : { ...atkomst, flaggor: atkomst.flaggor ?? [] }
  } catch {
    return undefined
  }
}
