import type { Express } from 'express'
import { answerProblem } from './answer.ts'
import type { CreateProblem } from './problem.ts'
import { requestId } from './trace.ts'

/** A route and the method that it is registered with. */
export interface Route {
  readonly path: string
  readonly method: 'get' | 'post' | 'put'
}

/**
 * Answers every other method on these routes with 405 and the allowed methods. To be called after the routes are
 * registered. HEAD goes to the handler of GET, and so through the same log.
 */
export function refuseOtherMethods(app: Express, routes: readonly Route[], problem: CreateProblem): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const registered = new Set(routes.filter((route) => route.path === path).map(({ method }) => method))
    const allowed = ORDER.filter((method) => registered.has(method)).flatMap((method) => METHODS[method])
    app.all(path, (_req, res) => {
      res.setHeader('Allow', allowed.join(', '))
      answerProblem(res, problem('METOD_EJ_TILLATEN', requestId(res)))
    })
  }
}

const METHODS = { get: ['GET', 'HEAD'], post: ['POST'], put: ['PUT'] } as const satisfies Record<
  Route['method'],
  string[]
>
/** Order of the Allow header, independent of the order of the routes. */
const ORDER = ['get', 'post', 'put'] as const
