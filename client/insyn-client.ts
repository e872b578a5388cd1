import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from './schema.d.ts'

export type Problem = components['schemas']['Problem']
export type ProblemCode = Problem['kod']

export interface InsynClientOptions {
  /** With the version: `https://insyn.example/api/v1`. */
  readonly baseUrl: string
  /** Asked before every call, so that whoever gives it can renew it in time. */
  readonly token: () => string | Promise<string>
  /** W3C trace of the work that calls are part of. */
  readonly traceparent?: () => string | undefined
  readonly fetch?: (request: Request) => Promise<Response>
}

/** What Insyn answered in place of what was asked for. Neither says anything of a person. */
export class InsynProblem extends Error {
  readonly status: number
  /** Undefined when what answered was not Insyn, but something in between. */
  readonly problem: Problem | undefined
  /** To be given to whoever runs Insyn. */
  readonly requestId: string | undefined
  /** Address of the page that says what the problem means and what to do: its `type`, which may be relative. */
  readonly page: string | undefined
  /** Seconds to wait before the same is worth another try; undefined when it is not. */
  readonly retryAfter: number | undefined

  constructor(response: Response, problem: Problem | undefined) {
    super(problem === undefined ? `answered ${String(response.status)}` : `${problem.kod}: ${problem.detail}`)
    this.name = 'InsynProblem'
    this.status = response.status
    this.problem = problem
    this.page =
      problem !== undefined && URL.canParse(problem.type, response.url)
        ? new URL(problem.type, response.url).href
        : undefined
    this.requestId = response.headers.get('x-request-id') ?? undefined
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    this.retryAfter = Number.isFinite(seconds) ? seconds : undefined
  }

  get kod(): ProblemCode | undefined {
    return this.problem?.kod
  }
}

/**
 * A client typed by the published document. Every call has a request id of its own, and every answer of 400 or more is
 * thrown as an InsynProblem: what comes back has its data.
 */
export function createInsynClient({ baseUrl, token, traceparent, fetch }: InsynClientOptions) {
  const client = createClient<paths>({ baseUrl, ...(fetch === undefined ? {} : { fetch }) })
  const middleware: Middleware = {
    async onRequest({ request }) {
      request.headers.set('Authorization', `Bearer ${await token()}`)
      if (!request.headers.has('X-Request-Id')) request.headers.set('X-Request-Id', crypto.randomUUID())
      // Of sources whose state needs nobody's attention one row each, in `kallage`; `kallor` has the others.
      if (!request.headers.has('Prefer')) request.headers.set('Prefer', 'return=minimal')
      const trace = traceparent?.()
      if (trace !== undefined && !request.headers.has('traceparent')) request.headers.set('traceparent', trace)
      return request
    },
    async onResponse({ response }) {
      if (!response.ok) throw new InsynProblem(response, await readProblem(response))
      return undefined
    },
  }
  client.use(middleware)
  return client
}

export type InsynClient = ReturnType<typeof createInsynClient>

/** The data of an answer: there always is some, since everything else is thrown. */
export function dataOf<T>({ data }: { readonly data?: T }): T {
  if (data === undefined) throw new TypeError('an answer without data')
  return data
}

/** For what starts something: make one per intention, and send the same one again when the answer did not arrive. */
export const idempotencyKey = (): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': crypto.randomUUID() })

async function readProblem(response: Response): Promise<Problem | undefined> {
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json')) return undefined
  return (await response.json().catch(() => undefined)) as Problem | undefined
}
