import { Ajv } from 'ajv'
import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express'
import type { Felkontroll } from '../fault-control.ts'
import type { Arende, Arendelager, Utfall } from './arende-store.ts'
import { Berikning, Spegling } from './schemas.ts'
import { felISvaretsStalle, problem, sandSvar, type Svar } from './answers.ts'

export interface ArendesystemOptions {
  /** The one bearer token that is accepted. */
  readonly token: string
  /** How long an answer is held back by the fault `sen`, milliseconds. */
  readonly senMs?: number
}

const foljerSchemat = new Ajv({ allErrors: true }).compile<Spegling>(Spegling)
const arBerikning = new Ajv().compile<Berikning>(Berikning)
const STORSTA_SIDA = 500

const oppetArende = ({ arendeId, personnummer, andamal, huvudkategori }: Arende): object => ({
  arendeId,
  personnummer,
  andamal,
  ...(huvudkategori === undefined ? {} : { huvudkategori }),
})

function utfallSomSvar(utfall: Utfall): Svar {
  if (utfall === 'okant-arende') return problem(404)
  if (utfall === 'tar-inte-emot') return problem(409)
  return { status: 200, body: utfall }
}

const heltal = (text: unknown): number | undefined =>
  typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined

const param = (req: Request, namn: string): string => String(req.params[namn])

/** The REST interface that the hub writes to, as README.md describes it; to be mounted under `/arendesystem`. */
export function arendesystem(lager: Arendelager, fel: Felkontroll, options: ArendesystemOptions): Router {
  const { token, senMs = 60_000 } = options

  /** `operation` is what a fault switch calls it. */
  const rutt = (operation: string, besvara: (req: Request) => Svar): RequestHandler => {
    return async (req, res) => {
      const skada = fel.nastaFel('arendesystem', undefined, operation)
      const stalle = felISvaretsStalle(res, skada)
      if (stalle === 'sant') return
      await sandSvar(res, stalle ?? (auktoriserad(req) ? besvara(req) : problem(401)), skada, senMs)
    }
  }
  const auktoriserad = (req: Request): boolean => req.get('authorization') === `Bearer ${token}`

  const router = express.Router()
  router.use(express.json({ limit: '5mb' }))

  router.get(
    '/arenden',
    rutt('oppnaArenden', ({ query: { status, antal = '100', efter } }) => {
      const onskat = heltal(antal)
      if (status !== 'oppet' || onskat === undefined || onskat < 1 || onskat > STORSTA_SIDA) return problem(400)
      if (efter !== undefined && typeof efter !== 'string') return problem(400)
      const sida = lager.oppna(onskat, efter)
      const nasta = sida.length === onskat ? (sida.at(-1)?.arendeId ?? null) : null
      return { status: 200, body: { arenden: sida.map(oppetArende), nasta } }
    }),
  )
  router.get(
    '/arenden/:arendeId',
    rutt('arende', (req) => {
      const arende = lager.arende(param(req, 'arendeId'))
      if (arende === undefined) return problem(404)
      return { status: 200, body: { ...arende, speglingar: lager.speglingar(arende.arendeId) } }
    }),
  )
  router.put(
    '/arenden/:arendeId/spegling/:uppgiftRef',
    rutt('skriv', (req) => {
      const spegling: unknown = req.body
      if (!foljerSchemat(spegling))
        return problem(400, foljerSchemat.errors?.map((e) => `${e.instancePath} ${e.keyword}`).join(', '))
      if (spegling.uppgiftRef !== param(req, 'uppgiftRef')) return problem(400, 'uppgiftRef skiljer sig från adressen')
      return utfallSomSvar(lager.skriv(param(req, 'arendeId'), spegling))
    }),
  )
  router.put(
    '/arenden/:arendeId/berikning',
    rutt('berika', (req) => {
      const berikning: unknown = req.body
      if (!arBerikning(berikning)) return problem(400)
      return utfallSomSvar(lager.berika(param(req, 'arendeId'), berikning))
    }),
  )
  router.delete(
    '/arenden/:arendeId/spegling/:uppgiftRef',
    rutt('taBort', (req) => {
      const version = heltal(req.query.version)
      if (version === undefined) return problem(400, 'version saknas eller är inget heltal')
      return utfallSomSvar(lager.taBort(param(req, 'arendeId'), param(req, 'uppgiftRef'), version))
    }),
  )
  router.delete(
    '/arenden/:arendeId/spegling',
    rutt('rensa', (req) => {
      const borttagna = lager.rensa(param(req, 'arendeId'))
      return borttagna === undefined ? problem(404) : { status: 200, body: { borttagna } }
    }),
  )
  router.use((_req: Request, res: Response) => sandSvar(res, problem(404), undefined, 0))
  router.use((_fel: unknown, _req: Request, res: Response, _next: NextFunction) =>
    sandSvar(res, problem(400, 'bodyn gick inte att läsa'), undefined, 0),
  )
  return router
}
