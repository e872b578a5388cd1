import type { Router } from 'express'
import { ERRAND, type Frame, param } from './frame.ts'
import { historyOf } from './history.ts'
import { differences, type Revision } from './revisions.ts'
import { error } from './rules.ts'

/** What the service has kept of an errand's past and whom it has told. */
export function addHistoryRoutes(router: Router, { route, withErrand }: Frame): void {
  router.route(`${ERRAND}/revisions`).get(
    route(
      'revisions',
      withErrand((_req, namespace, { id }) => ({
        status: 200,
        body: historyOf(namespace, id).revisions.map(({ snapshot: _, ...revision }) => revision),
      })),
    ),
  )

  router.route(`${ERRAND}/revisions/difference`).get(
    route(
      'skillnad',
      withErrand(
        ({ query }, namespace, { id }) => {
          const { revisions } = historyOf(namespace, id)
          const [source, target] = [query['source'], query['target']].map((version): Revision | undefined =>
            revisions.find((one) => one.version === Number(version)),
          )
          if (source === undefined || target === undefined)
            return error(404, 'The version requested for the revision does not exist')
          return { status: 200, body: { operations: differences(source.snapshot, target.snapshot) } }
        },
        ({ query }) =>
          [query['source'], query['target']].every(
            (version) => typeof version === 'string' && /^\d{1,9}$/.test(version),
          )
            ? undefined
            : error(400, 'source, target: must be versions'),
      ),
    ),
  )

  router.route(`${ERRAND}/notifications`).get(
    route(
      'notifications',
      withErrand((_req, namespace, { id, errandNumber }) => ({
        status: 200,
        body: historyOf(namespace, id)
          .notifications.map((one) => ({ ...one, errandId: id, errandNumber }))
          .reverse(),
      })),
    ),
  )

  // The event log is a service of its own: it knows an errand that is gone too.
  router.route(`${ERRAND}/events`).get(
    route('events', (req, { history }) => {
      const content = history.get(param(req, 'errandId'))?.events ?? []
      return { status: 200, body: { content, totalElements: content.length, totalPages: 1, size: content.length } }
    }),
  )
}
