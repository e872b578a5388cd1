import { Counter, Histogram, type Registry } from 'prom-client'
import type { TokenFault } from './auth.ts'
import type { Step } from './step.ts'

/** Why a request was refused before anybody read who sends it. */
export type HeadFault = 'headers_too_large' | 'too_many_headers' | 'header_repeated' | 'too_slow' | 'not_http'

export interface ApiMetrics {
  readonly measureRequest: Step
  tokenRejected(reason: TokenFault): void
  requestRefused(reason: HeadFault): void
  /** `neutral` covers absent, protected, without agreement and out of reach alike: a metric must not tell them apart. */
  uppslag(outcome: 'shown' | 'neutral' | 'refused' | 'error'): void
  /** Seconds from handing records to the access log until they were durable. */
  logWrite(seconds: number): void
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export function createApiMetrics(register: Registry): ApiMetrics {
  const registers = [register]
  const time = new Histogram({
    name: 'insyn_http_request_duration_seconds',
    help: 'Time to answer, by route template',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })
  const uppslag = new Counter({ name: 'insyn_uppslag_total', help: 'Lookups', labelNames: ['outcome'], registers })
  const token = new Counter({
    name: 'insyn_tokens_refused_total',
    help: 'Refused access tokens, by reason',
    labelNames: ['reason'],
    registers,
  })
  const head = new Counter({
    name: 'insyn_requests_refused_total',
    help: 'Requests refused by their headers or form alone, by reason',
    labelNames: ['reason'],
    registers,
  })
  const log = new Histogram({
    name: 'insyn_atkomstlogg_write_seconds',
    help: 'Time until access records are durable',
    buckets: SECONDS,
    registers,
  })

  return {
    measureRequest: (req, res, next) => {
      const start = process.hrtime.bigint()
      res.once('close', () => {
        // The template, never the path: a path may hold anything.
        const route = (req.route as { path?: string } | undefined)?.path ?? 'unknown'
        const method = METHODS.has(req.method ?? '') ? (req.method ?? '') : 'other'
        time.observe({ method, route, status: String(res.statusCode) }, Number(process.hrtime.bigint() - start) / 1e9)
      })
      next()
    },
    tokenRejected: (reason) => {
      token.inc({ reason })
    },
    requestRefused: (reason) => {
      head.inc({ reason })
    },
    uppslag: (outcome) => {
      uppslag.inc({ outcome })
    },
    logWrite: (seconds) => {
      log.observe(seconds)
    },
  }
}

export const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE'])
