import { OWN_LOG } from '../atkomstlogg/access.ts'
import { acknowledgeLoss, learnCheckpoints } from '../atkomstlogg/acknowledge-loss.ts'
import { newestCheckpoint } from '../atkomstlogg/checkpoint-file.ts'
import { createCheckpoints, ownVerifiers } from '../atkomstlogg/checkpoints.ts'
import { type Disclose, discloseThrough } from '../atkomstlogg/disclose.ts'
import { createLogTools, type LogTools } from '../atkomstlogg/log-tools.ts'
import type { Gap } from '../atkomstlogg/missing-records.ts'
import { recordsOfPerson } from '../atkomstlogg/person-records.ts'
import { proveRecords } from '../atkomstlogg/proof.ts'
import { type RecordThen, recordThrough } from '../atkomstlogg/record-then.ts'
import type { RotationRequest } from '../atkomstlogg/rotate-keys.ts'
import { createLogWriter, makeRoom } from '../atkomstlogg/writer.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import type { Review } from '../operations/doctor.ts'
import type { LateCheckpoint } from '../operations/needs.ts'
import { reviewRoom } from '../operations/review-room.ts'
import type { Measuring } from '../platform/sampling.ts'
import type { ExtractLog } from '../review/extracts/prepare.ts'
import { composeLogProof } from './log-proof.ts'
import type { Store } from './store.ts'

export interface AccessLogParts {
  readonly config: Config
  readonly stateFolder: string
  /** `<state>/logg`. */
  readonly logFolder: string
  readonly store: Pick<Store, 'syncPool' | 'logPool' | 'keyStore'>
  /** The boards' logs. */
  readonly logs: readonly string[]
  readonly measuring: Measuring
  readonly clock: () => Date
  readonly log: Log
}

/** What operators do with the access logs. */
export interface AccessLogTools extends LogTools {
  /** Changes the signing key, or the key of one log, in every hub. */
  rotateKey(request: RotationRequest): Promise<void>
  /** Takes newer checkpoints out of files or folders that were kept elsewhere, before the start. */
  learnCheckpoints(paths: readonly string[]): Promise<void>
  /** That a log has lost its newest records with a database that was restored. */
  acknowledgeLoss(log: string, by: string, reason: string): Promise<Gap>
  /** Whether the places outside have what they should. */
  review(): Promise<readonly Review[]>
  /** Places outside that lack a signed checkpoint. */
  late(): Promise<readonly LateCheckpoint[]>
}

/** The access log: its writer, what goes through it, and what proves it. */
export function composeAccessLog(parts: AccessLogParts) {
  const { config, logFolder, store, logs, clock } = parts
  const { logPool: pool, keyStore } = store
  const deps = { pool, folder: logFolder, keys: keyStore.keys, origin: config.loggnamn }
  const writer = createLogWriter(pool)
  const checkpoints = createCheckpoints(deps)
  const proof = composeLogProof({ ...parts, checkpoints, logWriter: writer })
  const disclose = discloseThrough(writer)
  const recordThen = recordThrough(writer)

  let opening: Promise<void> | undefined
  /** For commands, which run with or without a serving hub: the log is opened at the first record. */
  const openForCommand = () =>
    (opening ??= Promise.all([writer.start(), keyStore.requireKept()]).then(() => checkpoints.requireNoLoss())).catch(
      (error: unknown) => {
        opening = undefined
        throw error
      },
    )
  const discloseForCommand: Disclose = async (answer, deliver) => {
    await openForCommand()
    return disclose(answer, deliver)
  }
  const recordForCommand: RecordThen = async (record, act) => {
    await openForCommand()
    return recordThen(record, act)
  }

  const signed = async () => {
    const newest = await Promise.all(
      [...logs, OWN_LOG].map(
        async (log) => [log, await newestCheckpoint(logFolder, log, ownVerifiers(deps, log))] as const,
      ),
    )
    return new Map(newest.map(([log, saved]) => [log, saved?.checkpoint.size ?? 0]))
  }
  const tools: AccessLogTools = {
    ...createLogTools({ ...deps, disclose: discloseForCommand, recordThen: recordForCommand, clock }),
    async rotateKey(request) {
      await openForCommand()
      await proof.rotateKey(request)
    },
    async learnCheckpoints(paths) {
      await learnCheckpoints(deps, [...logs, OWN_LOG], paths)
    },
    async acknowledgeLoss(log, by, reason) {
      await writer.start()
      return acknowledgeLoss({ ...deps, clock }, { logg: log, by, reason })
    },
    review: async () => [...(await proof.review()), await reviewRoom({ pool, folders: [logFolder], signed, clock })],
    late: () => proof.late(),
  }
  const extractLog: ExtractLog = {
    origin: config.loggnamn,
    signer: keyStore.keys,
    recordsOfPerson: (log, selection) => recordsOfPerson(pool, log, selection),
    prove: (log, numbers) => proveRecords(deps, log, numbers),
  }
  return {
    requireNoLoss: () => checkpoints.requireNoLoss(),
    ...{ extractLog, writer, disclose, recordThen, discloseForCommand, recordForCommand, tools },
    /** The newest signed note of a log, as the hub has saved it. */
    newestNote: async (log: string) => (await newestCheckpoint(logFolder, log, ownVerifiers(deps, log)))?.note,
    /** For the process that does the background work; `fatal` is called when a log must not be extended. */
    async open(fatal: (reason: Error) => void): Promise<void> {
      await writer.start()
      await makeRoom(pool, [...logs, OWN_LOG])
      // Before what an unfinished change of keys may have to record.
      await checkpoints.requireNoLoss()
      await proof.open(fatal)
    },
    stop: () => writer.stop().finally(() => proof.stop()),
  }
}
