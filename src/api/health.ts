import type { RequestHandler } from 'express'
import { answerJson } from './answer.ts'

/** Rejects when the hub must get no traffic: database, migrations, keys, log. A source that is down is no reason. */
export interface ReadinessCheck {
  readonly namn: string
  check(): Promise<void>
}

const TIME_MS = 2_000

export const alive: RequestHandler = (_req, res) => {
  answerJson(res, 200, { status: 'lever' })
}

/** Says which check failed by its name and nothing of why. */
export const ready =
  (checks: readonly ReadinessCheck[]): RequestHandler =>
  async (_req, res) => {
    const verdict = await Promise.all(checks.map(async (check) => ((await passes(check)) ? [] : [check.namn])))
    const shortcomings = verdict.flat()
    answerJson(res, shortcomings.length === 0 ? 200 : 503, {
      status: shortcomings.length === 0 ? 'redo' : 'ej-redo',
      brister: shortcomings,
    })
  }

async function passes(check: ReadinessCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const forSent = new Promise<boolean>((done) => {
    timer = setTimeout(done, TIME_MS, false)
  })
  const answer = check.check().then(
    () => true,
    () => false,
  )
  const passed = await Promise.race([answer, forSent])
  clearTimeout(timer)
  return passed
}
