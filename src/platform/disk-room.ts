import { randomBytes } from 'node:crypto'
import { open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { codeOrUnknown } from '../errors.ts'

const PROBE_BYTES = 16 * 1024
/** Ends as the partial files of a writer do, which nobody reads. */
const PROBE = 'utrymme.ny'

export const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** Writes a little to the disk of the folder, and takes it away again; rejects when there is no room, whatever quota says so. */
export async function requireRoom(folder: string): Promise<void> {
  const path = join(folder, `${process.pid}-${PROBE}`)
  try {
    const file = await open(path, 'w', 0o600)
    try {
      await file.writeFile(randomBytes(PROBE_BYTES))
      await file.sync()
    } finally {
      await file.close()
    }
  } finally {
    await rm(path, { force: true })
  }
}

/** Between two tries whether there is room. */
const TRY_MS = 5_000

export interface Room {
  /** Rejects while there is no room. */
  check(): Promise<void>
}

/** What is told once when the room ends, and once when there is room again. */
export interface RoomEvents {
  readonly full: (errorCode: string) => void
  readonly again: () => void
}

export function watchFolder(folder: string, { full, again }: RoomEvents): Room {
  let last: Promise<void> | undefined
  let tried = 0
  let isFull = false
  const look = () =>
    requireRoom(folder).then(
      () => {
        if (isFull) again()
        isFull = false
      },
      (error: unknown) => {
        if (!isFull) full(codeOrUnknown(error))
        isFull = true
        throw error
      },
    )
  return {
    check() {
      if (last !== undefined && Date.now() - tried < TRY_MS) return last
      tried = Date.now()
      last = look()
      return last
    },
  }
}

/** SQLSTATE disk_full. */
const DISK_FULL = '53100'
/**
 * There is no room from the first statement of these pools that found none until a file of the server can be extended: a write
 * into what a file has left succeeds on a full disk.
 */
export function watchDatabase(pools: readonly pg.Pool[], { full, again }: RoomEvents): Room {
  let isFull = false
  let tried = 0
  const found = ({ code }: { code?: string }): void => {
    if (code !== DISK_FULL || isFull) return
    isFull = true
    full(code)
  }
  for (const pool of pools)
    pool.on('connect', (client) => {
      const { connection } = client as unknown as { connection: NodeJS.EventEmitter }
      connection.on('errorMessage', found)
    })
  return {
    async check() {
      if (!isFull) return
      const [pool] = pools
      if (pool === undefined || Date.now() - tried < TRY_MS) throw new Error('no room was found in the database')
      tried = Date.now()
      await extendFile(pool)
      isFull = false
      again()
    },
  }
}

/** Of a table that nobody else sees, and that is gone when it returns. */
export async function extendFile(pool: pg.Pool): Promise<void> {
  const session = await pool.connect()
  let broken = true
  try {
    await session.query('begin')
    await session.query(
      `create temporary table room on commit drop as
         select string_agg(md5(random()::text), '') as filler from generate_series(1, 2000) group by random() < 0`,
    )
    await session.query('rollback')
    broken = false
  } finally {
    session.release(broken)
  }
}
