import { readFile } from 'node:fs/promises'
import type pg from 'pg'
import { behindSince } from '../atkomstlogg/follow/places.ts'
import { LATE_MS } from '../atkomstlogg/publish/publisher.ts'
import type { Issuer } from '../config.ts'
import { failureText } from '../errors.ts'
import { clockShortcomings, skewText } from '../platform/clock-skew.ts'
import { unfinishedReplacements } from '../platform/keys/former-keys.ts'
import type { Scope } from '../sync/source.ts'
import { failedLook, type Review, type ReviewArea } from './doctor.ts'
import type { Nights } from './nights.ts'
import { unsentNotices } from './notices/notices.ts'

export interface StandingToReview {
  readonly pool: pg.Pool
  readonly nights: Pick<Nights, 'heldDeletions' | 'quarantine' | 'certificates'>
  /** When each source × stadsdel of today was last read whole. */
  readonly lastReads: () => Promise<readonly (Scope & { readonly readAt: Date | null })[]>
  /** Throws when an access log has fewer records than were signed for. */
  readonly requireNoLoss: () => Promise<void>
  /** The names of those who follow the access logs. */
  readonly followers: readonly string[]
  readonly issuers: readonly Pick<Issuer, 'namn' | 'jwks' | 'algoritmer'>[]
  readonly clock: () => Date
}

type Found = Omit<Review, 'area' | 'name'>

/** What the hub itself has come to, and what it stands on: reads, quarantine, access logs, data keys, clock, certificates, issuers. */
export async function reviewStanding(parts: StandingToReview): Promise<readonly Review[]> {
  const looks: readonly (readonly [ReviewArea, () => Promise<Found>, string?])[] = [
    ['reads', () => reviewReads(parts)],
    ['quarantine', () => reviewQuarantine(parts)],
    ['access logs', () => reviewLogs(parts)],
    ['followers', () => reviewFollowers(parts)],
    ['data keys', () => reviewReplacements(parts)],
    ['clock', () => reviewClock(parts)],
    ['certificates', async () => reviewCertificates(parts)],
    ['notices', () => reviewNotices(parts)],
    ...parts.issuers.map((one) => ['issuer', () => reviewIssuer(one, parts.clock), `issuer ${one.namn}`] as const),
  ]
  return Promise.all(
    looks.map(async ([area, look, name = area]) => ({ area, name, ...(await look().catch(failedLook)) })),
  )
}

const STALE_MS = 48 * 60 * 60_000

async function reviewReads({ nights, lastReads, clock }: StandingToReview): Promise<Found> {
  const reads = await lastReads()
  const limit = clock().getTime() - STALE_MS
  const stale = reads.filter(({ readAt }) => readAt !== null && readAt.getTime() < limit)
  const never = reads.filter(({ readAt }) => readAt === null).length
  const held = (await nights.heldDeletions()).filter(
    ({ approved, rejected, touched }) => rejected === null && (approved?.atMost ?? 0) < touched,
  )
  return {
    shortcomings: stale.map(
      ({ source, stadsdel, readAt }) =>
        `${source} ${stadsdel}: last read whole ${readAt?.toISOString() ?? ''}: insyn synk status tells why; insyn synk --kalla ${source} --stadsdel ${stadsdel} reads now`,
    ),
    waits: held.map(
      ({ source, stadsdel, run, touched }) =>
        `${source} ${stadsdel}: run ${run} holds a deletion that touches ${touched} uppgifter: check the source, then insyn synk godkann --kalla ${source} --stadsdel ${stadsdel} --hogst ${touched}`,
    ),
    notes: never === 0 ? [] : [`${never} of ${reads.length} scopes have never been read whole: insyn synk`],
  }
}

async function reviewQuarantine({ nights }: StandingToReview): Promise<Found> {
  const groups = await nights.quarantine({})
  const sum = (some: typeof groups) => some.reduce((all, { count }) => all + count, 0)
  const ambiguous = groups.filter(({ reason }) => reason === 'tvetydigt')
  return {
    shortcomings: [],
    waits:
      ambiguous.length === 0
        ? []
        : [
            `${sum(ambiguous)} rows have a number that may mean two persons: insyn karantan lista, then karantan valj where the source cannot write the century`,
          ],
    notes:
      groups.length === 0 ? [] : [`${sum(groups)} rows could not be read: insyn karantan lista names field and cause`],
  }
}

async function reviewLogs({ pool, requireNoLoss }: StandingToReview): Promise<Found> {
  const lost = await requireNoLoss().then(
    () => [],
    (error: unknown) => [failureText(error)],
  )
  const { rows } = await pool.query<{ logg: string; from: number }>(
    'select logg, broken_from as from from chain_check where broken_from is not null order by logg',
  )
  const broken = rows.map(
    ({ logg, from }) =>
      `${logg}: from record ${from} on the log is not what was signed: keep the database as it is, stop the hub and investigate`,
  )
  return { shortcomings: [...lost, ...broken] }
}

async function reviewFollowers({ pool, followers, clock }: StandingToReview): Promise<Found> {
  const late = [...(await behindSince(pool, followers))].filter(
    ([, since]) => clock().getTime() - since.getTime() > LATE_MS,
  )
  return {
    shortcomings: late.map(
      ([follower, since]) =>
        `${follower} has not taken in access records since ${since.toISOString()}: look at follower-failed in the log; without it: does a hub run?`,
    ),
  }
}

/** A hub takes a replacement further as soon as it may; then it takes what a first read takes. */
const REPLACED_SECONDS = 6 * 60 * 60

async function reviewReplacements({ pool }: StandingToReview): Promise<Found> {
  const all = await unfinishedReplacements(pool)
  const text = ({ stadsdel, mangd, generation, since, renewed }: (typeof all)[number]) =>
    `${stadsdel} ${mangd}: key ${generation} has been replaced since ${since.toISOString()}, ${renewed ? 'seals nothing any more' : 'still seals something'} and is not gone`
  const isLate = ({ ageSeconds }: (typeof all)[number]) => ageSeconds > REPLACED_SECONDS
  return {
    shortcomings: all
      .filter(isLate)
      .map(
        (one) =>
          `${text(one)}: look at key-replacement-failed in the log, at reads that do not end and at the outbox; insyn nyckel lista shows how far it is`,
      ),
    notes: all.filter((one) => !isLate(one)).map(text),
  }
}

const SKEW_MS = 2_000

async function reviewClock({ pool, clock }: StandingToReview): Promise<Found> {
  const before = clock().getTime()
  const { rows } = await pool.query<{ now: Date }>('select clock_timestamp() as now')
  const after = clock().getTime()
  const there = rows[0]?.now.getTime() ?? after
  const off = there < before ? there - before : there > after ? there - after : 0
  return {
    shortcomings: Math.abs(off) <= SKEW_MS ? [] : [skewText("the database's", off)],
  }
}

const SOON_DAYS = 14
const NOTED_DAYS = 60

function reviewCertificates({ nights }: StandingToReview): Found {
  const all = nights.certificates()
  const text = ({ name, days, ends }: (typeof all)[number]) =>
    `${name} ${days < 0 ? 'ended' : `ends in ${days} days,`} ${ends.toISOString().slice(0, 10)}: order a new one, replace the file and restart`
  return {
    shortcomings: all.filter(({ days }) => days < SOON_DAYS).map(text),
    notes: all.filter(({ days }) => days >= SOON_DAYS && days <= NOTED_DAYS).map(text),
  }
}

async function reviewNotices({ pool }: StandingToReview): Promise<Found> {
  const unsent = await unsentNotices(pool)
  return {
    shortcomings: unsent.map(
      ({ channel, count, errorCode }) =>
        `${count} notices are not sent by ${channel} (${errorCode ?? 'no hub has tried'}): look at meddelanden.${channel} and at its receiver`,
    ),
  }
}

const ANSWER_MS = 10_000

async function reviewIssuer(
  { jwks, algoritmer }: Pick<Issuer, 'jwks' | 'algoritmer'>,
  clock: () => Date,
): Promise<Found> {
  const remote = /^https?:/.test(jwks)
  let text: string
  const shortcomings: string[] = []
  try {
    if (remote) {
      const answer = await fetch(jwks, { signal: AbortSignal.timeout(ANSWER_MS), redirect: 'error' })
      if (!answer.ok)
        return { shortcomings: [`the keys at ${jwks} answer with status ${answer.status}: check utfardare.jwks`] }
      text = await answer.text()
      shortcomings.push(...clockShortcomings("the issuer's", answer.headers.get('date'), clock().getTime()))
    } else text = await readFile(jwks, 'utf8')
  } catch {
    return {
      shortcomings: [`the keys at ${jwks} cannot be read: check utfardare.jwks, its certificate and the way there`],
    }
  }
  const keys = keysIn(text)
  if (keys === undefined) return { shortcomings: [`what ${jwks} holds is no JWK Set: check utfardare.jwks`] }
  const usable = keys.filter(({ use, alg }) => use !== 'enc' && (alg === undefined || algoritmer.includes(alg)))
  if (usable.length === 0)
    shortcomings.push(
      `none of the ${keys.length} keys at ${jwks} is for ${algoritmer.join(', ')}: check utfardare.algoritmer`,
    )
  return { shortcomings }
}

function keysIn(text: string): readonly { readonly use?: string; readonly alg?: string }[] | undefined {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown }
    return Array.isArray(keys) ? (keys as { use?: string; alg?: string }[]) : undefined
  } catch {
    return undefined
  }
}
