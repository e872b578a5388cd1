import { randomUUID } from 'node:crypto'
import express, { type Router } from 'express'
import type { Errands } from './errands.ts'
import { ERRAND, type Frame, param, senderOf } from './frame.ts'
import { error } from './rules.ts'

const PART = /\bname="errandAttachment"; ?filename="([^"]*)"/

/** Files that people add: each makes a revision of the whole errand. */
export function addAttachmentRoutes(router: Router, { route, withErrand }: Frame, errands: Errands): void {
  router.use(`${ERRAND}/attachments`, express.raw({ type: 'multipart/form-data', limit: '16mb' }))
  router
    .route(`${ERRAND}/attachments`)
    .get(
      route(
        'bilagor',
        withErrand((_req, _namespace, { attachments = [] }) => ({
          status: 200,
          body: attachments.map(({ fileSize: _, ...attachment }) => attachment),
        })),
      ),
    )
    .post(
      route(
        'bilaga',
        withErrand((req, namespace, errand) => {
          const content: unknown = req.body
          const fileName = Buffer.isBuffer(content) ? PART.exec(content.toString('latin1'))?.[1] : undefined
          if (!Buffer.isBuffer(content) || fileName === undefined)
            return error(400, `Required part 'errandAttachment' is not present.`)
          const [id, created] = [randomUUID(), new Date().toISOString()]
          const attachment = { id, fileName, fileSize: content.length, created }
          errands.attach(namespace, errand, [...(errand.attachments ?? []), attachment], senderOf(req))
          return {
            status: 201,
            headers: {
              location: `/${namespace.municipalityId}/${param(req, 'namnrymd')}/errands/${errand.id}/attachments/${id}`,
            },
          }
        }),
      ),
    )

  router.route(`${ERRAND}/attachments/:attachmentId`).delete(
    route(
      'ta-bilaga',
      withErrand((req, namespace, errand) => {
        const { attachments = [] } = errand
        const kept = attachments.filter(({ id }) => id !== param(req, 'attachmentId'))
        if (kept.length === attachments.length) return error(404, 'An attachment with that id could not be found')
        errands.attach(namespace, errand, kept, senderOf(req))
        return { status: 204 }
      }),
    ),
  )
}
