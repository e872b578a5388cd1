import type { Express } from 'express'
import { svaraProblem } from './answer.ts'
import { problem } from './problem.ts'
import { begaranId } from './trace.ts'

/** A route and the method that it is registered with. */
export interface Rutt {
  readonly vag: string
  readonly metod: 'get' | 'post' | 'put'
}

/**
 * Answers every other method on these routes with 405 and what would have been allowed. To be called when the routes
 * themselves are registered. HEAD goes to the handler of GET, and so through the same log.
 */
export function avvisaOvrigaMetoder(app: Express, rutter: readonly Rutt[]): void {
  for (const vag of new Set(rutter.map((rutt) => rutt.vag))) {
    const egna = new Set(rutter.filter((rutt) => rutt.vag === vag).map(({ metod }) => metod))
    const tillatna = ORDNING.filter((metod) => egna.has(metod)).flatMap((metod) => METODER[metod])
    app.all(vag, (_req, res) => {
      res.setHeader('Allow', tillatna.join(', '))
      svaraProblem(res, problem('METOD_EJ_TILLATEN', begaranId(res)))
    })
  }
}

const METODER = { get: ['GET', 'HEAD'], post: ['POST'], put: ['PUT'] } as const satisfies Record<
  Rutt['metod'],
  string[]
>
/** Whatever order the routes come in. */
const ORDNING = ['get', 'post', 'put'] as const
