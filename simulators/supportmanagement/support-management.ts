import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express'
import { errorInPlaceOfAnswer, problem as swedish, sendAnswer } from '../case-system/answers.ts'
import type { ErrorControl } from '../fault-control.ts'
import { readDocument } from './document.ts'
import type { Errand, Errands, JsonParameter, Namespace, NamespaceConfig } from './errands.ts'
import { parseFilter } from './filter.ts'
import type { SchemaService } from './json-schema.ts'
import { doubled, error, precondition, listError, numbered, type Answer } from './rules.ts'

export interface SupportManagementOptions {
  /** The one bearer token that the gateway before the service accepts. */
  readonly token: string
  /** Municipalities that the service knows. */
  readonly municipalities: readonly string[]
  /** How long an answer is held back by the fault `sen`, milliseconds. */
  readonly lateMs?: number
  /** Told of every request that does not follow the service's own document. */
  readonly deviation: (shortcoming: string) => void
}

const LARGEST_PAGE = 2_000
const READ_ONLY = ['id', 'errandNumber', 'reporterUserId', 'created', 'modified', 'touched', 'version'] as const
const MANDATORY = ['title', 'priority', 'status', 'reporterUserId'] as const
const PRIORITIES = ['LOW', 'MEDIUM', 'HIGH']

const param = (req: Request, name: string): string => String(req.params[name])
const etag = (version: number): Record<string, string> => ({ etag: `"${version}"` })

/** Sundsvall's support-management as README.md describes it; to be mounted under `/support-management`. */
export function supportManagement(
  errands: Errands,
  schemas: SchemaService,
  errorControl: ErrorControl,
  options: SupportManagementOptions,
): Router {
  const { token, municipalities, lateMs = 60_000, deviation } = options
  const check = readDocument()

  /** With access control on, it is checked for reading and removing, not for creating an errand. */
  const route = (
    operation: string,
    response: (req: Request, namespace: Namespace) => Answer,
    { readFirst = true } = {},
  ): RequestHandler => {
    return async (req, res) => {
      const { method, path, query, headers } = req
      const body: unknown = ['PUT', 'POST', 'PATCH'].includes(method) ? req.body : undefined
      for (const shortcoming of check({ method, path, query, headers, body })) deviation(shortcoming)
      const damage = errorControl.nextError('support-management', undefined, operation)
      const place = errorInPlaceOfAnswer(res, damage)
      if (place === 'sant') return
      if (place !== undefined) return sendAnswer(res, place, undefined, 0)
      const reply = answer(req, response, readFirst)
      res.set(reply.headers ?? {})
      if (reply.body === undefined) return void res.status(reply.status).end()
      await sendAnswer(res, { status: reply.status, body: reply.body }, damage, lateMs)
    }
  }

  function answer(req: Request, reply: (req: Request, namespace: Namespace) => Answer, read: boolean): Answer {
    if (req.get('authorization') !== `Bearer ${token}`) return { ...swedish(401) }
    const municipality = param(req, 'kommun')
    if (!municipalities.includes(municipality)) return error(400, 'municipalityId: not a valid municipality ID')
    const namespace = errands.namespaceOf(municipality, param(req, 'namnrymd'))
    if (read && namespace.config?.accessControl === true && !/^\S+; type=adAccount$/.test(req.get('x-sent-by') ?? ''))
      return error(401, 'access control')
    return reply(req, namespace)
  }

  const withErrand =
    (answer: (req: Request, namespace: Namespace, errand: Errand) => Answer) =>
    (req: Request, namespace: Namespace): Answer => {
      const errand = namespace.errands.get(param(req, 'errandId'))
      return errand === undefined
        ? error(404, `An errand with id '${param(req, 'errandId')}' could not be found`)
        : answer(req, namespace, errand)
    }

  /** Undefined: they may be kept. The schema service is asked first of all, and its absence is an answer of its own. */
  function jsonError(parameters: readonly JsonParameter[]): Answer | undefined {
    if (parameters.length === 0) return undefined
    if (errorControl.nextError('support-management', undefined, 'json-schema') !== undefined)
      return error(500, 'HV000028: Unexpected exception during isValid call.')
    for (const { schemaId, value } of parameters)
      if (!schemas.galler(schemaId, value))
        return error(400, `jsonParameters: Bad Gateway: json-schema-service error: '${schemaId}'`)
    return undefined
  }

  const router = express.Router()
  router.use(express.json({ limit: '16mb', strict: false }))
  const root = '/:kommun/:namnrymd'

  router
    .route(`${root}/namespace-config`)
    .get(
      route('namespace-config', (_req, { config, namespace, municipalityId }) =>
        config === undefined
          ? error(404, 'No config found')
          : { status: 200, body: { namespace, municipalityId, ...config } },
      ),
    )
    .post(
      route('namespace-config', (req, namespace) => {
        namespace.config = req.body as NamespaceConfig
        return { status: 201 }
      }),
    )
  router
    .route(`${root}/metadata/statuses`)
    .get(route('statuses', (_req, { statuses }) => ({ status: 200, body: [...statuses.values()] })))
    .post(
      route('statuses', (req, { statuses }) => {
        const status = req.body as { name: string }
        statuses.set(status.name, status)
        return { status: 201 }
      }),
    )

  router
    .route(`${root}/errands`)
    .get(
      route('sok', ({ query: { filter, size = '20', page = '0' } }, { config, errands: exists }) => {
        if (config === undefined) return error(404, 'No config found')
        const applies = filter === undefined ? () => true : parseFilter(typeof filter === 'string' ? filter : '')
        if (applies === undefined) return error(400, 'Invalid Filter Content')
        if (applies === 'okant') return error(500, 'Could not resolve attribute')
        const count = Math.min(LARGEST_PAGE, Number(size))
        const all = [...exists.values()].filter(applies).sort((a, b) => (a.id < b.id ? -1 : 1))
        const content = all.slice(Number(page) * count, (Number(page) + 1) * count)
        return {
          status: 200,
          body: { content, totalElements: all.length, totalPages: Math.ceil(all.length / count), size: count },
        }
      }),
    )
    .post(
      route(
        'skapa',
        (req, namespace) => {
          const fresh = req.body as Partial<Errand>
          if (namespace.config === undefined) return error(500, 'Missing shortCode')
          for (const field of MANDATORY) if (!fresh[field]) return error(400, `${field}: must not be blank`)
          if (!PRIORITIES.includes(fresh.priority ?? '')) return error(400, 'priority')
          if (!namespace.statuses.has(fresh.status ?? '')) return error(400, `status: value isn't valid`)
          if (doubled(fresh.externalTags)) return error(400, 'externalTags: keys in the collection must be unique')
          const obstacle = listError(fresh) ?? jsonError(fresh.jsonParameters ?? [])
          if (obstacle !== undefined) return obstacle
          const { id } = errands.create(namespace, numbered(fresh as Errand))
          const location = `/${namespace.municipalityId}/${namespace.namespace}/errands/${id}`
          return { status: 201, headers: { location } }
        },
        { readFirst: false },
      ),
    )

  router
    .route(`${root}/errands/:errandId`)
    .get(
      route(
        'errand',
        withErrand((_req, _namespace, errand) => ({ status: 200, body: errand, headers: etag(errand.version) })),
      ),
    )
    .patch(
      route(
        'andra',
        withErrand((req, namespace, errand) => {
          const change = req.body as Partial<Errand>
          const isProtected = READ_ONLY.find((field) => field in change)
          if (isProtected !== undefined) return error(400, `${isProtected}: must be null`)
          const obstacle =
            precondition(req, errand.version) ?? listError(change) ?? jsonError(change.jsonParameters ?? [])
          if (obstacle !== undefined) return obstacle
          if (change.status !== undefined && !namespace.statuses.has(change.status)) return error(400, 'status')
          // Here the database finds it, and not the validation.
          if (doubled(change.externalTags)) return error(500, 'Duplicate entry for key uq_external_tag')
          const changed = errands.change(namespace, errand, numbered(change))
          // Taken before the version is raised: one behind, in the header and in the body.
          return { status: 200, body: { ...changed, version: errand.version }, headers: etag(errand.version) }
        }),
      ),
    )
    .delete(
      route(
        'radera',
        withErrand((req, { errands: exists }, errand) => {
          const obstacle = precondition(req, errand.version)
          if (obstacle !== undefined) return obstacle
          exists.delete(errand.id)
          return { status: 204 }
        }),
      ),
    )

  router.get(
    `${root}/errands/:errandId/json-parameters`,
    route(
      'json-parameters',
      withErrand((_req, _namespace, { jsonParameters }) => ({ status: 200, body: jsonParameters })),
    ),
  )
  router
    .route(`${root}/errands/:errandId/json-parameters/:key`)
    .put(
      route(
        'json-parameter',
        withErrand((req, namespace, errand) => {
          const { key, schemaId, value } = req.body as JsonParameter
          if (param(req, 'key').includes('/')) return error(400, 'Bad Request')
          if (key !== param(req, 'key')) return error(400, 'Key in request body does not match key in path')
          const exists = errand.jsonParameters.find((one) => one.key === key)
          const obstacle =
            jsonError([{ key, schemaId, value, version: 0 }]) ??
            (exists === undefined ? undefined : precondition(req, exists.version))
          if (obstacle !== undefined) return obstacle
          const fresh = { key, schemaId, value, version: exists === undefined ? 0 : exists.version + 1 }
          const jsonParameters = [...errand.jsonParameters.filter((one) => one !== exists), fresh]
          errands.change(namespace, errand, { jsonParameters }, { ror: false })
          return { status: exists === undefined ? 201 : 200, body: fresh, headers: etag(fresh.version) }
        }),
      ),
    )
    .delete(
      route(
        'ta-json-parameter',
        withErrand((req, namespace, errand) => {
          const exists = errand.jsonParameters.find((one) => one.key === param(req, 'key'))
          if (exists === undefined) return error(404, 'A JSON parameter with that key could not be found')
          const obstacle = precondition(req, exists.version)
          if (obstacle !== undefined) return obstacle
          const jsonParameters = errand.jsonParameters.filter((one) => one !== exists)
          errands.change(namespace, errand, { jsonParameters }, { ror: false })
          return { status: 204 }
        }),
      ),
    )

  router.use((req: Request, res: Response) => {
    deviation(`${req.method}: no such operation`)
    return sendAnswer(res, error(404, 'Not Found') as { status: number; body: unknown }, undefined, 0)
  })
  router.use((_error: unknown, _req: Request, res: Response, _next: NextFunction) =>
    sendAnswer(res, error(400, 'Bad Request') as { status: number; body: unknown }, undefined, 0),
  )
  return router
}
