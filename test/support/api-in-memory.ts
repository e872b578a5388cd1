import { KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { Registry } from 'prom-client'
import { type AppDeps, createApp } from '../../src/api/app.ts'
import { createAuth } from '../../src/api/auth.ts'
import { createApiMetrics } from '../../src/api/metrics.ts'
import type { Operation } from '../../src/api/operation.ts'
import { createOperations } from '../../src/api/operations.ts'
import { createPeerAddress } from '../../src/api/peer-address.ts'
import { createProbeCounter } from '../../src/api/probe-counter.ts'
import { createProblems } from '../../src/api/problem.ts'
import { type ErrorReport, reportTo } from '../../src/api/report.ts'
import { refuseUnread } from '../../src/api/request-headers.ts'
import { type Atkomstlogg, type LogRecord, OWN_LOG } from '../../src/atkomstlogg/access.ts'
import { discloseThrough } from '../../src/atkomstlogg/disclose.ts'
import { openLogId } from '../../src/atkomstlogg/log-id.ts'
import { createSharedRecords } from '../../src/atkomstlogg/shared-records.ts'
import { readCategories } from '../../src/cases/categories.ts'
import type { Issuer } from '../../src/config.ts'
import { createConsole } from '../../src/console/console.ts'
import { InsynError } from '../../src/errors.ts'
import { composeFollowUp } from '../../src/hub/review.ts'
import { readManifest } from '../../src/mapping/load-manifests.ts'
import { createHttpServer } from '../../src/platform/http-server.ts'
import { readPolicy } from '../../src/policy/load-policy.ts'
import type { Policy } from '../../src/policy/policy.ts'
import type { Alert } from '../../src/review/alerts/alert-store.ts'
import { readProcessor } from '../../src/review/processor/processor.ts'
import type { RegisterRow } from '../../src/uppslag/handlaggare/register.ts'
import type { UppslagCount } from '../../src/uppslag/statistics/statistics-store.ts'
import { emptyDatabase } from './empty-database.ts'
import { testKeys } from './keys.ts'
import { memoryAlerts } from './memory-alerts.ts'
import { memoryArenden } from './memory-arenden.ts'
import { memoryAudit } from './memory-audit.ts'
import { memoryExports } from './memory-exports.ts'
import { noExtracts } from './memory-extracts.ts'
import { noGovernance } from './memory-governance.ts'
import { memoryIdempotency } from './memory-idempotency.ts'
import { memoryMirror } from './memory-mirror.ts'
import { memoryRecords } from './memory-records.ts'
import { emptyLogs } from './memory-search.ts'
import { memoryTillstand } from './memory-tillstand.ts'

const CONFIG = join(import.meta.dirname, '../../config')
export const NOW = new Date('2026-10-15T10:00:00Z')
let policyOnce: Policy | undefined
/** Read once: no test writes into it, since a policy is readonly. `anna`, `bo` and `eva` read every log in a role that reviews. */
export const realPolicy = (): Policy => (policyOnce ??= readRealPolicy())

function readRealPolicy(): Policy {
  const policy = readPolicy(CONFIG, readManifest(join(CONFIG, 'tittbehorighet')), { klienter: 'klienter-demo.yaml' })
  const logs = [OWN_LOG, ...policy.stadsdelar.map(({ kod }) => kod)]
  const officers = ['anna', 'bo', 'eva'].map((name) => ({ utfardare: 'inloggning', slutanvandare: name, loggar: logs }))
  return { ...policy, granskare: officers }
}

/** Of whoever signs in, unless `ansprak` says otherwise: nobody whom the tests look up. */
const OWN_NUMBER = '189001099804'

/** Cases that the case system has opened; about whom makes no difference to a lookup. */
const OPEN_CASES = ['A-1', 'KC-1', 'A'.repeat(64)]
const OPEN_CASE = { klient: 'arendesystem', personRef: 'AbCdEfGhIjKlMnOpQrStUv', andamal: 'samlad-fraga', category: {} }

/** A second issuer, which no contract names; `ansprak: { iss: OTHER_ISSUER }`. */
export const OTHER_ISSUER = 'urn:test:annan'

interface TokenOptions {
  readonly klient?: string
  readonly roller?: readonly string[]
  readonly expires?: number
  readonly slutanvandare?: string
  /** Claims beside the usual ones or instead of them. */
  readonly ansprak?: JWTPayload
  /** Header of the request. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The API on a socket of its own, with the real configuration and everything behind the ports in memory. */
export async function startUppslagApp(
  changed: Partial<AppDeps> = {},
  perform: (deps: AppDeps) => readonly Operation[] = createOperations,
) {
  const policy = changed.policy ?? realPolicy()
  const keys = testKeys(policy.stadsdelar.map(({ kod }) => kod))
  const mirror = memoryMirror(keys)
  const log = memoryLog()
  const arenden = memoryArenden()
  for (const arendeId of OPEN_CASES) await arenden.open({ ...OPEN_CASE, arendeId })
  const handlaggare: RegisterRow[] = []
  const counts: UppslagCount[] = []
  const alerts: Alert[] = []
  const clock = changed.clock ?? (() => NOW)
  const tillstand = memoryTillstand(clock)
  const reports: ErrorReport[] = []
  const register = new Registry()
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const folder = mkdtempSync(join(tmpdir(), 'insyn-app-'))
  const jwks = join(folder, 'jwks.json')
  writeFileSync(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] }))
  const issuer: Issuer = {
    namn: 'inloggning',
    issuer: 'urn:test',
    jwks,
    audience: 'urn:insyn:api',
    algoritmer: ['ES256'],
    klockskevhet: 0,
    hogstaLivslangd: 3600,
    typ: 'at+jwt',
    ansprak: {
      ...{ klient: 'client_id', slutanvandare: 'sub', roller: 'roller', personnummer: 'personnummer' },
      loggar: 'insyn.loggar',
    },
    certifikatbindning: 'when-present',
  }

  const report = reportTo((one) => reports.push(one))
  const sharedRecords = createSharedRecords(log, clock)
  const probes = createProbeCounter(log, clock)
  const deps: AppDeps = {
    policy,
    mirror,
    keys,
    arenden,
    handlaggareRegister: {
      read: async (stadsdelar) => handlaggare.filter(({ stadsdel }) => stadsdelar.includes(stadsdel)),
    },
    statistics: {
      count: async (from, to, stadsdel) =>
        counts.filter((one) => from <= one.week && one.week <= to && (stadsdel ?? one.stadsdel) === one.stadsdel),
    },
    larm: memoryAlerts(alerts, clock),
    loggposter: memoryRecords(log.written),
    followUp: composeFollowUp({
      config: { folder: CONFIG, loggnamn: 'insyn.test' },
      ...{ policy, keys, pool: emptyDatabase(), logWriter: log },
    }),
    governance: noGovernance,
    ...emptyLogs(),
    ...{ clock, referenceMs: 15 * 60_000, tillstand, exports: memoryExports(clock) },
    ...noExtracts(keys),
    processor: readProcessor(CONFIG, policy),
    // Every source answers that it has nobody.
    direkt: {
      fristMs: 20,
      read: async ({ scopes }) => scopes.map((one) => ({ ...one, answered: true, readAt: NOW, person: undefined })),
      lastAnswered: () => true,
      connected: () => true,
    },
    categories: readCategories(CONFIG, policy),
    authenticate: createAuth([issuer, { ...issuer, namn: 'annan', issuer: OTHER_ISSUER }], {
      clock,
      personRef: (number) => keys.personRef(number),
    }),
    clientCertificate: () => undefined,
    suspended: () => false,
    disclose: discloseThrough(log),
    sharedRecords,
    probes,
    peerAddress: createPeerAddress([]),
    register,
    metrics: createApiMetrics(register),
    figures: () => register.metrics(),
    readiness: [],
    report,
    pages: createConsole({
      ...{ policy, clock, report, publicAddress: changed.publicAddress },
      ...{ categories: readCategories(CONFIG, policy), liveMs: 2000, givesCategory: true, ring: [], ...memoryAudit() },
    }),
    idempotency: memoryIdempotency(),
    ...changed,
  }
  const app = createApp(deps, perform(deps))
  const server = createHttpServer(app, undefined).on(
    'clientError',
    refuseUnread(deps.metrics, createProblems(deps.publicAddress ?? '')),
  )
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`

  const content = ({
    roller = ['aldre-direkt'],
    expires = 3600,
    ansprak = {},
    ...who
  }: TokenOptions = {}): JWTPayload => ({
    iss: 'urn:test',
    aud: 'urn:insyn:api',
    sub: who.slutanvandare ?? 'anna',
    client_id: who.klient ?? 'telefoni',
    roller,
    iat: Math.floor(clock().getTime() / 1000),
    personnummer: OWN_NUMBER,
    exp: Math.floor(clock().getTime() / 1000) + expires,
    ...ansprak,
  })
  const token = async (options: TokenOptions = {}) =>
    new SignJWT(content(options)).setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'at+jwt' }).sign(privateKey)

  const send = async (method: string, path: string, body: unknown, options: TokenOptions = {}) => {
    const answer = await fetch(base + path, {
      method: method,
      headers: {
        authorization: `Bearer ${await token(options)}`,
        'content-type': 'application/json',
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = /^application\/(problem\+)?json\b/.test(answer.headers.get('content-type') ?? '')
    const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>
    return { status: answer.status, headers: answer.headers, text, json }
  }

  return {
    base,
    handler: app,
    deps,
    policy,
    keys,
    mirror,
    logg: log,
    sharedRecords,
    probes,
    arenden,
    handlaggare,
    counts,
    larm: alerts,
    tillstand,
    reports,
    register,
    /** Its key and what its tokens say, for making ones that are wrong. */
    utfardare: { privateOnes: KeyObject.from(privateKey), publicPart: publicKey, content },
    token,
    send,
    /** Where the records stand that an answer names, as `log/number`. */
    placesOf: (answer: Record<string, unknown> = {}) =>
      (answer.loggId as string[]).map((id) => {
        const { logg, nummer } = openLogId(keys, id) ?? {}
        return `${logg}/${nummer}`
      }),
    fetch: (path: string, options?: TokenOptions) => send('GET', path, undefined, options),
    uppslag: (body: unknown, options?: TokenOptions) => send('POST', '/api/v1/uppslag', body, options),
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      rmSync(folder, { recursive: true })
    },
  }
}

export type UppslagApp = Awaited<ReturnType<typeof startUppslagApp>>

/** Keeps what was written; rejects like the real one while `nere`. */
export function memoryLog(): Atkomstlogg & { readonly written: LogRecord[]; down: boolean } {
  const written: LogRecord[] = []
  return {
    written,
    down: false,
    async write(records) {
      if (this.down) throw new InsynError('LOGG_OTILLGANGLIG', 'down for the test', { retryable: true })
      return records.map((record) => {
        written.push(record)
        return { logg: record.logg, nummer: written.filter(({ logg }) => logg === record.logg).length }
      })
    },
  }
}
