import { copyFile, lstat, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { failureCode, InsynError } from '../../errors.ts'
import { createPool, type DatabaseAddress } from './database.ts'

/**
 * A copy of the embedded server's data folder, made while it serves, by PostgreSQL's own procedure for a base backup: between
 * `pg_backup_start` and `pg_backup_stop` the files are copied as they are, and a server that starts on the copy replays what was
 * logged meanwhile. https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 */
export async function copyCluster(address: DatabaseAddress, data: string, target: string): Promise<void> {
  const pool = createPool(address, { max: 1, applicationName: `insyn-${process.pid}`, database: 'postgres' })
  try {
    const session = await pool.connect()
    try {
      await session.query('set statement_timeout = 0')
      await copyWithin(session, data, target)
    } finally {
      // The end of the session ends a backup that was not completed.
      session.release(true)
    }
  } finally {
    await pool.end()
  }
}

/** Of the server at work, not of its data: made anew by the server that starts on the copy. */
const EMPTIED = new Set(
  'pg_wal pg_replslot pg_dynshmem pg_notify pg_serial pg_snapshots pg_stat_tmp pg_subtrans'.split(' '),
)
const LEFT_OUT =
  /^(?:postmaster\.(?:pid|opts)|backup_label(?:\.old)?|tablespace_map(?:\.old)?|server\.log|pgsql_tmp.*|pg_internal\.init(?:\.\d+)?)$/
const CONTROL = join('global', 'pg_control')
const WAL_EVERY_MS = 100

async function copyWithin(session: pg.PoolClient, data: string, target: string): Promise<void> {
  const [begun] = await ask<{ start: string; timeline: string; bytes: number }>(
    session,
    `select lsn::text as start, substr(pg_walfile_name(lsn), 1, 8) as timeline,
            pg_size_bytes(current_setting('wal_segment_size')) as bytes
       from pg_backup_start('insyn', true) lsn`,
  )
  if (begun === undefined) throw new Error('pg_backup_start gives a row')
  const wal = createWalCopy(data, target, begun)
  for (const folder of ['', 'pg_wal']) await mkdir(join(target, folder), { mode: 0o700, recursive: true })
  // Finished segments are taken as they come: the server removes them when it needs them no longer.
  const ended = new AbortController()
  const following = follow(ended.signal, () => wal.takeFinished(session))
  following.catch(() => undefined)
  try {
    await copyTree(data, target)
    await copyControl(data, target)
  } finally {
    ended.abort()
    await following
  }
  const [stopped] = await ask<{ lsn: string; label: string; tablespaces: string }>(
    session,
    `select lsn::text, labelfile as label, spcmapfile as tablespaces from pg_backup_stop(false)`,
  )
  if (stopped === undefined || stopped.tablespaces.trim() !== '')
    throw new InsynError('DATABAS_FEL', 'the embedded PostgreSQL has tablespaces, which Insyn never makes')
  await writeSafely(join(target, 'backup_label'), Buffer.from(stopped.label))
  await wal.takeUpTo(stopped.lsn)
}

async function ask<T extends pg.QueryResultRow>(session: pg.PoolClient, sql: string): Promise<T[]> {
  return (await session.query<T>(sql)).rows
}

async function follow(ended: AbortSignal, step: () => Promise<void>): Promise<void> {
  while (!ended.aborted) {
    await step()
    await delay(WAL_EVERY_MS, undefined, { signal: ended }).catch(() => undefined)
  }
}

/** Takes the segments of the write-ahead log from where the copy begins, in order. */
function createWalCopy(data: string, target: string, at: { start: string; timeline: string; bytes: number }) {
  const size = BigInt(at.bytes)
  let next = position(at.start) / size

  async function take(segment: bigint): Promise<void> {
    const perFile = 0x1_0000_0000n / size
    const name = at.timeline + hex(segment / perFile) + hex(segment % perFile)
    const from = join(data, 'pg_wal', name)
    const before = await lstat(from).catch(gone)
    if (before !== undefined) {
      await copySafely(from, join(target, 'pg_wal', name))
      // A segment that was used again meanwhile has got another name.
      if ((await lstat(from).catch(gone))?.ino === before.ino) return
    }
    throw new InsynError(
      'DATABAS_FEL',
      'so much was written during the backup that the database no longer has all of it: take it at a calmer time',
    )
  }

  const takeBefore = async (end: bigint): Promise<void> => {
    for (; next < end; next++) await take(next)
  }
  return {
    async takeFinished(session: pg.PoolClient): Promise<void> {
      const [now] = await ask<{ lsn: string }>(session, 'select pg_current_wal_lsn()::text as lsn')
      await takeBefore(position(now?.lsn ?? '0/0') / size)
    },
    /** The segment with the last record of the copy too; the stop of the backup has finished it. */
    takeUpTo: (lsn: string) => takeBefore((position(lsn) - 1n) / size + 1n),
  }
}

function position(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

const hex = (number: bigint): string => number.toString(16).toUpperCase().padStart(8, '0')

async function copyTree(data: string, target: string, within = ''): Promise<void> {
  for (const entry of await readdir(join(data, within), { withFileTypes: true }).catch(ifGone([]))) {
    const path = join(within, entry.name)
    if (LEFT_OUT.test(entry.name) || path === CONTROL) continue
    if (entry.isDirectory()) {
      await mkdir(join(target, path), { mode: 0o700, recursive: true })
      if (!EMPTIED.has(path)) await copyTree(data, target, path)
    } else if (entry.isFile()) await copySafely(join(data, path), join(target, path)).catch(ifGone(undefined))
    else
      throw new InsynError('DATABAS_FEL', `${join(data, path)} is neither a file nor a folder: Insyn never makes such`)
  }
}

const CONTROL_READS = 50

/** Last, as the procedure says, and whole: the server overwrites it in place. */
async function copyControl(data: string, target: string): Promise<void> {
  let former = await readFile(join(data, CONTROL))
  for (let reads = 1; ; reads++) {
    const now = await readFile(join(data, CONTROL))
    if (now.equals(former)) return writeSafely(join(target, CONTROL), now)
    if (reads === CONTROL_READS)
      throw new InsynError('DATABAS_FEL', 'the control file of the database never stands still')
    former = now
  }
}

/** A file that the server removes while it is copied is one that the replay removes too. */
const gone = (error: unknown): undefined => ifGone(undefined)(error)
const ifGone =
  <T>(value: T) =>
  (error: unknown): T => {
    if (failureCode(error) === 'ENOENT') return value
    throw error
  }

/** On disk, and readable by its owner alone, when it returns. */
export async function copySafely(from: string, to: string): Promise<void> {
  await copyFile(from, to)
  await flush(to)
}

async function writeSafely(to: string, bytes: Buffer): Promise<void> {
  await writeFile(to, bytes)
  await flush(to)
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.chmod(0o600)
    await file.sync()
  } finally {
    await file.close()
  }
}
