import type { RequestListener } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Registry } from 'prom-client'
import type { Suspended } from '../api/admission.ts'
import { type AppDeps, createApp, createMetricsApp } from '../api/app.ts'
import { createAuth } from '../api/auth.ts'
import { createClientCertificate } from '../api/client-certificate.ts'
import { createIdempotencyStore } from '../api/idempotency-store.ts'
import { createApiMetrics } from '../api/metrics.ts'
import { createPeerAddress } from '../api/peer-address.ts'
import { createProbeCounter } from '../api/probe-counter.ts'
import { createProblems } from '../api/problem.ts'
import { reportTo } from '../api/report.ts'
import { refuseUnread } from '../api/request-headers.ts'
import type { Atkomstlogg } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { createSharedRecords } from '../atkomstlogg/shared-records.ts'
import { avtalState, receiptOf } from '../avtal/avtal-state.ts'
import { policyChanges } from '../avtal/policy-changes.ts'
import { unheard } from '../bus/consumer-state.ts'
import { createArendeStore } from '../cases/arende-store.ts'
import type { Categories } from '../cases/categories.ts'
import type { Config } from '../config.ts'
import { codeOrUnknown } from '../errors.ts'
import { InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Mirror } from '../mirror/mirror.ts'
import { createClientGuard } from '../operations/clients/client-guard.ts'
import { invalid } from '../platform/checked-yaml.ts'
import { watchDatabase, watchFolder } from '../platform/disk-room.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import { close, createDrain, createHttpServer, listen } from '../platform/http-server.ts'
import type { Policy } from '../policy/policy.ts'
import { postgresTillstand } from '../policy/tillstand/tillstand-store.ts'
import { postgresAlerts } from '../review/alerts/alert-store.ts'
import { postgresChain } from '../review/chain/chain-store.ts'
import { postgresExports } from '../review/exports/export-store.ts'
import { postgresExtracts } from '../review/extracts/extract-store.ts'
import type { ExtractLog } from '../review/extracts/prepare.ts'
import type { Processor } from '../review/processor/processor.ts'
import { postgresRecords } from '../review/record/record-store.ts'
import { postgresHours } from '../review/search/hours.ts'
import { postgresSearch } from '../review/search/search-store.ts'
import { postgresTimeline } from '../review/search/timeline-store.ts'
import { withChosenCenturies } from '../sync/chosen-century.ts'
import { createDirekt } from '../uppslag/direkt/direkt.ts'
import { postgresRegister } from '../uppslag/handlaggare/register.ts'
import { postgresStatistics } from '../uppslag/statistics/statistics-store.ts'
import type { ServePages } from './console.ts'
import { composeFollowUp } from './review.ts'
import type { Sources } from './sources.ts'
import type { Store } from './store.ts'

export interface ApiParts {
  readonly config: Config
  readonly store: Store
  readonly policy: Policy
  readonly categories: Categories
  readonly mirror: Mirror
  readonly sources: Sources
  readonly disclose: Disclose
  readonly logWriter: Atkomstlogg
  readonly register: Registry
  /** The figures of all processes that serve, when there are several. */
  readonly figures: () => Promise<string>
  /** `<state>/logg`. */
  readonly logFolder: string
  /** What extracts read of the access logs. */
  readonly extractLog: ExtractLog
  readonly processor: Processor
  readonly pages: ServePages
  /** Rejects when this process does the background work and has lost its locks. */
  readonly standing: () => Promise<void>
  readonly clock: () => Date
  readonly log: Log
}

const ONE_MINUTE = 60_000
/** What to do when the port of the metrics is taken. */
export const METRICS_REMEDY = 'set http.matvarden.port to another'

/** Rejects while no hub hears the bus: lookups are answered all the same, open cases are not kept. */
async function requireHeard(pool: pg.Pool, { kafka }: Pick<Config, 'kafka'>): Promise<void> {
  if (kafka !== undefined && (await unheard(pool, kafka.grupp)) !== undefined)
    throw new InsynError('KAFKA_OTILLGANGLIG', 'no hub hears the bus')
}

/** The issuers that the clients' contracts and the officers' assignments name, against the settings. Throws KONFIG_OGILTIG. */
export function checkIssuers(
  { klienter, granskare }: Pick<Policy, 'klienter' | 'granskare'>,
  { utfardare: issuers }: Pick<Config, 'utfardare'>,
) {
  for (const [client, { utfardare, egetNummer }] of Object.entries(klienter))
    utfardare.forEach((name, place) => {
      const error = (why: string) => invalid('klienter.yaml', `/klienter/${client}/utfardare/${String(place)}`, why)
      const issuer = issuers.find((one) => one.namn === name)
      if (issuer === undefined) throw error('is not the namn of an utfardare in the settings')
      if (egetNummer === 'token' && issuer.ansprak.personnummer === undefined)
        throw error('gives no number of the end user (ansprak.personnummer): set that, or egetNummer of the client')
    })
  granskare.forEach(({ utfardare: name }, place) => {
    if (!issuers.some(({ namn }) => namn === name))
      throw invalid(
        'granskare.yaml',
        `/granskare/${String(place)}/utfardare`,
        'is not the namn of an utfardare in the settings',
      )
  })
}

/** Composes the API and the parts that only the API uses. */
export function composeApi(parts: ApiParts) {
  const { config, store, sources, register, clock, log, pages } = parts
  const { pool, livePool, logPool, keys } = store
  // Uses the log's connections: a busy sync must not delay an answer.
  const clientGuard = createClientGuard(logPool)
  const sharedRecords = createSharedRecords(parts.logWriter, clock)
  const probes = createProbeCounter(parts.logWriter, clock)
  const direkt = createDirekt({
    ...sources,
    sources: withChosenCenturies(sources.sources, livePool, keys),
    settings: config.direkt,
    pool: livePool,
    keys,
    volymvakt: config.synk.volymvakt,
    register,
    clock,
    log,
  })
  const metrics = createApiMetrics(register)
  const { publikAdress: publicAddress, matvarden: apart } = config.http
  const report = reportTo(({ frames, ...rest }) => log.error('request-failed', { ...rest, frames: frames.join('; ') }))
  const chain = postgresChain({ pool, folder: parts.logFolder, keys, origin: config.loggnamn })
  const databaseRoom = watchDatabase([pool, livePool, logPool, store.syncPool], {
    full: (errorCode) => log.error('database-full', { errorCode }),
    again: () => log.info('database-has-room'),
  })
  const stateRoom = watchFolder(parts.logFolder, {
    full: (errorCode) => log.error('state-folder-not-written', { errorCode }),
    again: () => log.info('state-folder-written'),
  })
  let address: string | undefined
  const drain = createDrain()
  const suspended: Suspended = (client) => clientGuard.suspended(client)
  const deps: AppDeps = {
    ...parts,
    metrics,
    keys,
    direkt,
    sharedRecords,
    probes,
    peerAddress: createPeerAddress(config.http.betroddaProxyer),
    referenceMs: config.referensMinuter * ONE_MINUTE,
    arenden: createArendeStore(pool, config.arendesystem.rensaEfterDygn),
    handlaggareRegister: postgresRegister(pool, keys),
    statistics: postgresStatistics(pool),
    larm: postgresAlerts(pool),
    loggposter: postgresRecords(pool),
    search: postgresSearch(pool),
    timeline: postgresTimeline(pool),
    hours: postgresHours(pool),
    chain,
    tillstand: postgresTillstand(pool),
    extracts: postgresExtracts(pool, keys),
    followUp: composeFollowUp({ ...parts, pool, keys }),
    governance: {
      avtal: (today) => avtalState(pool, parts.policy, today),
      receipt: (endingId) => receiptOf(pool, config.loggnamn, endingId, keys),
      policyChanges: () => policyChanges(pool),
    },
    exports: postgresExports(pool, keys),
    idempotency: createIdempotencyStore(pool),
    authenticate: createAuth(config.utfardare, { clock, personRef: (number) => keys.personRef(number) }),
    clientCertificate: createClientCertificate(config.http.betroddaProxyer, config.http.tls?.klientCa !== undefined),
    suspended,
    readiness: [
      { name: 'databas', check: () => store.watch.ready() },
      { name: 'klientlage', check: () => clientGuard.ready() },
      { name: 'bakgrundslas', check: () => parts.standing() },
      { name: 'databasutrymme', check: () => databaseRoom.check() },
      { name: 'tillstandsmapp', check: () => stateRoom.check() },
      { name: 'utfasning', check: () => (drain.begun ? Promise.reject(new Error('stopping')) : Promise.resolve()) },
      { name: 'buss', warns: true, check: () => requireHeard(pool, config) },
    ],
    driftToken: config.http.driftToken,
    metricsApart: apart !== undefined,
    publicAddress,
    report,
    pages: (perform) => pages({ perform, report, suspended, address: () => publicAddress ?? address ?? '' }),
  }
  // Every command checks the settings of the server; only one that serves needs the schemas of the API compiled.
  let app: RequestListener | undefined
  const answer = drain.through((req, res) => app?.(req, res))
  const refuse = refuseUnread(metrics, createProblems(publicAddress ?? ''))
  const serverOf = (listener: RequestListener) =>
    createHttpServer(listener, config.http.tls, { keepAliveMs: config.http.keepAliveMs }).on('clientError', refuse)
  const server = serverOf(answer)
  const metricsServer = apart === undefined ? undefined : serverOf(createMetricsApp(deps))
  let closing: Repetition | undefined
  const closeCounts = () => Promise.all([sharedRecords.close(), probes.close()]).then(() => undefined)
  const notCounted = (error: unknown) => log.error('refusals-not-counted', { errorCode: codeOrUnknown(error) })
  const count = () => (closing ??= everyAfter(ONE_MINUTE, closeCounts, { failed: notCounted, pauseFirst: true }))

  return {
    /** Resolves with the address that is served. */
    async start(): Promise<string> {
      await clientGuard.start()
      app = createApp(deps)
      address = await listen(server, config.http)
      count()
      for (const { issuer, certifikatbindning } of config.utfardare)
        if (certifikatbindning === 'off') log.warn('certificate-binding-off', { issuer })
      return address
    },
    /** For the one process that does the background work, whether it serves the API or not. */
    async startMetrics(): Promise<void> {
      if (metricsServer === undefined || apart === undefined) return
      await listen(metricsServer, apart, METRICS_REMEDY)
      count()
    },
    async stop(): Promise<void> {
      if (address !== undefined) {
        // Whoever follows /health/ready sends nothing more when the listener closes.
        drain.begin()
        await delay(config.http.utfasningMs)
        await close(server)
      }
      if (metricsServer?.listening === true) await close(metricsServer)
      await closing?.stop()
      await closeCounts().catch(notCounted)
      await direkt.finished()
      await clientGuard.stop()
    },
  }
}
