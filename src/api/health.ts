import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { failureCode } from '../errors.ts'
import { isOutage } from '../platform/database/faults.ts'
import { allValues } from './admission.ts'
import { answerJson } from './answer.ts'
import { problemName } from './problem.ts'

/** Rejects when the hub must get no traffic: database, migrations, keys, log. A source that is down does not count. */
export interface ReadinessCheck {
  readonly name: string
  /** Told to the operator alone: traffic is no reason to go elsewhere. */
  readonly warns?: true
  check(): Promise<void>
}

const CHECK_TIMEOUT_MS = 2_000

export const alive: RequestHandler = (_req, res) => {
  answerJson(res, 200, { status: 'lever' })
}

/** Whether a request carries the operator's token; nothing does when there is none. */
export function isOperator(token: string | undefined): (req: IncomingMessage) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const right = token === undefined ? undefined : digest(token)
  return (req) => {
    const [authorization = '', ...several] = allValues(req, 'Authorization')
    const stated = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    // Digests have one length, and comparing them takes the same time wherever they differ.
    return right !== undefined && stated !== undefined && several.length === 0 && timingSafeEqual(digest(stated), right)
  }
}

/** Names the failed checks to the operator alone, without causes. Callers at the same time share one round of checks. */
export function ready(checks: readonly ReadinessCheck[], monitors: (req: IncomingMessage) => boolean): RequestHandler {
  let round: Promise<readonly ReadinessCheck[]> | undefined
  const failures = async () => {
    const results = await Promise.all(
      checks.map(async (check) => {
        const name = await failure(check)
        return name === undefined ? [] : [{ ...check, name }]
      }),
    )
    round = undefined
    return results.flat()
  }
  return async (req, res) => {
    const found = await (round ??= failures())
    const failed = found.filter(({ warns }) => warns !== true).map(({ name }) => name)
    const warnings = found.filter(({ warns }) => warns === true).map(({ name }) => name)
    res.setHeader('Cache-Control', 'no-store')
    answerJson(res, failed.length === 0 ? 200 : 503, {
      status: failed.length === 0 ? 'redo' : 'ej-redo',
      ...(monitors(req) ? { brister: failed, varningar: warnings } : {}),
    })
  }
}

/** The name of the check, or of the outage of the database that it met. */
async function failure(one: ReadinessCheck): Promise<string | undefined> {
  const { name } = one
  let timer: NodeJS.Timeout | undefined
  const timedOut = new Promise<string>((done) => {
    timer = setTimeout(done, CHECK_TIMEOUT_MS, name)
  })
  const answer = one.check().then(
    () => undefined,
    (error: unknown) => {
      const code = failureCode(error)
      return isOutage(code) ? problemName(code) : name
    },
  )
  const failed = await Promise.race([answer, timedOut])
  clearTimeout(timer)
  return failed
}
