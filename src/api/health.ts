import type { RequestHandler } from 'express'
import { answerJson } from './answer.ts'

/** Rejects when the hub must get no traffic: database, migrations, keys, log. A source that is down does not count. */
export interface ReadinessCheck {
  readonly name: string
  check(): Promise<void>
}

const CHECK_TIMEOUT_MS = 2_000

export const alive: RequestHandler = (_req, res) => {
  answerJson(res, 200, { status: 'lever' })
}

/** Names the failed checks, without causes. */
export const ready =
  (checks: readonly ReadinessCheck[]): RequestHandler =>
  async (_req, res) => {
    const results = await Promise.all(checks.map(async (check) => ((await passes(check)) ? [] : [check.name])))
    const failed = results.flat()
    answerJson(res, failed.length === 0 ? 200 : 503, {
      status: failed.length === 0 ? 'redo' : 'ej-redo',
      brister: failed,
    })
  }

async function passes(check: ReadinessCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const timedOut = new Promise<boolean>((done) => {
    timer = setTimeout(done, CHECK_TIMEOUT_MS, false)
  })
  const answer = check.check().then(
    () => true,
    () => false,
  )
  const passed = await Promise.race([answer, timedOut])
  clearTimeout(timer)
  return passed
}
