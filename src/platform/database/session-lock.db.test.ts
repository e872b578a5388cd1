import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { until } from '../../../test/support/until.ts'
import { createPool, inTransaction } from './database.ts'
import { type HeldLock, trySessionLock, withSessionLock } from './session-lock.ts'

const db = useDatabase()
const LOCK = 77
const EVER = new Promise<never>(() => undefined)

/** The database through a line that can fall silent without being closed, as when a machine is out of reach or stopped. */
async function throughLine() {
  const folder = mkdtempSync(join(tmpdir(), 'insyn-ledning-'))
  const sockets: Socket[] = []
  const server = createServer((near) => {
    const far = connect(join(db.address.socketFolder, '.s.PGSQL.5432'))
    sockets.push(near, far)
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (bytes: Buffer) => void to.write(bytes))
      from.on('close', () => to.destroy()).on('error', () => undefined)
    }
  })
  await new Promise<void>((resolve) => server.listen(join(folder, '.s.PGSQL.5432'), resolve))
  const pool = createPool(
    { ...db.address, socketFolder: folder },
    { max: 2, applicationName: 'ledning', database: db.name },
  )
  return {
    pool,
    cut: () => sockets.forEach((one) => one.pause()),
    end() {
      sockets.forEach((one) => one.destroy())
      server.close()
      rmSync(folder, { recursive: true })
    },
  }
}

test('a holder that falls silent knows that it has lost the lock before another gets it, within ten seconds', async () => {
  const line = await throughLine()
  let held: HeldLock | undefined
  const work = trySessionLock(line.pool, LOCK, (got) => {
    held = got
    return EVER
  })
  work.catch(() => undefined)
  await until(() => held !== undefined)
  expect(await trySessionLock(db.pool, LOCK, async () => 'taken')).toBeUndefined()

  line.cut()
  const cutAt = Date.now()
  let told = false
  held?.lost.addEventListener('abort', () => (told = true))
  await until(async () => {
    const taken = await trySessionLock(db.pool, LOCK, async () => (told ? 'after it was told' : 'before it was told'))
    if (taken !== undefined) expect(taken).toBe('after it was told')
    return taken !== undefined
  })
  // Ten seconds, on a machine that is busy with other tests.
  expect(Date.now() - cutAt).toBeLessThan(30_000)
  await expect(held?.confirm()).rejects.toThrow()
  line.end()
})

test('what a transaction that falls silent has locked is free within ten seconds', async () => {
  const line = await throughLine()
  let locked = false
  inTransaction(line.pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(${LOCK})`)
    locked = true
    await EVER
  }).catch(() => undefined)
  await until(() => locked)
  line.cut()
  const cutAt = Date.now()
  await db.pool.query(`select pg_advisory_xact_lock(${LOCK})`)
  // Ten seconds, on a machine that is busy with other tests.
  expect(Date.now() - cutAt).toBeLessThan(30_000)
  line.end()
})

test('a holder that works for longer than the lease without a word of its own keeps the lock, and gives the session back as it was', async () => {
  const held = await trySessionLock(db.pool, LOCK, async (lock) => {
    await delay(7_000)
    await lock.confirm()
    return [lock.lost.aborted, await trySessionLock(db.pool, LOCK, async () => 'taken')]
  })
  expect(held).toEqual([false, undefined])
  expect(await trySessionLock(db.pool, LOCK, async () => 'taken')).toBe('taken')
  expect(await withSessionLock(db.pool, LOCK, async () => 'waited for')).toBe('waited for')
  const { rows } = await db.pool.query<{ idle_session_timeout: string }>('show idle_session_timeout')
  expect(rows).toEqual([{ idle_session_timeout: '0' }])
})

test('a session that the server ends is lost to its holder, and its failure is the work’s own', async () => {
  await expect(
    trySessionLock(db.pool, LOCK, async (held) => {
      await db.pool.query(
        `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ${LOCK}
            and database = (select oid from pg_database where datname = current_database())`,
      )
      await expect(held.confirm()).rejects.toThrow()
      expect(held.lost.aborted).toBe(true)
      throw new Error('the work ends')
    }),
  ).rejects.toThrow('the work ends')
  // The server tells the holder first, and lets the lock go as its process ends.
  await until(async () => (await trySessionLock(db.pool, LOCK, async () => true)) === true)
})

test('no two kinds of work hold the same lock', () => {
  const src = join(import.meta.dirname, '../..')
  const numbers = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => readFileSync(join(src, file), 'utf8').match(/\b0x1c5f_\d{4}\b/g) ?? [])
  expect(numbers.length).toBeGreaterThan(10)
  expect(numbers.filter((one, place) => numbers.indexOf(one) !== place)).toEqual([])
})
