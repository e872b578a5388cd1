import type pg from 'pg'
import { unpublished } from '../atkomstlogg/publish/cursors.ts'
import type { PlaceName } from '../atkomstlogg/publish/place.ts'
import { LATE_MS } from '../atkomstlogg/publish/publisher.ts'
import { feedBehindSince } from '../bus/log-feed.ts'
import type { Review } from './doctor.ts'
import type { LateCheckpoint } from './needs.ts'

export interface PublishingToReview {
  readonly pool: pg.Pool
  readonly folder: string
  readonly places: readonly PlaceName[]
  /** Whether a receiver of each record is set. */
  readonly hasFeed: boolean
  readonly clock: () => Date
}

/** A time stamp is no copy. */
const COPIES: readonly PlaceName[] = ['katalog', 'syslog', 'kafka']
const NEEDED = 2

/** Whether each place has the checkpoints that are signed, and the receiver the records that are written. */
export async function reviewPublishing(parts: PublishingToReview): Promise<readonly Review[]> {
  const { places, hasFeed } = parts
  const copies = places.filter((place) => COPIES.includes(place)).length
  const shortcomings = await Promise.all(places.map((place) => reviewPlace(parts, place)))
  const reviews: Review[] = [
    {
      area: 'checkpoints',
      name: 'checkpoints',
      shortcomings: shortcomings.flat(),
      ...(copies < NEEDED && {
        notes: [
          `published to ${copies} of ${NEEDED} places: the log proves nothing against the owner of the database without them (atkomstlogg.publicera)`,
        ],
      }),
    },
  ]
  return hasFeed ? [...reviews, { area: 'log feed', name: 'log feed', shortcomings: await reviewFeed(parts) }] : reviews
}

async function reviewPlace({ pool, folder, clock }: PublishingToReview, place: PlaceName): Promise<readonly string[]> {
  const behind = await unpublished(pool, folder, place)
  const failed = behind.filter(({ cursor }) => cursor?.errorCode != null)
  const since = failed.map(({ cursor }) => cursor?.behindSince?.getTime() ?? 0)
  if (failed.length > 0)
    return [
      `${place} lacks checkpoints of ${failed.length} logs since ${new Date(Math.min(...since)).toISOString()}: ${failed[0]?.cursor?.errorCode ?? ''}`,
    ]
  // Without a failure: no hub has come to it.
  const late = behind.filter(({ cursor }) => clock().getTime() - (cursor?.publishedAt?.getTime() ?? 0) > LATE_MS)
  if (late.length === 0) return []
  const newest = Math.max(...late.map(({ cursor }) => cursor?.publishedAt?.getTime() ?? 0))
  return [
    `${place} lacks checkpoints of ${late.length} logs, ${newest === 0 ? 'and has had none' : `the newest that it has came ${new Date(newest).toISOString()}`}: does a hub run?`,
  ]
}

async function reviewFeed({ pool, clock }: PublishingToReview): Promise<readonly string[]> {
  const since = await feedBehindSince(pool)
  return since === undefined || clock().getTime() - since.getTime() < LATE_MS
    ? []
    : [`the syslog receiver lacks access records since ${since.toISOString()}`]
}

/** Places that lack a signed checkpoint, and since when, whichever process publishes. */
export async function latePlaces({
  pool,
  places,
  clock,
}: Pick<PublishingToReview, 'pool' | 'places' | 'clock'>): Promise<readonly LateCheckpoint[]> {
  const { rows } = await pool.query<LateCheckpoint>(
    `select place, min(behind_since) as since from checkpoint_place
      where place = any($1) and behind_since < $2 group by place order by place`,
    [places, new Date(clock().getTime() - LATE_MS)],
  )
  return rows
}
