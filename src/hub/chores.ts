import { purgeIdempotency } from '../api/idempotency-store.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import type { RecordThen } from '../atkomstlogg/record-then.ts'
import { createAvtalSync } from '../avtal/avtal-sync.ts'
import type { AvtalWatch } from '../avtal/avtal-watch.ts'
import { replaceKeys } from '../avtal/replace-keys.ts'
import { unheard } from '../bus/consumer-state.ts'
import { measureOutbox } from '../bus/metrics.ts'
import { createArendeReconciliation } from '../cases/arende-reconciliation.ts'
import { createArendeStore } from '../cases/arende-store.ts'
import { createCaseCheck } from '../cases/case-check.ts'
import type { Categories } from '../cases/categories.ts'
import type { DecideMirroring } from '../cases/decide-mirroring.ts'
import { measureDeliveries } from '../cases/metrics.ts'
import { reconsider } from '../cases/reconsider.ts'
import { createRegistrations } from '../cases/registration.ts'
import { routeOutbox } from '../cases/route.ts'
import { createMirrorWorker } from '../cases/worker.ts'
import type { Config } from '../config.ts'
import { purgeSessions } from '../console/sign-in/session-store.ts'
import { codeOrUnknown } from '../errors.ts'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { Log } from '../log.ts'
import { postgresMirror } from '../mirror/postgres-mirror.ts'
import { check } from '../operations/doctor.ts'
import { measureEndings, measureReplacements } from '../operations/metrics.ts'
import { createQuarantineTools } from '../operations/quarantine-tools.ts'
import { reconcileOnRequest, type ReconciliationRequest } from '../operations/reconciliation/on-request.ts'
import { createReconciliation } from '../operations/reconciliation/reconciliation.ts'
import { measureReconciliation } from '../operations/reconciliation/report-store.ts'
import { forgetRefusals, refusedLogins } from '../operations/refused-logins.ts'
import { createRestore } from '../operations/restore.ts'
import type { RetentionTools } from '../operations/retention-tools.ts'
import { createSyncTools } from '../operations/sync-tools.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import type { Measuring } from '../platform/sampling.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import { decideMirroring } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import { purgeTillstand } from '../policy/tillstand/tillstand-store.ts'
import { createRooms, withBudget } from '../sync/budget.ts'
import { withChosenCenturies } from '../sync/chosen-century.ts'
import { approveRemoval } from '../sync/deletions.ts'
import { dryRun } from '../sync/dry-run.ts'
import { measureReads } from '../sync/metrics.ts'
import { createSync } from '../sync/sync.ts'
import { composeBus, topicDrift } from './bus.ts'
import { composeCaseSystem } from './case-system.ts'
import { composeNightWork } from './nights.ts'
import type { Sources } from './sources.ts'
import { keepRunning, type Store } from './store.ts'
import { createSyncThreads } from './sync-threads/create-sync-threads.ts'

export interface ChoreParts {
  readonly config: Config
  readonly store: Store
  readonly policy: Policy
  readonly categories: Categories
  readonly sources: Sources
  readonly disclose: Disclose
  /** For what a command lets out, and for acts that it asks for. */
  readonly discloseForCommand: Disclose
  readonly recordForCommand: RecordThen
  readonly retention: Pick<RetentionTools, 'pruneNightly'>
  readonly avtalWatch: AvtalWatch
  /** The kinds that an avtal in force covers. */
  readonly allowed: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly measuring: Measuring
  readonly stateFolder: string
  /** The program of the threads that syncs run in; absent: they run in this one. */
  readonly syncThread: URL | undefined
  readonly clock: () => Date
  readonly log: Log
}

const ONE_MINUTE = 60_000

/** The background work: reading sources, mirroring cases, following avtal and log. */
export function composeChores(parts: ChoreParts) {
  const { config, store, policy, sources, disclose, avtalWatch, allowed, measuring, clock, log } = parts
  const { syncPool, keys, keyStore } = store
  const today = () => swedishDate(clock())
  const mirror = postgresMirror(syncPool, keys)
  const enter = createRooms(config.synk.perKalla)
  const budgeted = withBudget(withChosenCenturies(sources.sources, syncPool, keys), enter)
  const syncDeps = {
    ...{ pool: syncPool, keys, sources: budgeted, itemKeys: sources.itemKeys, allowedMangder: allowed },
    ...{ settings: config.synk, clock, log },
  }
  const threads = parts.syncThread && createSyncThreads(parts.syncThread, enter, parts)
  // A run that waited for a thread would hold the lock of its scope meanwhile.
  const atOnce = threads ? Math.min(config.synk.samtidiga, config.synk.arbetare) : config.synk.samtidiga
  const sync = createSync({ ...syncDeps, settings: { ...config.synk, samtidiga: atOnce } }, threads)
  const stopping = new AbortController()
  const avtalSync = createAvtalSync({
    pool: syncPool,
    avtalWatch,
    replaceKeys: (stop) => replaceKeys({ pool: syncPool, keyStore, announce: config.kafka !== undefined, log }, stop),
    follow: () => keyStore.follow(),
    scopes: sources.scopes,
    run: (job, watch) => sync.run(job, watch),
    log,
  })
  const arendesystem = composeCaseSystem(config.arendesystem)
  measureReads(measuring, syncPool, sources.scopes)
  measureOutbox(measuring, syncPool)
  measureDeliveries(measuring, syncPool)
  measureEndings(measuring, { settings: config, policy, clock })
  measureReplacements(measuring, syncPool)
  const bus =
    config.kafka === undefined
      ? undefined
      : composeBus({
          options: config.kafka,
          loggnamn: config.loggnamn,
          ...{ pool: syncPool, keys, mirror, allowed, measuring, log },
        })
  const decide: DecideMirroring = (query, stadsdel, mangd) =>
    decideMirroring(policy, { ...query, date: today() }, stadsdel, mangd)
  const registrations = createRegistrations({ policy, mirror, categories: parts.categories, clock })
  const worker = createMirrorWorker({
    pool: syncPool,
    route: bus === undefined ? () => routeOutbox(syncPool) : async () => 0,
    mirror,
    arendesystem,
    disclose,
    decide,
    registrations,
    lookDays: config.arendesystem.efterkontrollDygn,
    policyversion: policy.version,
    clock,
    log,
  })
  const caseCheck = createCaseCheck({ pool: syncPool, arendesystem, log })
  const arenden = createArendeStore(syncPool, config.arendesystem.rensaEfterDygn)
  const arendeReconciliation = createArendeReconciliation({
    ...{ arendesystem, arenden, keys, clock, log },
    klient: config.arendesystem.klient,
  })
  const reconciliation = createReconciliation({
    pool: syncPool,
    keys,
    mirror,
    sources: budgeted,
    itemKeys: sources.itemKeys,
    registrations,
    daysAfterClosing: config.arendesystem.efterkontrollDygn,
    arendesystem,
    decide,
    allowed,
    bus,
    sync: (scopes) => avtalSync.sync({ scopes, kind: 'fullstandig', trigger: 'avstamning' }),
    clock,
    log,
  })
  measureReconciliation(measuring, syncPool)
  const restore = createRestore({
    ...{ pool: syncPool, reconciliation, scopes: sources.scopes, log },
    compareArenden: (stopping) => arendeReconciliation.compare(stopping),
  })
  const byOperator = { scopes: sources.scopes, run: avtalSync.sync, recordThen: parts.recordForCommand, clock }
  const syncs = createSyncTools({
    ...byOperator,
    ...{ allowed, trialOf: sources.trialOf },
    logins: {
      refused: () => refusedLogins(syncPool),
      forget: (source, stadsdel) => forgetRefusals(syncPool, source, stadsdel),
    },
    dryRun: (scope) => dryRun(syncDeps, scope, stopping.signal, threads?.compare),
    approve: (scope, approval) => approveRemoval(syncPool, scope, approval),
  })
  const quarantine = createQuarantineTools({
    ...byOperator,
    ...{ pool: syncPool, keys, allowed, disclose: parts.discloseForCommand },
  })
  /**
   * Runs at the start for a new policy, and again for cases that a hub with the previous policy has written meanwhile.
   */
  async function reconsiderOpen(): Promise<void> {
    try {
      const count = (await avtalWatch.decides()) ? await reconsider(syncPool, decide) : 0
      if (count === 0) return
      log.info('open-arenden-reevaluated', { count })
      worker.wake()
    } catch (error) {
      log.error('reevaluation-failed', { errorCode: codeOrUnknown(error) })
    }
  }
  const nightWork = composeNightWork({
    ...{ config, store, scopes: sources.scopes, read: avtalSync.sync, isOrdered: avtalSync.isOrdered },
    ...{ reconciliation, retention: parts.retention, clock, log },
  })
  const reviving = keepRunning(store.revive, log)
  let everyMinute: Repetition | undefined

  return {
    sync: avtalSync.sync,
    syncs,
    quarantine,
    missing: avtalSync.missing,
    /** Rejects when this process does the background work and has lost its locks. */
    standing: () => worker.standing(),
    /** Resolves when the open cases hold what they should. */
    caughtUp: () => worker.caughtUp(),
    reconcile: (request: ReconciliationRequest) =>
      reconcileOnRequest({ avstamning: reconciliation, recordThen: parts.recordForCommand, clock }, request),
    check: () =>
      check({
        pool: syncPool,
        topicDrift: async () => (config.kafka === undefined ? [] : topicDrift(config.kafka)),
        unheard: async () => (config.kafka === undefined ? undefined : unheard(syncPool, config.kafka.grupp)),
        arendesystem,
        writtenIntoCases: () =>
          INFORMATIONSMANGDER.filter((mangd) =>
            policy.stadsdelar.some(({ kod }) =>
              Object.keys(policy.andamal).some((andamal) => decide({ andamal, arende: '-' }, kod, mangd).falt.size > 0),
            ),
          ),
        sources: sources.sources,
        scopes: sources.scopes(),
        rowsOf: ({ source, stadsdel }) => sources.rowsOf(source, allowed(stadsdel)),
      }),
    /** Before anything is answered or sent: what a restored database lacks is made good. */
    reconcileRestored: (stopping?: AbortSignal) => restore.reconcile(stopping),
    async start(): Promise<void> {
      reviving.start()
      worker.start()
      caseCheck.start()
      await bus?.start(() => worker.wake())
      avtalSync.start()
      nightWork.start()
      await arendeReconciliation.reconcile()
      await reconsiderOpen()
      const purgeExpired = () =>
        Promise.all([purgeIdempotency(syncPool), purgeTillstand(syncPool, clock()), purgeSessions(syncPool, clock())])
      everyMinute = everyAfter(
        ONE_MINUTE,
        async (stopping) => {
          await Promise.all([arendeReconciliation.reconcile(stopping), reconsiderOpen(), purgeExpired()])
        },
        // The other two report what fails in them.
        {
          failed: (error) => log.error('expiry-purge-failed', { errorCode: codeOrUnknown(error) }),
          pauseFirst: true,
        },
      )
    },
    /** Producers stop before their consumers. */
    async stop(): Promise<void> {
      stopping.abort()
      await reviving.stop()
      await everyMinute?.stop()
      const nightEnd = nightWork.stop()
      await reconciliation.stop()
      await sync.stop()
      await nightEnd
      await avtalSync.stop()
      await threads?.close()
      await bus?.stop()
      await worker.stop()
      await caseCheck.stop()
      await arendesystem.close()
    },
  }
}
