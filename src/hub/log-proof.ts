import { join } from 'node:path'
import { connectKafka } from '../adapters/kafka/connection.ts'
import { createPublisher } from '../adapters/kafka/publisher.ts'
import { createSyslogSender } from '../adapters/syslog/sender.ts'
import { createTimeStamper } from '../adapters/timestamp/stamper.ts'
import type { Atkomstlogg } from '../atkomstlogg/access.ts'
import type { Checkpoints } from '../atkomstlogg/checkpoints.ts'
import { measureLogs } from '../atkomstlogg/metrics.ts'
import { createFolderPlace } from '../atkomstlogg/publish/folder-place.ts'
import type { CheckpointPlace } from '../atkomstlogg/publish/place.ts'
import { createCheckpointPublisher } from '../atkomstlogg/publish/publisher.ts'
import { createSyslogPlace } from '../atkomstlogg/publish/syslog-place.ts'
import { createTimeStampPlace } from '../atkomstlogg/publish/time-stamp-place.ts'
import { rotateKey, type RotationRequest, settleRotation } from '../atkomstlogg/rotate-keys.ts'
import { createCheckpointTopic } from '../bus/checkpoint-topic.ts'
import { createLogFeed } from '../bus/log-feed.ts'
import { checkpointTopic } from '../bus/topics.ts'
import type { Config } from '../config.ts'
import { codeOrUnknown } from '../errors.ts'
import type { Log } from '../log.ts'
import { latePlaces, reviewPublishing } from '../operations/review-publishing.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import { closeFolderOfFiles } from '../platform/private-folder.ts'
import type { Measuring } from '../platform/sampling.ts'
import type { Store } from './store.ts'

export interface LogProofParts {
  readonly config: Config
  readonly stateFolder: string
  /** `<state>/logg`. */
  readonly logFolder: string
  readonly store: Pick<Store, 'syncPool' | 'keyStore'>
  readonly logWriter: Atkomstlogg
  readonly checkpoints: Checkpoints
  /** Logs that may be written to. */
  readonly logs: readonly string[]
  readonly measuring: Measuring
  readonly clock: () => Date
  readonly log: Log
}

/** Looks for a change of keys whose command was killed. */
const SETTLE_MS = 60_000

/** What holds the access log against its owner: checkpoints outside, time stamps, the feed, changes of keys. */
export function composeLogProof(parts: LogProofParts) {
  const { config, logFolder, store, logWriter, checkpoints, logs, measuring, clock, log } = parts
  const { syncPool: pool, keyStore } = store
  const { loggnamn: origin, atkomstlogg: settings } = config
  const places = placesOf(parts)
  const publisher = createCheckpointPublisher({ pool, folder: logFolder, places, measuring, clock, log })
  const receiver = settings.flode.syslog
  const feed =
    receiver === undefined
      ? undefined
      : createLogFeed({
          pool,
          keys: keyStore.keys,
          origin,
          sender: createSyslogSender(receiver, origin),
          measuring,
          log,
        })
  measureLogs(measuring, { pool, checkpoints })
  let settling: Repetition | undefined
  let working = false

  return {
    /**
     * For the process that does the background work. Throws LOGG_BRUTEN for a log that is not what was signed; `fatal` is called when
     * one is found to be so later: it must not be extended.
     */
    async open(fatal: (reason: Error) => void): Promise<void> {
      await settleRotation({ pool, keyStore })
      await checkpoints.checkAtStart()
      working = true
      checkpoints.start((error) => {
        const errorCode = codeOrUnknown(error)
        log.error('checkpoint-failed', { errorCode })
        if (errorCode === 'LOGG_BRUTEN') fatal(error as Error)
      })
      publisher.start()
      feed?.start()
      settling = everyAfter(SETTLE_MS, () => settleRotation({ pool, keyStore }), {
        failed: (error) => log.error('key-rotation-not-settled', { errorCode: codeOrUnknown(error) }),
        pauseFirst: true,
      })
    },
    rotateKey: (request: RotationRequest): Promise<void> =>
      rotateKey({ pool, keyStore, accessLog: logWriter, clock, origin, logs }, request),
    review: () =>
      reviewPublishing({
        pool,
        folder: logFolder,
        places: places.map(({ name }) => name),
        hasFeed: feed !== undefined,
        clock,
      }),
    late: () => latePlaces({ pool, places: places.map(({ name }) => name), clock }),
    /** Only the process that does the background work signs; commands and API processes do not. */
    async stop(): Promise<void> {
      if (!working) return
      await settling?.stop()
      await feed?.stop()
      // Also when no last checkpoint can be taken, what there is is published.
      await checkpoints.stop().finally(() => publisher.stop())
    },
  }
}

function placesOf({ config, stateFolder, logFolder, clock }: LogProofParts): readonly CheckpointPlace[] {
  const { loggnamn: origin, kafka, atkomstlogg } = config
  const { katalog, syslog, kafka: toKafka } = atkomstlogg.publicera
  const places: CheckpointPlace[] = []
  if (katalog !== undefined) {
    const folder = katalog.startsWith('/') ? katalog : join(stateFolder, katalog)
    if (folder !== katalog) closeFolderOfFiles(folder)
    places.push(createFolderPlace(folder))
  }
  if (syslog !== undefined) places.push(createSyslogPlace(createSyslogSender(syslog, origin), clock))
  if (toKafka === true && kafka !== undefined)
    places.push(
      createCheckpointTopic({
        publisher: createPublisher(connectKafka(kafka)),
        topic: checkpointTopic(kafka.amnesprefix),
        origin,
        clock,
      }),
    )
  if (atkomstlogg.tidsstampel !== undefined)
    places.push(createTimeStampPlace(logFolder, createTimeStamper(atkomstlogg.tidsstampel)))
  return places
}
