import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express'
import { felISvaretsStalle, problem as svenskt, sandSvar } from '../case-system/answers.ts'
import type { Felkontroll } from '../fault-control.ts'
import { lasDokument } from './document.ts'
import type { Errand, Errander, JsonParameter, Namnrymd, NamespaceConfig } from './errands.ts'
import { tolkaFilter } from './filter.ts'
import type { Schematjanst } from './json-schema.ts'
import { dubblerade, fel, forhandsvillkor, listfel, numrerade, type Svar } from './rules.ts'

export interface SupportManagementOptions {
  /** The one bearer token that the gateway before the service accepts. */
  readonly token: string
  /** Municipalities that the service knows. */
  readonly kommuner: readonly string[]
  /** How long an answer is held back by the fault `sen`, milliseconds. */
  readonly senMs?: number
  /** Told of every request that does not follow the service's own document. */
  readonly avvikelse: (brist: string) => void
}

const STORSTA_SIDA = 2_000
const SKRIVSKYDDADE = ['id', 'errandNumber', 'reporterUserId', 'created', 'modified', 'touched', 'version'] as const
const OBLIGATORISKA = ['title', 'priority', 'status', 'reporterUserId'] as const
const PRIORITETER = ['LOW', 'MEDIUM', 'HIGH']

const param = (req: Request, namn: string): string => String(req.params[namn])
const etagg = (version: number): Record<string, string> => ({ etag: `"${version}"` })

/** Sundsvall's support-management as README.md describes it; to be mounted under `/support-management`. */
export function supportManagement(
  errander: Errander,
  scheman: Schematjanst,
  felkontroll: Felkontroll,
  options: SupportManagementOptions,
): Router {
  const { token, kommuner, senMs = 60_000, avvikelse } = options
  const granska = lasDokument()

  /** `las`: with access control on it asks who reads or removes, though not who makes an errand. */
  const rutt = (
    operation: string,
    besvara: (req: Request, namnrymd: Namnrymd) => Svar,
    { las = true } = {},
  ): RequestHandler => {
    return async (req, res) => {
      const { method, path, query, headers } = req
      const body: unknown = ['PUT', 'POST', 'PATCH'].includes(method) ? req.body : undefined
      for (const brist of granska({ method, path, query, headers, body })) avvikelse(brist)
      const skada = felkontroll.nastaFel('support-management', undefined, operation)
      const stalle = felISvaretsStalle(res, skada)
      if (stalle === 'sant') return
      if (stalle !== undefined) return sandSvar(res, stalle, undefined, 0)
      const svar = svara(req, besvara, las)
      res.set(svar.huvuden ?? {})
      if (svar.body === undefined) return void res.status(svar.status).end()
      await sandSvar(res, { status: svar.status, body: svar.body }, skada, senMs)
    }
  }

  function svara(req: Request, besvara: (req: Request, namnrymd: Namnrymd) => Svar, las: boolean): Svar {
    if (req.get('authorization') !== `Bearer ${token}`) return { ...svenskt(401) }
    const kommun = param(req, 'kommun')
    if (!kommuner.includes(kommun)) return fel(400, 'municipalityId: not a valid municipality ID')
    const namnrymd = errander.namnrymd(kommun, param(req, 'namnrymd'))
    if (las && namnrymd.config?.accessControl === true && !/^\S+; type=adAccount$/.test(req.get('x-sent-by') ?? ''))
      return fel(401, 'access control')
    return besvara(req, namnrymd)
  }

  const medErrand =
    (besvara: (req: Request, namnrymd: Namnrymd, errand: Errand) => Svar) =>
    (req: Request, namnrymd: Namnrymd): Svar => {
      const errand = namnrymd.errander.get(param(req, 'errandId'))
      return errand === undefined
        ? fel(404, `An errand with id '${param(req, 'errandId')}' could not be found`)
        : besvara(req, namnrymd, errand)
    }

  /** Undefined: they may be kept. The schema service is asked first of all, and its absence is an answer of its own. */
  function jsonFel(parametrar: readonly JsonParameter[]): Svar | undefined {
    if (parametrar.length === 0) return undefined
    if (felkontroll.nastaFel('support-management', undefined, 'json-schema') !== undefined)
      return fel(500, 'HV000028: Unexpected exception during isValid call.')
    for (const { schemaId, value } of parametrar)
      if (!scheman.galler(schemaId, value))
        return fel(400, `jsonParameters: Bad Gateway: json-schema-service error: '${schemaId}'`)
    return undefined
  }

  const router = express.Router()
  router.use(express.json({ limit: '16mb', strict: false }))
  const rot = '/:kommun/:namnrymd'

  router
    .route(`${rot}/namespace-config`)
    .get(
      rutt('namespace-config', (_req, { config, namespace, municipalityId }) =>
        config === undefined
          ? fel(404, 'No config found')
          : { status: 200, body: { namespace, municipalityId, ...config } },
      ),
    )
    .post(
      rutt('namespace-config', (req, namnrymd) => {
        namnrymd.config = req.body as NamespaceConfig
        return { status: 201 }
      }),
    )
  router
    .route(`${rot}/metadata/statuses`)
    .get(rutt('statuses', (_req, { statusar }) => ({ status: 200, body: [...statusar.values()] })))
    .post(
      rutt('statuses', (req, { statusar }) => {
        const status = req.body as { name: string }
        statusar.set(status.name, status)
        return { status: 201 }
      }),
    )

  router
    .route(`${rot}/errands`)
    .get(
      rutt('sok', ({ query: { filter, size = '20', page = '0' } }, { config, errander: finns }) => {
        if (config === undefined) return fel(404, 'No config found')
        const galler = filter === undefined ? () => true : tolkaFilter(typeof filter === 'string' ? filter : '')
        if (galler === undefined) return fel(400, 'Invalid Filter Content')
        if (galler === 'okant') return fel(500, 'Could not resolve attribute')
        const antal = Math.min(STORSTA_SIDA, Number(size))
        const alla = [...finns.values()].filter(galler).sort((a, b) => (a.id < b.id ? -1 : 1))
        const content = alla.slice(Number(page) * antal, (Number(page) + 1) * antal)
        return {
          status: 200,
          body: { content, totalElements: alla.length, totalPages: Math.ceil(alla.length / antal), size: antal },
        }
      }),
    )
    .post(
      rutt(
        'skapa',
        (req, namnrymd) => {
          const nytt = req.body as Partial<Errand>
          if (namnrymd.config === undefined) return fel(500, 'Missing shortCode')
          for (const falt of OBLIGATORISKA) if (!nytt[falt]) return fel(400, `${falt}: must not be blank`)
          if (!PRIORITETER.includes(nytt.priority ?? '')) return fel(400, 'priority')
          if (!namnrymd.statusar.has(nytt.status ?? '')) return fel(400, `status: value isn't valid`)
          if (dubblerade(nytt.externalTags)) return fel(400, 'externalTags: keys in the collection must be unique')
          const hinder = listfel(nytt) ?? jsonFel(nytt.jsonParameters ?? [])
          if (hinder !== undefined) return hinder
          const { id } = errander.skapa(namnrymd, numrerade(nytt as Errand))
          const location = `/${namnrymd.municipalityId}/${namnrymd.namespace}/errands/${id}`
          return { status: 201, huvuden: { location } }
        },
        { las: false },
      ),
    )

  router
    .route(`${rot}/errands/:errandId`)
    .get(
      rutt(
        'errand',
        medErrand((_req, _namnrymd, errand) => ({ status: 200, body: errand, huvuden: etagg(errand.version) })),
      ),
    )
    .patch(
      rutt(
        'andra',
        medErrand((req, namnrymd, errand) => {
          const andring = req.body as Partial<Errand>
          const skyddat = SKRIVSKYDDADE.find((falt) => falt in andring)
          if (skyddat !== undefined) return fel(400, `${skyddat}: must be null`)
          const hinder =
            forhandsvillkor(req, errand.version) ?? listfel(andring) ?? jsonFel(andring.jsonParameters ?? [])
          if (hinder !== undefined) return hinder
          if (andring.status !== undefined && !namnrymd.statusar.has(andring.status)) return fel(400, 'status')
          // Here the database finds it, and not the validation.
          if (dubblerade(andring.externalTags)) return fel(500, 'Duplicate entry for key uq_external_tag')
          const andrat = errander.andra(namnrymd, errand, numrerade(andring))
          // Taken before the version is raised: one behind, in the header and in the body.
          return { status: 200, body: { ...andrat, version: errand.version }, huvuden: etagg(errand.version) }
        }),
      ),
    )
    .delete(
      rutt(
        'radera',
        medErrand((req, { errander: finns }, errand) => {
          const hinder = forhandsvillkor(req, errand.version)
          if (hinder !== undefined) return hinder
          finns.delete(errand.id)
          return { status: 204 }
        }),
      ),
    )

  router.get(
    `${rot}/errands/:errandId/json-parameters`,
    rutt(
      'json-parameters',
      medErrand((_req, _namnrymd, { jsonParameters }) => ({ status: 200, body: jsonParameters })),
    ),
  )
  router
    .route(`${rot}/errands/:errandId/json-parameters/:key`)
    .put(
      rutt(
        'json-parameter',
        medErrand((req, namnrymd, errand) => {
          const { key, schemaId, value } = req.body as JsonParameter
          if (param(req, 'key').includes('/')) return fel(400, 'Bad Request')
          if (key !== param(req, 'key')) return fel(400, 'Key in request body does not match key in path')
          const finns = errand.jsonParameters.find((en) => en.key === key)
          const hinder =
            jsonFel([{ key, schemaId, value, version: 0 }]) ??
            (finns === undefined ? undefined : forhandsvillkor(req, finns.version))
          if (hinder !== undefined) return hinder
          const ny = { key, schemaId, value, version: finns === undefined ? 0 : finns.version + 1 }
          const jsonParameters = [...errand.jsonParameters.filter((en) => en !== finns), ny]
          errander.andra(namnrymd, errand, { jsonParameters }, { ror: false })
          return { status: finns === undefined ? 201 : 200, body: ny, huvuden: etagg(ny.version) }
        }),
      ),
    )
    .delete(
      rutt(
        'ta-json-parameter',
        medErrand((req, namnrymd, errand) => {
          const finns = errand.jsonParameters.find((en) => en.key === param(req, 'key'))
          if (finns === undefined) return fel(404, 'A JSON parameter with that key could not be found')
          const hinder = forhandsvillkor(req, finns.version)
          if (hinder !== undefined) return hinder
          const jsonParameters = errand.jsonParameters.filter((en) => en !== finns)
          errander.andra(namnrymd, errand, { jsonParameters }, { ror: false })
          return { status: 204 }
        }),
      ),
    )

  router.use((req: Request, res: Response) => {
    avvikelse(`${req.method}: no such operation`)
    return sandSvar(res, fel(404, 'Not Found') as { status: number; body: unknown }, undefined, 0)
  })
  router.use((_fel: unknown, _req: Request, res: Response, _next: NextFunction) =>
    sandSvar(res, fel(400, 'Bad Request') as { status: number; body: unknown }, undefined, 0),
  )
  return router
}
