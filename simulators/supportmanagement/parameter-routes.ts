import type { Request, Router } from 'express'
import type { Errands, JsonParameter, Parameter } from './errands.ts'
import { ERRAND, type Frame, param } from './frame.ts'
import type { SchemaCheck } from './json-schema.ts'
import { mergedParameters, rewritten } from './lists.ts'
import {
  type Answer,
  error,
  etag,
  invalidJsonParameter,
  invalidParameters,
  precondition,
  unstorableJsonParameters,
  unstorableParameters,
} from './rules.ts'

/** Parameters and json-parameters by their own addresses, which make no revision and notify nobody. */
export function addParameterRoutes(
  router: Router,
  { route, withErrand }: Frame,
  errands: Errands,
  check: SchemaCheck,
): void {
  router
    .route(`${ERRAND}/parameters`)
    .get(
      route(
        'parameters',
        withErrand((_req, _namespace, { parameters }) => ({ status: 200, body: parameters.map(told) })),
      ),
    )
    .patch(
      route(
        'andra-parameters',
        withErrand(
          (req, namespace, errand) => {
            const sent = req.body as Parameter[]
            const obstacle = precondition(req, errand.version) ?? unstorableParameters(sent)
            if (obstacle !== undefined) return obstacle
            const parameters = mergedParameters(errand.parameters, sent)
            errands.write(namespace, errand, { parameters })
            return {
              status: 200,
              body: parameters.map((one) => ({ ...told(one), version: Math.max(0, one.version - 1) })),
            }
          },
          ({ body }) => (Array.isArray(body) ? invalidParameters(body as Parameter[]) : error(400, 'Bad Request')),
        ),
      ),
    )

  router
    .route(`${ERRAND}/parameters/:key`)
    .get(
      route(
        'parameter',
        withErrand((req, _namespace, { parameters }) => {
          const exists = found(parameters, req)
          return exists === undefined ? missing() : answered(exists)
        }),
      ),
    )
    .patch(
      route(
        'andra-parameter',
        withErrand(
          (req, namespace, errand) => {
            const exists = found(errand.parameters, req)
            if (exists === undefined) return missing()
            const changed = { ...exists, values: req.body as string[], version: exists.version + 1 }
            const obstacle = precondition(req, exists.version) ?? unstorableParameters([changed])
            if (obstacle !== undefined) return obstacle
            const parameters = errand.parameters.map((one) => (one === exists ? changed : one))
            errands.write(namespace, errand, { parameters })
            // Taken before the version is raised: one behind.
            return answered({ ...changed, version: exists.version })
          },
          ({ body }) => (Array.isArray(body) ? undefined : error(400, 'Bad Request')),
        ),
      ),
    )
    .delete(
      route(
        'ta-parameter',
        withErrand((req, namespace, errand) => {
          const exists = found(errand.parameters, req)
          if (exists === undefined) return missing()
          const obstacle = precondition(req, exists.version)
          if (obstacle !== undefined) return obstacle
          errands.write(namespace, errand, { parameters: errand.parameters.filter((one) => one !== exists) })
          return { status: 204 }
        }),
      ),
    )

  router.route(`${ERRAND}/json-parameters`).get(
    route(
      'json-parameters',
      withErrand((_req, _namespace, { jsonParameters }) => ({ status: 200, body: jsonParameters.map(told) })),
    ),
  )

  router
    .route(`${ERRAND}/json-parameters/:key`)
    .get(
      route(
        'las-json-parameter',
        withErrand((req, _namespace, { jsonParameters }) => {
          const exists = found(jsonParameters, req)
          return exists === undefined ? missing() : answered(exists)
        }),
      ),
    )
    .put(
      route(
        'json-parameter',
        withErrand(
          (req, namespace, errand) => {
            const exists = found(errand.jsonParameters, req)
            const fresh = rewritten(exists, req.body as JsonParameter)
            const jsonParameters = [...errand.jsonParameters.filter((one) => one !== exists), fresh]
            const obstacle =
              (exists === undefined ? undefined : precondition(req, exists.version)) ??
              unstorableJsonParameters(jsonParameters)
            if (obstacle !== undefined) return obstacle
            errands.write(namespace, errand, { jsonParameters })
            return { ...answered(fresh), status: exists === undefined ? 201 : 200 }
          },
          async (req) => {
            const parameter = req.body as JsonParameter
            return (
              invalidJsonParameter(parameter) ??
              (await check([parameter])) ??
              (parameter.key === param(req, 'key')
                ? undefined
                : error(400, 'Key in request body does not match key in path'))
            )
          },
        ),
      ),
    )
    .delete(
      route(
        'ta-json-parameter',
        withErrand((req, namespace, errand) => {
          const exists = found(errand.jsonParameters, req)
          if (exists === undefined) return missing()
          const obstacle = precondition(req, exists.version)
          if (obstacle !== undefined) return obstacle
          errands.write(namespace, errand, { jsonParameters: errand.jsonParameters.filter((one) => one !== exists) })
          return { status: 204 }
        }),
      ),
    )
}

const found = <T extends { readonly key: string }>(entries: readonly T[], req: Request): T | undefined =>
  entries.find(({ key }) => key === param(req, 'key'))

const missing = (): Answer => error(404, 'A parameter with that key could not be found')

const told = <T extends { readonly id?: string }>({ id: _, ...entry }: T): Omit<T, 'id'> => entry

const answered = (entry: Parameter | JsonParameter): Answer => ({
  status: 200,
  body: told(entry),
  headers: etag(entry.version),
})
