import type pg from 'pg'
import { failureCode, failureText } from '../errors.ts'
import { extendFile, freeBytes, requireRoom } from '../platform/disk-room.ts'
import type { Review } from './doctor.ts'

export interface RoomToReview {
  readonly pool: pg.Pool
  /** Folders of the hub's own on disks that may be different. */
  readonly folders: readonly string[]
  /** How many records of each log the newest saved checkpoint signs for. */
  readonly signed: () => Promise<ReadonlyMap<string, number>>
  readonly clock: () => Date
}

/** Less than this is filled by a night. */
const LOW_BYTES = 200_000_000
/** A checkpoint is taken each minute. */
const UNSIGNED_MS = 5 * 60_000

/** Whether there is room for what must be written, and whether the checkpoints have been. */
export async function reviewRoom({ pool, folders, signed, clock }: RoomToReview): Promise<Review> {
  const shortcomings = await Promise.all(folders.map(reviewFolder))
  const database = await extendFile(pool).then(
    () => [],
    (error: unknown) => [
      `the database finds no room for more (${failureCode(error) ?? 'no answer'}): free space on its server's disk. Until then nothing is answered, and no run succeeds`,
    ],
  )
  const late = signed()
    .then((sizes) => unsigned(pool, sizes, clock()))
    .catch((error: unknown) => [failureText(error)])
  return {
    area: 'disk',
    name: 'disk',
    shortcomings: [...shortcomings.flat(), ...database, ...(await late)],
  }
}

async function reviewFolder(folder: string): Promise<readonly string[]> {
  try {
    await requireRoom(folder)
  } catch (error) {
    return [
      `${folder} cannot be written (${failureCode(error) ?? ''}): free space on its disk. Until then no checkpoint is saved, and no key is made`,
    ]
  }
  const left = await freeBytes(folder)
  return left < LOW_BYTES ? [`${folder} has ${Math.floor(left / 1e6)} MB left on its disk: free space there`] : []
}

async function unsigned(pool: pg.Pool, signed: ReadonlyMap<string, number>, now: Date): Promise<readonly string[]> {
  const { rows } = await pool.query<{ logg: string; size: number }>('select logg, size from log_head order by logg')
  const late: string[] = []
  for (const { logg, size } of rows) {
    const from = signed.get(logg) ?? 0
    if (size <= from) continue
    const { rows: first } = await pool.query<{ tid: Date }>(
      'select tid from access_record where logg = $1 and nummer >= $2::bigint order by nummer limit 1',
      [logg, from],
    )
    const since = first[0]?.tid
    if (since !== undefined && now.getTime() - since.getTime() > UNSIGNED_MS)
      late.push(
        `${logg}: ${size - from} access records since ${since.toISOString()} stand under no saved checkpoint: does a hub run, and can its state folder be written?`,
      )
  }
  return late
}
