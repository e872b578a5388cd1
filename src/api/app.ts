import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { Registry } from 'prom-client'
import type { Handelse } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { InsynError } from '../errors.ts'
import { misslyckad, ogiltigBegaran, upptagenNyckel } from '../access/refusals.ts'
import type { Anropare } from '../access/caller.ts'
import { laggGrund } from '../access/grounds.ts'
import { skriv, svaraProblem } from './answer.ts'
import { visaApiInfo, visaOpenapi } from './api-info.ts'
import type { Autentisera } from './auth.ts'
import type { Klientcertifikat } from './client-certificate.ts'
import { lever, redo, type Beredskapskontroll } from './health.ts'
import { createIdempotens, type Idempotensdeps, type Idempotenslager } from './idempotency.ts'
import { avvisaOvrigaMetoder, type Rutt } from './methods.ts'
import { createApiMetrics, type ApiMetrics } from './metrics.ts'
import { operationHandler, type Operation } from './operation.ts'
import { operationer, type OperationerDeps } from './operations.ts'
import { problem, type Problemkod } from './problem.ts'
import { visaProblemtyp, visaProblemtyper } from './problem-page.ts'
import type { Rapportera } from './report.ts'
import { createTakt } from './rate-limit.ts'
import { createTilltrade, type Avstangd } from './admission.ts'
import { startsida, stilmall } from './start-page.ts'
import { begaranId, spara } from './trace.ts'
import { createGranskare } from './validation.ts'

export interface AppDeps extends OperationerDeps {
  readonly autentisera: Autentisera
  readonly klientcertifikat: Klientcertifikat
  readonly avstangd: Avstangd
  readonly disclose: Disclose
  readonly idempotens: Idempotenslager
  readonly register: Registry
  /** In Prometheus' text form: those of `register`, or of all processes that serve. */
  readonly matvarden: () => Promise<string>
  readonly beredskap: readonly Beredskapskontroll[]
  readonly rapportera: Rapportera
  /** Command lines for the start page. */
  readonly forstaUppslaget: string
}

/** Everything that the hub answers over HTTP. */
export function createApp(deps: AppDeps, utfor: readonly Operation[] = operationer(deps)): Express {
  const { register, beredskap, rapportera, nycklar } = deps
  const metrics = createApiMetrics(register)
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.use(spara, metrics.matBegaran, skyddandeHuvuden)

  app.use('/api', ejSparas)
  app.get('/api/v1/api-info', visaApiInfo)
  app.get('/api/v1/openapi.json', visaOpenapi())
  const grund = (handelse: Handelse, anropare: Anropare) => laggGrund(deps, handelse, anropare, {}).grund
  const avvisa: Idempotensdeps['avvisa'] = (handelse, anropare, fel) =>
    ogiltigBegaran(nycklar, grund(handelse, anropare), fel)
  const operationDeps = {
    ...deps,
    metrics,
    granskare: createGranskare(),
    slappIn: createTilltrade({ ...deps, takt: createTakt(deps.policy.klienter) }),
    avvisa,
    engangs: createIdempotens({
      ...deps,
      lager: deps.idempotens,
      avvisa,
      nekaNyckel: (handelse, anropare, hinder) => upptagenNyckel(nycklar, grund(handelse, anropare), hinder),
      misslyckas: (handelse, anropare, cause) => misslyckad(nycklar, grund(handelse, anropare), cause),
    }),
  } satisfies Parameters<typeof operationHandler>[0]
  for (const operation of utfor)
    app[operation.kontrakt.metod](operation.kontrakt.vag, operationHandler(operationDeps, operation))

  app.get('/health/live', lever)
  app.get('/health/ready', redo(beredskap))
  app.get('/metrics', async (_req, res) => {
    skriv(res, 200, register.contentType, await deps.matvarden())
  })
  app.get('/stil.css', stilmall)
  app.get('/', startsida(deps))
  app.get('/problem', visaProblemtyper)
  app.get('/problem/:namn', visaProblemtyp)
  avvisaOvrigaMetoder(app, [...OPPNA_RUTTER, ...utfor.map(({ kontrakt }) => kontrakt)])

  app.use((_req, res) => {
    svaraProblem(res, problem('FINNS_EJ', begaranId(res)))
  })
  app.use(felhanterare(metrics, rapportera))
  return app
}

const OPPNA_RUTTER: readonly Rutt[] = [
  '/health/live',
  '/health/ready',
  '/metrics',
  '/stil.css',
  '/',
  '/problem',
  '/api/v1/api-info',
  '/api/v1/openapi.json',
].map((vag) => ({ vag, metod: 'get' }))

const skyddandeHuvuden: RequestHandler = (_req, res, next) => {
  res.setHeader('X-Content-Type-Options', 'nosniff')
  res.setHeader('Referrer-Policy', 'no-referrer')
  next()
}

const ejSparas: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store')
  next()
}

const felhanterare =
  (metrics: ApiMetrics, rapportera: Rapportera): ErrorRequestHandler =>
  (error: unknown, _req, res, _next) => {
    const kod = problemkod(error)
    if (kod === 'TOKEN_OGILTIG') metrics.tokenAvvisad()
    else if (kod !== 'BEGARAN_OGILTIG') rapportera(kod, begaranId(res), error)
    // Half an answer must not look like a whole one.
    if (res.headersSent) res.destroy()
    else svaraProblem(res, problem(kod, begaranId(res)))
  }

function problemkod(error: unknown): Problemkod {
  if (error instanceof InsynError) return error.code
  // Express itself refuses paths that cannot be decoded.
  return error instanceof URIError ? 'BEGARAN_OGILTIG' : 'OVANTAT'
}
