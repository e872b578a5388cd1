import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { isPlainJson } from './json-body.ts'
import type { Route } from './methods.ts'
import type { Asking, Handle, Step } from './step.ts'

interface Way {
  readonly route: Route
  readonly steps: readonly Step[]
  readonly handle: Handle
  readonly failed: (error: unknown, req: IncomingMessage, res: ServerResponse) => void
}

/**
 * Answers one route without Express, which takes longer to find a handler than most handlers take: for requests in the one
 * spelling that clients use. Every other goes through Express to the same steps and the same handler.
 */
export function inFront(app: RequestListener, { route, steps, handle, failed }: Way): RequestListener {
  const method = route.method.toUpperCase()
  return (req: Asking, res: ServerResponse<IncomingMessage> & { req: IncomingMessage }) => {
    if (req.url !== route.path || req.method !== method || !isPlainJson(req)) return app(req, res)
    // As Express has it: the route is what metrics and traces call the request by.
    req.route = route
    let done = 0
    const next = (): void => {
      const step = steps[done++]
      if (step !== undefined) step(req, res, next)
      else handle(req, res).catch((error: unknown) => failed(error, req, res))
    }
    try {
      next()
    } catch (error) {
      failed(error, req, res)
    }
  }
}
