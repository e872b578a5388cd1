import { join } from 'node:path'
import type { Registry } from 'prom-client'
import { type AvtalState, avtalState, newestReceipt, type ReceiptText } from './avtal/avtal-state.ts'
import { createAvtalWatch } from './avtal/avtal-watch.ts'
import { type PolicyChange, policyChanges } from './avtal/policy-changes.ts'
import { requeueDeadLetters } from './bus/dead-letter.ts'
import { readCategories } from './cases/categories.ts'
import { createDeliveryTools, type DeliveryTools } from './cases/delivery-tools.ts'
import { wakeParked } from './cases/wake.ts'
import type { Config } from './config.ts'
import { codeOrUnknown } from './errors.ts'
import { type AccessLogTools, composeAccessLog } from './hub/access-log.ts'
import { checkIssuers, composeApi } from './hub/api.ts'
import { type BackupTools, composeBackup } from './hub/backup.ts'
import { checkSignIn } from './hub/check-sign-in.ts'
import { composeChores } from './hub/chores.ts'
import { composeConsole } from './hub/console.ts'
import { composeNights } from './hub/nights.ts'
import { composeNotices } from './hub/notices.ts'
import { composeReads } from './hub/reads.ts'
import { composeReviewWork } from './hub/review.ts'
import { composeSources } from './hub/sources.ts'
import { openStore, type StoreOptions } from './hub/store.ts'
import { openTelemetry } from './hub/telemetry.ts'
import type { Log } from './log.ts'
import { readManifest } from './mapping/load-manifests.ts'
import { countPersoner } from './mirror/person-counts.ts'
import { postgresMirror } from './mirror/postgres-mirror.ts'
import { type BusTools, createBusTools } from './operations/bus-tools.ts'
import { type ClientState, createClientRegister } from './operations/clients/client-register.ts'
import type { Review } from './operations/doctor.ts'
import { reviewStanding } from './operations/doctor-standing.ts'
import type { NightActs } from './operations/night-acts.ts'
import type { Nights } from './operations/nights.ts'
import type { QuarantineTools } from './operations/quarantine-tools.ts'
import type { ReconciliationRequest } from './operations/reconciliation/on-request.ts'
import type { Report } from './operations/reconciliation/report.ts'
import { removeFindings } from './operations/reconciliation/report-store.ts'
import { createRetentionTools, type RetentionTools } from './operations/retention-tools.ts'
import type { SyncTools } from './operations/sync-tools.ts'
import { newestMigration } from './platform/database/migrate.ts'
import { everyAfter, type Repetition } from './platform/every-after.ts'
import { SPREAD_MS } from './platform/keys/data-keys.ts'
import { dataKeyStates, type KeyState } from './platform/keys/former-keys.ts'
import { closeFolderOfFiles } from './platform/private-folder.ts'
import { swedishDate } from './platform/stockholm-time.ts'
import { allowedMangder, todaysStadsdelar } from './policy/decide.ts'
import type { PersonCounts } from './policy/difference-text.ts'
import { readPolicy } from './policy/load-policy.ts'
import { readProcessor } from './review/processor/processor.ts'
import type { Scope } from './sync/source.ts'
import type { ScopeState, SyncJob } from './sync/sync-job.ts'

export interface Hub extends BackupTools {
  /** Where the API is served, once started. */
  readonly adress: string
  /** Rejects when the hub must stop. */
  readonly fatal: Promise<never>
  /** Starts everything: the API and the background work. The signal ends a start that waits. */
  start(stopping?: AbortSignal): Promise<void>
  /** Starts the API alone, beside a process that does the background work. */
  serve(): Promise<void>
  /** Starts the background work alone, beside processes that serve the API. */
  work(stopping?: AbortSignal): Promise<void>
  /** Name of the newest migration of the database. */
  schemaVersion(): Promise<string>
  /** Metrics of the API that this process serves. */
  readonly register: Registry
  /** Metrics of the background work in this process. */
  readonly workRegistry: Registry
  /** Every scope (source × stadsdel) that exists today. */
  scopes(): readonly Scope[]
  /** The scopes without a complete read for a day, or since their avtal began to cover more. */
  due(): Promise<readonly Scope[]>
  sync(job: SyncJob, watch?: (state: ScopeState) => void): Promise<readonly ScopeState[]>
  /** What operators do with syncs, and with what these could not read. */
  readonly syncs: SyncTools
  readonly quarantine: QuarantineTools
  readonly logs: AccessLogTools
  suspendClient(client: string, by: string, reason: string): Promise<void>
  reopenClient(client: string, by: string): Promise<void>
  klienter(): Promise<readonly ClientState[]>
  /** How many persons the mirror holds data of, per stadsdel and kind. */
  countPersoner(): Promise<readonly PersonCounts[]>
  /** Every policy that has been in use, with what it opened and closed. */
  policyChanges(): Promise<readonly PolicyChange[]>
  /** Which data keys there are, and how far each that is being replaced has come. */
  dataKeys(): Promise<readonly KeyState[]>
  /** Every avtal with its keys, and every ending with its progress. */
  avtal(): Promise<AvtalState>
  /** The newest receipt of a stadsdel, with the key text that verifies it. */
  receipt(stadsdel: string): Promise<ReceiptText | undefined>
  readonly bus: BusTools
  readonly retention: RetentionTools
  readonly deliveries: DeliveryTools
  /** What the pages of operations show and do, and the commands that do the same. */
  readonly nights: Nights & NightActs
  /**
   * Compares the mirror with the sources, the topics and the open cases, and repairs differences when the request says
   * so.
   */
  reconcile(request: ReconciliationRequest): Promise<Report>
  /** Checks the systems that the hub depends on. */
  check(): Promise<readonly Review[]>
  /** Resolves when the open cases hold what they should. */
  mirrorOpen(): Promise<void>
  stop(): Promise<void>
}

/** Well within the minute after which data of an ended avtal must be unreadable. */
const FOLLOW_KEYS_MS = 10_000

export interface HubOptions extends StoreOptions {
  readonly clock?: () => Date
  /** The program of the threads that syncs run in (`SYNC_THREAD`); absent: they run in this one, and by this clock. */
  readonly syncThread?: URL
  /** The metrics of all processes that serve the API, as text; absent: those of this process alone. */
  readonly figures?: () => Promise<string>
}

/**
 * The composition root: with `hub/` the only place that constructs the real parts. Construction only opens the
 * database, the keys and the files; `start` does the rest.
 */
export async function createHub(
  config: Config,
  stateFolder: string,
  technicalLog: Log,
  { clock = () => new Date(), figures, syncThread, ...opening }: HubOptions = {},
): Promise<Hub> {
  const manifests = readManifest(join(config.folder, 'tittbehorighet'))
  const policy = readPolicy(config.folder, manifests, config)
  checkIssuers(policy, config)
  checkSignIn(policy, config)
  const categories = readCategories(config.folder, policy)
  const sources = composeSources(config, { manifests, policy, clock, store: () => store })

  const telemetry = await openTelemetry(config)
  const { register, workRegistry, measuring } = telemetry
  const logFolder = join(stateFolder, 'logg')
  const receiptFolder = join(stateFolder, 'kvitton')
  for (const folder of [logFolder, receiptFolder]) closeFolderOfFiles(folder)
  const store = await openStore(
    config,
    stateFolder,
    policy.stadsdelar.map(({ kod }) => kod),
    opening,
  )
  const log = store.watch.quiet(technicalLog)
  const { pool, logPool, keys, keyStore } = store
  const accessLog = composeAccessLog({
    ...{ config, stateFolder, logFolder, store, measuring, clock, log },
    logs: policy.stadsdelar.map(({ kod }) => kod),
  })
  const { writer: logWriter, disclose, recordThen, discloseForCommand, recordForCommand, extractLog } = accessLog
  const avtalWatch = createAvtalWatch({
    ...{ pool, keyStore, policy, recordThen, removeFindings, clock, log, receiptFolder },
    origin: config.loggnamn,
  })
  await avtalWatch.open({ asFound: !store.createsKeys }).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  const forCommand = { disclose: discloseForCommand, recordThen: recordForCommand, clock }
  const clientRegister = createClientRegister({ pool: logPool, klienter: policy.klienter, ...forCommand })

  const mirror = postgresMirror(pool, keys)
  const processor = readProcessor(config.folder, policy)
  const parts = {
    ...{ config, store, policy, categories, processor, mirror, sources, clock, log },
    ...{ disclose, logWriter, logFolder, extractLog, avtalWatch },
  }
  const allowed = (stadsdel: string) => allowedMangder(policy, stadsdel, swedishDate(clock()))
  /** Those of today, and earlier ones whose avtal is still in force. */
  const stadsdelar = () => {
    const today = todaysStadsdelar(policy, swedishDate(clock()))
    return policy.stadsdelar.filter((one) => today.includes(one) || allowed(one.kod).size > 0).map(({ kod }) => kod)
  }
  const bus = createBusTools({ pool, keys, stadsdelar, allowed, ...forCommand })
  const deliveries = createDeliveryTools({
    pool,
    release: { arendesystem: wakeParked, buss: (tx) => requeueDeadLetters(tx, {}) },
    ...forCommand,
  })
  const retention = createRetentionTools({
    ...{ pool: store.syncPool, keys, policy, ownYears: config.loggAr, log },
    ...forCommand,
  })
  const chores = composeChores({
    ...{ ...parts, discloseForCommand, recordForCommand, retention, measuring, allowed, stateFolder, syncThread },
  })
  const reviewWork = composeReviewWork({
    ...{ ...parts, measuring, pool: store.syncPool, keys, checkpoint: accessLog.newestNote },
  })
  const nights = composeNights({
    ...{ config, store, policy, scopes: sources.scopes, recordThen: recordForCommand, clock },
    lateCheckpoints: () => accessLog.tools.late(),
  })
  const notices = composeNotices({ config, pool: store.syncPool, nights, register: workRegistry, clock, log })
  const reads = composeReads({ mirror, scopes: sources.scopes, missing: () => chores.missing(), clock })
  const check = async () => [
    ...(await reviewStanding({
      ...{ pool, nights, clock, ...reads, requireNoLoss: accessLog.requireNoLoss },
      ...{ issuers: config.utfardare, followers: reviewWork.followers },
    })),
    ...(await chores.check()),
    ...(await accessLog.tools.review()),
  ]
  const parked = () => deliveries.list({ status: 'parkerad' })
  const operations = { nights, acts: nights, scopes: sources.scopes, parked, check }
  const pages = composeConsole({ ...parts, recordThen, operations })
  const serving = { register, figures: figures ?? (() => telemetry.metrics()), pages, standing: chores.standing }
  const api = composeApi({ ...parts, ...serving })
  const backup = composeBackup({ ...{ config, stateFolder, pool, keyStore, clock }, recordThen: recordForCommand })
  let fatalError: (reason: Error) => void = () => undefined
  const fatal = new Promise<never>((_, reject) => (fatalError = reject))
  fatal.catch(() => undefined)
  let following: Repetition | undefined
  let address: string | undefined

  async function begin(stopping?: AbortSignal, serve?: () => Promise<void>): Promise<void> {
    for (const { mangder, ...scope } of sources.notConnected())
      log.warn('avtal-without-source', { ...scope, mangder: mangder.join(', ') })
    store.watch.start()
    await accessLog.open(fatalError)
    await backup.recordRestorations()
    await avtalWatch.takeIntoUse()
    await avtalWatch.reconcile()
    await chores.reconcileRestored(stopping)
    await serve?.()
    await api.startMetrics()
    await chores.start()
    reviewWork.start()
    notices.start()
  }

  return {
    ...{ fatal, register, workRegistry },
    get adress() {
      return address ?? ''
    },
    start: (stopping) => begin(stopping, async () => void (address = await api.start())),
    async serve() {
      store.watch.start()
      await logWriter.start()
      following = everyAfter(FOLLOW_KEYS_MS, async () => void (await keyStore.follow()), {
        failed: (error) => log.error('keys-not-followed', { errorCode: codeOrUnknown(error) }),
        pauseFirst: true,
      })
      address = await api.start()
    },
    work: (stopping) => begin(stopping),
    due: () => reads.due(),
    ...{ scopes: sources.scopes, schemaVersion: () => newestMigration(pool) },
    ...{ sync: chores.sync, syncs: chores.syncs, quarantine: chores.quarantine },
    logs: accessLog.tools,
    ...backup,
    suspendClient: (client, by, reason) => clientRegister.suspend(client, by, reason),
    reopenClient: (client, by) => clientRegister.reopen(client, by),
    klienter: () => clientRegister.list(),
    countPersoner: () => countPersoner(pool),
    policyChanges: () => policyChanges(pool),
    dataKeys: () => dataKeyStates(pool, SPREAD_MS),
    avtal: () => avtalState(pool, policy, swedishDate(clock())),
    receipt: (stadsdel) => newestReceipt(pool, config.loggnamn, stadsdel, keys),
    ...{ deliveries, nights, bus, retention },
    reconcile: chores.reconcile,
    check,
    mirrorOpen: () => chores.caughtUp(),
    async stop() {
      // In the reverse order of the start; a part that fails to stop does not keep the others from stopping.
      for (const end of [
        () => following?.stop(),
        () => api.stop(),
        () => notices.stop(),
        () => reviewWork.stop(),
        () => chores.stop(),
        () => sources.close(),
        () => accessLog.stop(),
        () => store.close(),
        () => telemetry.close(),
      ])
        await Promise.resolve(end()).catch(() => log.error('stop-failed'))
    },
  }
}
