import { Ajv } from 'ajv'
import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express'
import type { ErrorControl } from '../fault-control.ts'
import { type Answer, errorInPlaceOfAnswer, problem, sendAnswer } from './answers.ts'
import type { Arende, ArendeStore, Verdict } from './arende-store.ts'
import { Enrichment, Mirroring } from './schemas.ts'

export interface CaseSystemClientOptions {
  /** The one bearer token that is accepted. */
  readonly token: string
  /** How long an answer is held back by the fault `sen`, milliseconds. */
  readonly lateMs?: number
}

const followsSchema = new Ajv({ allErrors: true, validateSchema: false }).compile<Mirroring>(Mirroring)
const isEnrichment = new Ajv({ validateSchema: false }).compile<Enrichment>(Enrichment)
const LARGEST_PAGE = 500

const openArende = ({ arendeId, personnummer, andamal, huvudkategori }: Arende): object => ({
  arendeId,
  personnummer,
  andamal,
  ...(huvudkategori === undefined ? {} : { huvudkategori }),
})

function outcomeAsAnswer(verdict: Verdict): Answer {
  if (verdict === 'okant-arende') return problem(404)
  if (verdict === 'tar-inte-emot') return problem(409)
  return { status: 200, body: verdict }
}

const integer = (text: unknown): number | undefined =>
  typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined

const param = (req: Request, name: string): string => String(req.params[name])

/** The REST interface that the hub writes to, as README.md describes it; to be mounted under `/arendesystem`. */
export function caseSystem(store: ArendeStore, error: ErrorControl, options: CaseSystemClientOptions): Router {
  const { token, lateMs = 60_000 } = options

  /** `operation` is what a fault switch calls it. */
  const route = (operation: string, answer: (req: Request) => Answer): RequestHandler => {
    return async (req, res) => {
      const damage = error.nextError('arendesystem', undefined, operation)
      const place = errorInPlaceOfAnswer(res, damage)
      if (place === 'sant') return
      await sendAnswer(res, place ?? (authorised(req) ? answer(req) : problem(401)), damage, lateMs)
    }
  }
  const authorised = (req: Request): boolean => req.get('authorization') === `Bearer ${token}`

  const router = express.Router()
  router.use(express.json({ limit: '5mb' }))

  router.get(
    '/arenden',
    route('oppnaArenden', ({ query: { status, antal = '100', efter: after } }) => {
      const wanted = integer(antal)
      if (status !== 'oppet' || wanted === undefined || wanted < 1 || wanted > LARGEST_PAGE) return problem(400)
      if (after !== undefined && typeof after !== 'string') return problem(400)
      const page = store.open(wanted, after)
      const next = page.length === wanted ? (page.at(-1)?.arendeId ?? null) : null
      return { status: 200, body: { arenden: page.map(openArende), nasta: next } }
    }),
  )
  router.get(
    '/arenden/:arendeId',
    route('arende', (req) => {
      const arende = store.arende(param(req, 'arendeId'))
      if (arende === undefined) return problem(404)
      const { enrichment = null, ...others } = arende
      return {
        status: 200,
        body: { ...others, berikning: enrichment, speglingar: store.mirrorings(arende.arendeId) },
      }
    }),
  )
  router.put(
    '/arenden/:arendeId/spegling/:uppgiftRef',
    route('skriv', (req) => {
      const mirroring: unknown = req.body
      if (!followsSchema(mirroring))
        return problem(400, followsSchema.errors?.map((e) => `${e.instancePath} ${e.keyword}`).join(', '))
      if (mirroring.uppgiftRef !== param(req, 'uppgiftRef')) return problem(400, 'uppgiftRef skiljer sig från adressen')
      return outcomeAsAnswer(store.write(param(req, 'arendeId'), mirroring))
    }),
  )
  router.put(
    '/arenden/:arendeId/berikning',
    route('berika', (req) => {
      const enrichment: unknown = req.body
      if (!isEnrichment(enrichment)) return problem(400)
      return outcomeAsAnswer(store.enrich(param(req, 'arendeId'), enrichment))
    }),
  )
  router.delete(
    '/arenden/:arendeId/spegling/:uppgiftRef',
    route('taBort', (req) => {
      const version = integer(req.query.version)
      if (version === undefined) return problem(400, 'version saknas eller är inget heltal')
      return outcomeAsAnswer(store.remove(param(req, 'arendeId'), param(req, 'uppgiftRef'), version))
    }),
  )
  router.delete(
    '/arenden/:arendeId/spegling',
    route('rensa', (req) => {
      const removed = store.purge(param(req, 'arendeId'))
      return removed === undefined ? problem(404) : { status: 200, body: { borttagna: removed } }
    }),
  )
  router.use((_req: Request, res: Response) => sendAnswer(res, problem(404), undefined, 0))
  router.use((_error: unknown, _req: Request, res: Response, _next: NextFunction) =>
    sendAnswer(res, problem(400, 'bodyn gick inte att läsa'), undefined, 0),
  )
  return router
}
