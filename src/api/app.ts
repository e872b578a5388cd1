import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { Registry } from 'prom-client'
import type { Caller } from '../access/caller.ts'
import { groundsOf } from '../access/grounds.ts'
import { failed as failure, invalidRequest, keyInUse } from '../access/refusals.ts'
import type { Event } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import type { SharedRecords } from '../atkomstlogg/shared-records.ts'
import { InsynError } from '../errors.ts'
import { createAdmission, type Suspended } from './admission.ts'
import { answerProblem, write } from './answer.ts'
import { type Authenticate, TokenRefused } from './auth.ts'
import type { ClientCertificate } from './client-certificate.ts'
import { performUppslag } from './contracts/uppslag.ts'
import { alive, isOperator, type ReadinessCheck, ready } from './health.ts'
import { createIdempotency, type IdempotencyDeps, type IdempotencyStore } from './idempotency.ts'
import { inFront } from './in-front.ts'
import { refuseOtherMethods, type Route } from './methods.ts'
import type { ApiMetrics } from './metrics.ts'
import { showApiInfo, showOpenapi } from './openapi.ts'
import type { Operation, OperationDeps } from './operation.ts'
import { operationHandler } from './operation-handler.ts'
import { createOperations, type OperationsDeps } from './operations.ts'
import type { PeerAddress } from './peer-address.ts'
import { createPerform, type Perform } from './perform.ts'
import type { ProbeCounter } from './probe-counter.ts'
import { type CreateProblem, createProblems, type ProblemCode } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import type { Report } from './report.ts'
import { checkHeaders } from './request-headers.ts'
import type { Step } from './step.ts'
import { assignRequestId, requestId } from './trace.ts'
import { createValidator } from './validation.ts'

export interface AppDeps extends OperationsDeps {
  readonly authenticate: Authenticate
  readonly clientCertificate: ClientCertificate
  readonly suspended: Suspended
  readonly disclose: Disclose
  readonly sharedRecords: Pick<SharedRecords, 'disclose'>
  readonly idempotency: IdempotencyStore
  readonly register: Pick<Registry, 'contentType'>
  readonly metrics: ApiMetrics
  readonly peerAddress: PeerAddress
  /** Counts calls without a valid token, for the access log. */
  readonly probes: Pick<ProbeCounter, 'count'>
  /** The metrics in Prometheus' text format: those of this process, or of all processes that serve. */
  readonly figures: () => Promise<string>
  readonly readiness: readonly ReadinessCheck[]
  /** Bearer token of the operator's monitoring. Absent: nothing is served to it. */
  readonly driftToken?: string | undefined
  /** Whether the metrics have an address of their own, and are not served where callers are. */
  readonly metricsApart?: boolean
  /** Where callers reach the hub, without a slash at its end; absent: what the hub says of itself is relative. */
  readonly publicAddress?: string | undefined
  readonly report: Report
  /** Everything that is shown in a browser; its pages perform operations in this process. */
  readonly pages?: ((perform: Perform) => RequestHandler) | undefined
}

/** Everything that the hub answers over HTTP. */
export function createApp(deps: AppDeps, offered: readonly Operation[] = createOperations(deps)): RequestListener {
  const { metrics, readiness, keys, policy, publicAddress: address = '' } = deps
  const problem = createProblems(address)
  const app = emptyApp()
  const [first, check] = [[assignRequestId, metrics.measureRequest, securityHeaders], checkHeaders(metrics, problem)]
  app.use(...first)
  app.use('/api', noStore)
  app.use(check)
  app.get('/api/v1/api-info', showApiInfo(address))
  app.get('/api/v1/openapi.json', showOpenapi({ policy, address }))
  const grounds = (event: Event, caller: Caller) => groundsOf(deps, event, caller, {}).grounds
  const reject: IdempotencyDeps['reject'] = (event, caller, error) =>
    invalidRequest(keys, grounds(event, caller), error)
  const operationDeps = {
    ...deps,
    problem,
    validator: createValidator(),
    admit: createAdmission({ ...deps, rateLimit: createRateLimit(policy.klienter) }),
    reject,
    idempotent: createIdempotency({
      ...deps,
      store: deps.idempotency,
      reject,
      refuseKey: (event, caller, obstacle) => keyInUse(keys, grounds(event, caller), obstacle),
      fail: (event, caller, cause) => failure(keys, grounds(event, caller), cause),
    }),
  } satisfies OperationDeps
  const handlers = offered.map((operation) => ({
    contract: operation.contract,
    handle: operationHandler(operationDeps, operation),
  }))
  for (const { contract, handle } of handlers) app[contract.method](contract.path, handle)

  app.get('/health/live', alive)
  const monitors = isOperator(deps.driftToken)
  app.get('/health/ready', ready(readiness, monitors))
  const hasMetrics = deps.driftToken !== undefined && deps.metricsApart !== true
  if (hasMetrics) app.get('/metrics', showMetrics(deps))
  if (deps.pages !== undefined) app.use(deps.pages(createPerform(operationDeps, offered)))
  const routes = OPEN_ROUTES.filter(({ path }) => path !== '/metrics' || hasMetrics)
  refuseOtherMethods(app, [...routes, ...offered.map(({ contract }) => contract)], problem)
  const failed = errorHandler(deps, problem)
  endApp(app, failed, problem)
  const uppslag = handlers.find(({ contract }) => contract === performUppslag)
  if (uppslag === undefined) return app
  return inFront(app, { route: performUppslag, steps: [...first, noStore, check], handle: uppslag.handle, failed })
}

/** The metrics at an address of their own: to the operator's token, or without one to whoever reaches the address. */
export function createMetricsApp(deps: MetricsDeps): Express {
  const problem = createProblems('')
  const app = emptyApp()
  app.use(assignRequestId, securityHeaders, checkHeaders(deps.metrics, problem))
  app.get('/metrics', showMetrics(deps))
  refuseOtherMethods(app, [{ path: '/metrics', method: 'get' }], problem)
  return endApp(app, errorHandler(deps, problem), problem)
}

type Answering = Pick<AppDeps, 'metrics' | 'peerAddress' | 'probes' | 'report'>
export type MetricsDeps = Answering & Pick<AppDeps, 'register' | 'figures' | 'driftToken'>

function emptyApp(): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  // An address has one spelling: what guards it in front of the hub need know no other.
  app.enable('case sensitive routing')
  app.enable('strict routing')
  return app
}

function endApp(app: Express, failed: Failed, problem: CreateProblem): Express {
  app.use((_req, res) => {
    answerProblem(res, problem('FINNS_EJ', requestId(res)))
  })
  // Express knows a handler of errors by its four parameters.
  app.use(((error, req, res, _next) => failed(error, req, res)) satisfies ErrorRequestHandler)
  return app
}

function showMetrics({ driftToken, register, figures }: MetricsDeps): RequestHandler {
  const monitors = isOperator(driftToken)
  return async (req, res) => {
    if (driftToken !== undefined && !monitors(req)) throw new TokenRefused('monitoring')
    res.setHeader('Cache-Control', 'no-store')
    write(res, 200, register.contentType, await figures())
  }
}

const OPEN_ROUTES: readonly Route[] = [
  '/health/live',
  '/health/ready',
  '/metrics',
  '/api/v1/api-info',
  '/api/v1/openapi.json',
].map((path) => ({ path, method: 'get' }))

const securityHeaders: Step = (req, res, next) => {
  // Over plain HTTP the header means nothing (RFC 6797); where a proxy ends TLS, the name is the proxy's to bind.
  if (req.socket instanceof TLSSocket) res.setHeader('Strict-Transport-Security', 'max-age=31536000')
  res.setHeader('X-Content-Type-Options', 'nosniff')
  res.setHeader('Referrer-Policy', 'no-referrer')
  next()
}

const noStore: Step = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store')
  next()
}

type Failed = (error: unknown, req: IncomingMessage, res: ServerResponse) => void

const errorHandler =
  ({ metrics, peerAddress, probes, report }: Answering, problem: CreateProblem): Failed =>
  (error, req, res) => {
    const code = problemCode(error)
    if (error instanceof TokenRefused) {
      metrics.tokenRejected(error.fault)
      probes.count(peerAddress(req))
    } else if (code !== 'BEGARAN_OGILTIG') report(code, requestId(res), error)
    // A partial answer must not look complete.
    if (res.headersSent) res.destroy()
    else answerProblem(res, problem(code, requestId(res)))
  }

function problemCode(error: unknown): ProblemCode {
  if (error instanceof InsynError) return error.code
  // Express itself refuses paths that cannot be decoded.
  return error instanceof URIError ? 'BEGARAN_OGILTIG' : 'OVANTAT'
}
