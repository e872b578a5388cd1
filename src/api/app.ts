import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { Registry } from 'prom-client'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { InsynError } from '../errors.ts'
import { ogiltigBegaran } from '../uppslag/avvisning.ts'
import type { ArendeDeps } from '../uppslag/arende.ts'
import { laggGrund } from '../uppslag/grund.ts'
import { skriv, svaraProblem } from './answer.ts'
import type { Autentisera } from './auth.ts'
import type { Klientcertifikat } from './klientcertifikat.ts'
import { lever, redo, type Beredskapskontroll } from './health.ts'
import { createApiMetrics, type ApiMetrics } from './metrics.ts'
import { operationHandler } from './operation.ts'
import { operationer } from './operationer.ts'
import { problem, type Problemkod } from './problem.ts'
import type { Rapportera } from './report.ts'
import { createTakt } from './takt.ts'
import { createTilltrade, type Avstangd } from './tilltrade.ts'
import { startsida, stilmall } from './startsida.ts'
import { begaranId, spara } from './trace.ts'
import { createGranskare } from './validation.ts'

export interface AppDeps extends ArendeDeps {
  readonly autentisera: Autentisera
  readonly klientcertifikat: Klientcertifikat
  readonly avstangd: Avstangd
  readonly disclose: Disclose
  readonly register: Registry
  readonly beredskap: readonly Beredskapskontroll[]
  readonly rapportera: Rapportera
  /** Command lines for the start page. */
  readonly forstaUppslaget: string
}

/** Everything that the hub answers over HTTP. */
export function createApp(deps: AppDeps): Express {
  const { register, beredskap, rapportera, nycklar } = deps
  const metrics = createApiMetrics(register)
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.use(spara, metrics.matBegaran, skyddandeHuvuden)

  app.get('/health/live', lever)
  app.get('/health/ready', redo(beredskap))
  app.get('/metrics', async (_req, res) => {
    skriv(res, 200, register.contentType, await register.metrics())
  })
  app.get('/stil.css', stilmall)
  app.get('/', startsida(deps))

  app.use('/api', ejSparas)
  const operationDeps = {
    ...deps,
    metrics,
    granskare: createGranskare(),
    slappIn: createTilltrade({ ...deps, takt: createTakt(deps.policy.klienter) }),
    avvisa: (handelse, anropare, fel) => ogiltigBegaran(nycklar, laggGrund(deps, handelse, anropare, {}).grund, fel),
  } satisfies Parameters<typeof operationHandler>[0]
  for (const operation of operationer(deps))
    app[operation.kontrakt.metod](operation.kontrakt.vag, operationHandler(operationDeps, operation))

  app.use((_req, res) => {
    svaraProblem(res, problem('FINNS_EJ', begaranId(res)))
  })
  app.use(felhanterare(metrics, rapportera))
  return app
}

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
