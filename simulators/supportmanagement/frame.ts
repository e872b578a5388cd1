import type { Request, RequestHandler } from 'express'
import { errorInPlaceOfAnswer, problem as swedish, sendAnswer } from '../case-system/answers.ts'
import type { ErrorControl } from '../fault-control.ts'
import { readDocument } from './document.ts'
import type { Errand, Errands, Namespace } from './errands.ts'
import { type Answer, error } from './rules.ts'

export interface FrameOptions {
  /** The one bearer token that the gateway before the service accepts. */
  readonly token: string
  /** Municipalities that the service knows. */
  readonly municipalities: readonly string[]
  /** How long an answer is held back by the fault `sen`, milliseconds. */
  readonly lateMs?: number
  /** Told of every request that does not follow the service's own document. */
  readonly deviation: (shortcoming: string) => void
}

type Reply = (req: Request, namespace: Namespace) => Answer | Promise<Answer>

export const ERRAND = '/:kommun/:namnrymd/errands/:errandId'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const SENT_BY = /^(\S+); type=adAccount$/

export const param = (req: Request, name: string): string => String(req.params[name])
/** Who is said to have sent the request. */
export const senderOf = (req: Request): string | undefined => SENT_BY.exec(req.get('x-sent-by') ?? '')?.[1]

/** What every request goes through: the service's document, the faults, the token, the namespace, and the access control. */
export function createFrame(errands: Errands, errorControl: ErrorControl, options: FrameOptions) {
  const { token, municipalities, lateMs = 60_000, deviation } = options
  const check = readDocument()

  function answer(req: Request, reply: Reply, read: boolean): Answer | Promise<Answer> {
    if (req.get('authorization') !== `Bearer ${token}`) return { ...swedish(401) }
    const municipality = param(req, 'kommun')
    if (!municipalities.includes(municipality)) return error(400, 'municipalityId: not a valid municipality ID')
    const namespace = errands.namespaceOf(municipality, param(req, 'namnrymd'))
    if (read && namespace.config?.accessControl === true && senderOf(req) === undefined)
      return error(401, 'access control')
    // The server before the service takes no encoded slash in a path.
    if (/%2f/i.test(req.path)) return error(400, 'Bad Request')
    const { method } = req
    const body: unknown = req.body
    if (['PUT', 'POST', 'PATCH'].includes(method) && (typeof body !== 'object' || body === null))
      return error(400, 'Required request body is missing')
    return reply(req, namespace)
  }

  return {
    /** With access control on, it is checked for reading and removing, not for creating an errand. */
    route: (operation: string, reply: Reply, { readFirst = true } = {}): RequestHandler => {
      return async (req, res) => {
        const { method, path, query, headers } = req
        const sent: unknown = ['PUT', 'POST', 'PATCH'].includes(method) ? req.body : undefined
        // The document describes what is JSON.
        const body = Buffer.isBuffer(sent) ? undefined : sent
        for (const shortcoming of check({ method, path, query, headers, body })) deviation(shortcoming)
        const damage = errorControl.nextError('support-management', undefined, operation, (fault) => fault !== 'hanger')
        const place = errorInPlaceOfAnswer(res, damage)
        if (place === 'sant') return
        if (place !== undefined) return sendAnswer(res, place, undefined, 0)
        const { status, headers: answered = {}, body: content } = await answer(req, reply, readFirst)
        res.set(answered)
        if (content === undefined) return void res.status(status).end()
        await sendAnswer(res, { status, body: content }, damage, lateMs)
      }
    },

    /** Of an errand that exists. What `before` answers comes before the errand is looked for. */
    withErrand: (
      reply: (req: Request, namespace: Namespace, errand: Errand) => Answer,
      before: (req: Request) => Answer | undefined | Promise<Answer | undefined> = () => undefined,
    ): Reply => {
      return async (req, namespace) => {
        const id = param(req, 'errandId')
        if (!UUID.test(id)) return error(400, 'errandId: not a valid UUID')
        const obstacle = await before(req)
        if (obstacle !== undefined) return obstacle
        const errand = namespace.errands.get(id.toLowerCase())
        return errand === undefined
          ? error(404, `An errand with id '${id}' could not be found`)
          : reply(req, namespace, errand)
      }
    },
  }
}
export type Frame = ReturnType<typeof createFrame>
