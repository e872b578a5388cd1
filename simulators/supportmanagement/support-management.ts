import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { sendAnswer } from '../case-system/answers.ts'
import type { ErrorControl } from '../fault-control.ts'
import { addAttachmentRoutes } from './attachment-routes.ts'
import { addErrandRoutes } from './errand-routes.ts'
import type { Errands, NamespaceConfig } from './errands.ts'
import { createFrame, type Frame, type FrameOptions } from './frame.ts'
import { addHistoryRoutes } from './history-routes.ts'
import { createSchemaCheck, type SchemaService } from './json-schema.ts'
import { folded } from './lists.ts'
import { addParameterRoutes } from './parameter-routes.ts'
import { error } from './rules.ts'

export interface SupportManagementOptions extends FrameOptions {
  /** How long the JSON-schema service is waited for, milliseconds. */
  readonly schemaTimeoutMs?: number
}

/** Sundsvall's support-management as README.md describes it; to be mounted under `/support-management`. */
export function supportManagement(
  errands: Errands,
  schemas: SchemaService,
  errorControl: ErrorControl,
  options: SupportManagementOptions,
): Router {
  const { deviation, schemaTimeoutMs = 30_000 } = options
  const frame = createFrame(errands, errorControl, options)
  const check = createSchemaCheck(schemas, errorControl, schemaTimeoutMs)
  const router = express.Router()
  router.use(express.json({ limit: '16mb', strict: false }))
  addNamespaceRoutes(router, frame)
  addErrandRoutes(router, frame, errands, check)
  addParameterRoutes(router, frame, errands, check)
  addHistoryRoutes(router, frame)
  addAttachmentRoutes(router, frame, errands)

  const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
  const paths = router.stack.flatMap(({ route }) => (route === undefined ? [] : [route.path]))
  for (const path of paths)
    for (const method of methods)
      router[method](path, (_req, res) => {
        deviation(`${method.toUpperCase()}: no such operation`)
        return refuse(res, 405, 'Method Not Allowed')
      })
  router.use((req: Request, res: Response) => {
    deviation(`${req.method}: no such operation`)
    return refuse(res, 404, 'Not Found')
  })
  // What is no JSON is a bad request. A body that is too large breaks in the database, as whatever else is unforeseen.
  router.use(({ type }: { type?: string }, _req: Request, res: Response, _next: NextFunction) =>
    type === 'entity.parse.failed' ? refuse(res, 400, 'Bad Request') : refuse(res, 500, 'Internal Server Error'),
  )
  return router
}

const refuse = (res: Response, status: number, detail: string): Promise<void> =>
  sendAnswer(res, { status, body: error(status, detail).body }, undefined, 0)

/** What must be registered before the first errand. */
function addNamespaceRoutes(router: Router, { route }: Frame): void {
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
        const config = req.body as Partial<NamespaceConfig>
        if (config.displayName == null || config.shortCode == null) return error(400, 'must not be null')
        if (namespace.config !== undefined) return error(400, 'Namespace already exists')
        namespace.config = req.body as NamespaceConfig
        return { status: 201 }
      }),
    )
  router
    .route(`${root}/metadata/statuses`)
    .get(route('statuses', (_req, { statuses }) => ({ status: 200, body: [...statuses.values()] })))
    .post(
      route('statuses', (req, { statuses }) => {
        const status = req.body as { name?: string }
        if (!status.name?.trim()) return error(400, 'name: must not be blank')
        const { name } = status
        if ([...statuses.keys()].some((one) => folded(one) === folded(name))) return error(400, 'status already exists')
        statuses.set(name, { ...status, name })
        return { status: 201 }
      }),
    )
}
