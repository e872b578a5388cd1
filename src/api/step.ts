import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Request } from 'express'

/** A request of Node's, with what Express adds to those that come through it. */
export type Asking = IncomingMessage & Partial<Pick<Request, 'params' | 'query' | 'is'>> & { route?: unknown }

/** What is done before a handler, in front of Express or in it. */
export type Step = (req: Asking, res: ServerResponse, next: () => void) => void

export type Handle = (req: Asking, res: ServerResponse) => Promise<void>
