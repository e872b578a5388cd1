import type { Router } from 'express'
import type { Errand, Errands, Namespace } from './errands.ts'
import { parseFilter } from './filter.ts'
import { ERRAND, type Frame, param, senderOf } from './frame.ts'
import { historyOf } from './history.ts'
import type { SchemaCheck } from './json-schema.ts'
import { folded, mergedJsonParameters, mergedParameters } from './lists.ts'
import { type Answer, error, etag, invalid, precondition, unstorable, unstorableJsonParameters } from './rules.ts'

const LARGEST_PAGE = 2_000

/** The errands themselves: searched, created, read, changed and removed. */
export function addErrandRoutes(router: Router, { route, withErrand }: Frame, errands: Errands, check: SchemaCheck) {
  router
    .route('/:kommun/:namnrymd/errands')
    .get(
      route('sok', ({ query: { filter, size = '20', page = '0' } }, namespace) => {
        if (namespace.config === undefined) return error(404, 'No config found')
        const applies = filter === undefined ? () => true : parseFilter(typeof filter === 'string' ? filter : '')
        if (applies === 400) return error(400, 'Invalid Filter Content')
        if (applies === 500) return error(500, 'Internal Server Error')
        const count = Math.min(LARGEST_PAGE, Number(size))
        const all = [...namespace.errands.values()].filter(applies).sort((a, b) => (a.id < b.id ? -1 : 1))
        const content = all
          .slice(Number(page) * count, (Number(page) + 1) * count)
          .map((errand) => told(namespace, errand))
        return {
          status: 200,
          body: { content, totalElements: all.length, totalPages: Math.ceil(all.length / count), size: count },
        }
      }),
    )
    .post(
      route(
        'skapa',
        async (req, namespace) => {
          const fresh = req.body as Errand
          const obstacle =
            invalid(fresh, { isNew: true }) ??
            unknownStatus(namespace, fresh) ??
            (await check(fresh.jsonParameters ?? [])) ??
            (namespace.config === undefined ? error(500, 'Missing shortCode') : undefined) ??
            unstorable(fresh)
          if (obstacle !== undefined) return obstacle
          const { id } = errands.create(
            namespace,
            {
              ...fresh,
              parameters: mergedParameters([], fresh.parameters ?? []),
              jsonParameters: mergedJsonParameters([], fresh.jsonParameters ?? []),
            },
            senderOf(req),
          )
          const location = `/${namespace.municipalityId}/${param(req, 'namnrymd')}/errands/${id}`
          return { status: 201, headers: { location } }
        },
        { readFirst: false },
      ),
    )

  router
    .route(ERRAND)
    .get(
      route(
        'errand',
        withErrand((_req, namespace, errand) => ({
          status: 200,
          body: told(namespace, errand),
          headers: etag(errand.version),
        })),
      ),
    )
    .patch(
      route('andra', async (req, namespace) => {
        const change = req.body as Partial<Errand>
        return withErrand(
          (_req, _namespace, errand) => {
            const { jsonParameters } = change
            const replaced = (jsonParameters ?? []).concat(
              // The new rows are written before the old ones go.
              errand.jsonParameters.filter(({ key }) => !jsonParameters?.some((one) => one.key === key)),
            )
            const obstacle =
              precondition(req, errand.version) ?? unstorable(change) ?? unstorableJsonParameters(replaced)
            if (obstacle !== undefined) return obstacle
            const changed = errands.change(namespace, errand, change, senderOf(req))
            // Taken before the version is raised for the last time: one behind, in the header and in the body.
            const version = changed.version - 1
            return { status: 200, body: { ...told(namespace, changed), version }, headers: etag(version) }
          },
          async () =>
            invalid(change, { isNew: false }) ??
            unknownStatus(namespace, change) ??
            (await check(change.jsonParameters ?? [])),
        )(req, namespace)
      }),
    )
    .delete(
      route(
        'radera',
        withErrand((req, namespace, errand) => {
          const obstacle = precondition(req, errand.version)
          if (obstacle !== undefined) return obstacle
          errands.remove(namespace, errand, senderOf(req))
          return { status: 204 }
        }),
      ),
    )
}

/** A blank status is no status. */
const unknownStatus = ({ statuses }: Namespace, { status }: Partial<Errand>): Answer | undefined =>
  !status?.trim() || [...statuses.keys()].some((name) => folded(name) === folded(status))
    ? undefined
    : error(400, `status: value isn't valid`)

/** An errand as it is answered: without what only its rows have. */
function told(namespace: Namespace, errand: Errand) {
  const withoutId = <T extends { readonly id?: string }>({ id: _, ...entry }: T): Omit<T, 'id'> => entry
  const { notifications } = historyOf(namespace, errand.id)
  return {
    ...errand,
    attachments: undefined,
    parameters: errand.parameters.map(withoutId),
    jsonParameters: errand.jsonParameters.map(withoutId),
    activeNotifications: notifications.filter((one) => !one.acknowledged || !one.globalAcknowledged),
  }
}
