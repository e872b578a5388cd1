import type pg from 'pg'
import { Counter, Gauge } from 'prom-client'
import { codeOrUnknown } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { trySessionLock } from '../../platform/database/session-lock.ts'
import { everyAfter, type Repetition } from '../../platform/every-after.ts'
import type { Measuring } from '../../platform/sampling.ts'
import { markBehind, markPublished, placesBehind, unpublished } from './cursors.ts'
import type { CheckpointPlace, PlaceName } from './place.ts'

export interface PublisherDeps {
  readonly pool: pg.Pool
  /** Of the files of checkpoints: what is to be published. */
  readonly folder: string
  readonly places: readonly CheckpointPlace[]
  readonly measuring: Measuring
  readonly clock: () => Date
  readonly log: Log
}

export interface CheckpointPublisher {
  start(): void
  /** Publishes what there is now, in each place that answers. */
  publishNow(): Promise<void>
  /** Ends the repetition, publishes the last checkpoints and closes the places. */
  stop(): Promise<void>
}

const EVERY_MS = 10_000
/** Of one place, for one log. */
const DEADLINE_MS = 15_000
/** From then on a place is late: somebody has to look. */
export const LATE_MS = 5 * 60_000
/** Held by the one hub that publishes to the place. */
const LOCKS: Readonly<Record<PlaceName, number>> = {
  katalog: 0x1c5f_0011,
  syslog: 0x1c5f_0012,
  kafka: 0x1c5f_0013,
  tidsstampel: 0x1c5f_0014,
}

/**
 * Brings every checkpoint to every place, at least once, each place alone and in the order of the log. How far a place has come is
 * kept when the place has it, so that nothing is lost by a failure or a kill.
 */
export function createCheckpointPublisher(
  deps: PublisherDeps,
  { everyMs = EVERY_MS, deadlineMs = DEADLINE_MS } = {},
): CheckpointPublisher {
  const { pool, folder, places, log, clock } = deps
  const { published, failures } = measurePublishing(deps)
  const failing = new Set<PlaceName>()
  const late = new Set<PlaceName>()
  let repetitions: Repetition[] = []

  async function publishAll(place: CheckpointPlace, stopping?: AbortSignal): Promise<void> {
    const waiting = await unpublished(pool, folder, place.name)
    for (const [index, { logg, notes }] of waiting.entries()) {
      const deadline = AbortSignal.timeout(deadlineMs)
      const signal = stopping === undefined ? deadline : AbortSignal.any([stopping, deadline])
      try {
        await withSignal(place.publish(logg, notes, signal), signal)
      } catch (error) {
        const left = waiting.slice(index).map((one) => one.logg)
        const errorCode = codeOrUnknown(error)
        failures.inc({ place: place.name })
        await markBehind(pool, place.name, left, errorCode)
        if (stopping?.aborted !== true) await report(place.name, errorCode)
        return
      }
      await markPublished(pool, place.name, logg, notes.at(-1) ?? '')
      published.inc({ place: place.name }, notes.length)
    }
    if (failing.delete(place.name)) log.info('checkpoint-publishing-resumed', { place: place.name })
    late.delete(place.name)
  }

  async function report(place: PlaceName, errorCode: string): Promise<void> {
    if (!failing.has(place)) log.warn('checkpoint-publishing-failed', { place, errorCode })
    failing.add(place)
    const since = (await placesBehind(pool)).find((one) => one.place === place)?.behindSince
    if (since === undefined || clock().getTime() - since.getTime() < LATE_MS || late.has(place)) return
    late.add(place)
    log.error('checkpoint-publishing-late', { place, since: since.toISOString(), errorCode })
  }

  const inTurn = (place: CheckpointPlace, stopping?: AbortSignal) =>
    trySessionLock(pool, LOCKS[place.name], () => publishAll(place, stopping))
  const failed = (place: CheckpointPlace) => (error: unknown) =>
    log.warn('checkpoint-publishing-failed', { place: place.name, errorCode: codeOrUnknown(error) })
  const publishNow = async () => void (await Promise.all(places.map((place) => inTurn(place).catch(failed(place)))))

  return {
    start() {
      repetitions = places.map((place) =>
        everyAfter(everyMs, async (stopping) => void (await inTurn(place, stopping)), { failed: failed(place) }),
      )
    },
    publishNow,
    async stop() {
      await Promise.all(repetitions.map((one) => one.stop()))
      await publishNow()
      for (const place of places) await place.close?.().catch(() => undefined)
    },
  }
}

/** A place whose disk hangs ends by no signal. */
async function withSignal(work: Promise<void>, signal: AbortSignal): Promise<void> {
  work.catch(() => undefined)
  await Promise.race([
    work,
    new Promise<never>((_, reject) => {
      const end = () => reject(signal.reason as Error)
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    }),
  ])
}

function measurePublishing({ pool, measuring, places, clock }: PublisherDeps) {
  const registers = [measuring.register]
  if (places.length > 0) {
    const behind = new Gauge({
      name: 'insyn_checkpoint_behind_seconds',
      help: 'How long a place has lacked a checkpoint; 0 when it has all',
      labelNames: ['place'],
      registers,
      collect: measuring.sampled(async () => {
        const late = await placesBehind(pool)
        for (const { name } of places) behind.set({ place: name }, 0)
        for (const { place, behindSince } of late)
          behind.set({ place }, (clock().getTime() - behindSince.getTime()) / 1000)
      }),
    })
  }
  const published = new Counter({
    name: 'insyn_checkpoints_published_total',
    help: 'Checkpoints that a place has taken',
    labelNames: ['place'],
    registers,
  })
  const failures = new Counter({
    name: 'insyn_checkpoint_publishing_failures_total',
    help: 'Tries after which a place did not have a checkpoint',
    labelNames: ['place'],
    registers,
  })
  for (const { name } of places) failures.inc({ place: name }, 0)
  return { published, failures }
}
