import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { Counter, Gauge, type Registry } from 'prom-client'
import { codeOrUnknown, InsynError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { inTransaction } from '../../platform/database/database.ts'
import { trySessionLock } from '../../platform/database/session-lock.ts'
import { everyAfter, type Repetition } from '../../platform/every-after.ts'
import { type Fact, type FactParts, factsNow, mendedNight, NIGHT_FACT } from './facts.ts'
import type { Notice, NoticeChannel } from './notice.ts'

export interface NoticeDeps extends FactParts {
  readonly channels: readonly NoticeChannel[]
  readonly installation: string
  readonly register: Registry
  readonly clock: () => Date
  readonly log: Log
}

export interface Notices {
  /** Finds what is new and sends what is due; for the process that does the background work. */
  step(stopping?: AbortSignal): Promise<void>
  start(): void
  stop(): Promise<void>
}

const LOCK = 0x1c5f_0025
const EVERY_MS = 15_000
const SEND_MS = 30_000
const RETRY_MS = 30_000
const LONGEST_RETRY_MS = 60 * 60_000
const KEPT_DAYS = 30
const AT_ONCE = 20

/** Tells persons of what needs them, through an outbox: each fact once, each notice at least once through each channel. */
export function createNotices(deps: NoticeDeps, { everyMs = EVERY_MS } = {}): Notices {
  const { pool, channels, installation, register, clock, log } = deps
  const failures = new Counter({
    name: 'insyn_notices_failed_total',
    help: 'Attempts to send a notice that were not taken',
    labelNames: ['channel'],
    registers: [register],
  })
  const oldest = new Gauge({
    name: 'insyn_notice_oldest_seconds',
    help: 'Age of the oldest notice that is not sent',
    registers: [register],
  })
  const failing = new Set<string>()
  let repetition: Repetition | undefined

  /** In one transaction what is new, what has ended and the notice of it: whichever hub is killed, it is told once. */
  async function note(): Promise<void> {
    const now = await factsNow(deps)
    const mended = await mendedNight(deps)
    await inTransaction(pool, async (tx) => {
      const { rows: open } = await tx.query<{ fact: string }>('select fact from notice_fact where ended_at is null')
      const held = new Set(open.map(({ fact }) => fact))
      const fresh = now.filter(({ fact }) => !held.has(fact))
      const still = new Set(now.map(({ fact }) => fact))
      const ended = [...held].filter(
        (fact) => !still.has(fact) && (!fact.startsWith(NIGHT_FACT) || mended !== undefined || hasNight(now)),
      )
      const told: Fact[] = [...fresh]
      if (mended !== undefined && ended.some((fact) => fact.startsWith(NIGHT_FACT))) told.push(mended)
      await tx.query('update notice_fact set ended_at = now() where ended_at is null and fact = any($1)', [ended])
      await tx.query('insert into notice_fact (fact) select unnest($1::text[])', [fresh.map(({ fact }) => fact)])
      if (told.length > 0) await write(tx, told)
    })
  }

  async function write(tx: pg.PoolClient, told: readonly Fact[]): Promise<void> {
    const content: Notice = {
      ...{ id: randomUUID(), skapad: clock().toISOString(), installation },
      handelser: told.map(({ fact: _, ...rest }) => rest),
    }
    await tx.query(
      `insert into notice (notice_id, channel, content) select $1, channel, $2 from unnest($3::text[]) as c (channel)`,
      [content.id, JSON.stringify(content), channels.map(({ name }) => name)],
    )
  }

  async function send(stopping?: AbortSignal): Promise<void> {
    const { rows } = await pool.query<{ id: string; channel: string; content: Notice; attempts: number }>(
      `select notice_id as id, channel, content, attempts from notice
        where sent_at is null and due_at <= now() and channel = any($1) order by created_at limit $2`,
      [channels.map(({ name }) => name), AT_ONCE],
    )
    for (const { id, channel: name, content, attempts } of rows) {
      const channel = channels.find((one) => one.name === name)
      if (channel === undefined || stopping?.aborted === true) continue
      const errorCode = await channel.send(content, deadline(stopping)).then(() => null, codeOf)
      const retryMs = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** attempts)
      await pool.query(
        `update notice set attempts = attempts + 1, error_code = $3, sent_at = case when $3::text is null then now() end,
                due_at = now() + $4 * interval '1 millisecond' where notice_id = $1 and channel = $2`,
        [id, name, errorCode, retryMs],
      )
      if (errorCode === null) {
        if (failing.delete(name)) log.info('notices-resumed', { channel: name })
      } else {
        failures.inc({ channel: name })
        if (!failing.has(name)) log.error('notice-not-sent', { channel: name, errorCode })
        failing.add(name)
      }
    }
  }

  async function measure(): Promise<void> {
    const { rows } = await pool.query<{ seconds: number | null }>(
      'select extract(epoch from now() - min(created_at))::float8 as seconds from notice where sent_at is null',
    )
    oldest.set(rows[0]?.seconds ?? 0)
    await pool.query(`delete from notice where coalesce(sent_at, created_at) < now() - $1 * interval '1 day'`, [
      KEPT_DAYS,
    ])
    await pool.query(`delete from notice_fact where ended_at < now() - $1 * interval '1 day'`, [KEPT_DAYS])
  }

  const step = async (stopping?: AbortSignal): Promise<void> =>
    void (await trySessionLock(pool, LOCK, async () => {
      await note()
      await send(stopping)
      await measure()
    }))

  return {
    step,
    start() {
      if (channels.length === 0) return
      const failed = (error: unknown) => log.error('notices-failed', { errorCode: codeOrUnknown(error) })
      repetition = everyAfter(everyMs, step, { failed, pauseFirst: true })
    },
    async stop() {
      await repetition?.stop()
      for (const channel of channels) channel.close()
    },
  }
}

const hasNight = (facts: readonly Fact[]): boolean => facts.some(({ fact }) => fact.startsWith(NIGHT_FACT))

const deadline = (stopping?: AbortSignal): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(SEND_MS), ...(stopping === undefined ? [] : [stopping])])

/** A code alone: an answer may quote what it was sent, and a library its settings. */
function codeOf(error: unknown): string {
  if (error instanceof InsynError) return error.message
  return codeOrUnknown(error)
}

/** What has waited for an hour, by channel, and why: for the doctor. */
export async function unsentNotices(
  pool: pg.Pool,
): Promise<readonly { channel: string; count: number; errorCode: string | null }[]> {
  const { rows } = await pool.query<{ channel: string; count: number; errorCode: string | null }>(
    `select channel, count(*) as count, max(error_code) as "errorCode" from notice
      where sent_at is null and (attempts > 0 or created_at < now() - interval '5 minutes') group by channel order by channel`,
  )
  return rows
}
