import { Ajv } from 'ajv'
import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { Type } from 'typebox'
import type { Installation } from './agresso/installation.ts'
import { ERROR, type FaultSwitch, PEERS } from './faults.ts'
import type { Change } from './population/truth.ts'
import type { Simulators } from './simulators.ts'

const strict = { additionalProperties: false } as const
const Text = Type.String({ minLength: 1 })
const Person = { personnummer: Type.String({ pattern: '^\\d{12}$' }) }
const InStadsdel = { ...Person, stadsdel: Text }

const FaultSwitchSchema = Type.Object(
  {
    peer: Type.Enum([...PEERS]),
    fel: Type.Enum([...ERROR]),
    stadsdel: Type.Optional(Text),
    operation: Type.Optional(Text),
    antal: Type.Optional(Type.Integer({ minimum: 1 })),
    ms: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strict,
)
const ChangeSchema = Type.Union([
  Type.Object({ slag: Type.Literal('byt-handlaggare'), ...InStadsdel }, strict),
  Type.Object({ slag: Type.Literal('ta-bort-beslut'), ...InStadsdel, beslutId: Text }, strict),
  Type.Object(
    {
      slag: Type.Literal('satt-skydd'),
      ...Person,
      skydd: Type.Enum(['ingen', 'sekretessmarkering', 'skyddad-folkbokforing', 'fingerade']),
    },
    strict,
  ),
  Type.Object({ slag: Type.Literal('betala-faktura'), ...InStadsdel, fakturanummer: Text }, strict),
  Type.Object({ slag: Type.Literal('ta-bort-person'), ...InStadsdel }, strict),
  Type.Object(
    { slag: Type.Literal('storm'), stadsdel: Text, antal: Type.Integer({ minimum: 1 }), round: Type.Integer() },
    strict,
  ),
])
const InstallationSchema = Type.Partial(
  Type.Object(
    {
      numbering: Type.Enum(['running', 'zero']),
      total: Type.Enum(['always', 'never', 'override']),
      maxRows: Type.Integer({ minimum: 0 }),
      numbers: Type.Enum(['plain', 'mixed', 'signs']),
      order: Type.Enum(['number', 'text']),
      ownLines: Type.Boolean(),
      generation: Type.Integer({ minimum: 0 }),
      names: Type.Partial(Type.Object({ kunder: Text, oppna: Text, historik: Text, rader: Text }, strict)),
      columns: Type.Record(Type.String(), Type.Union([Text, Type.Null()])),
      hidden: Type.Array(Text),
    },
    strict,
  ),
)
const SearchSchema = Type.Union([
  Type.Object(Person, strict),
  Type.Object({ index: Type.Integer({ minimum: 0 }) }, strict),
])

const ajv = new Ajv({ validateSchema: false })
const isFaultSwitch = ajv.compile<FaultSwitch>(FaultSwitchSchema)
const isChange = ajv.compile<Change>(ChangeSchema)
const isInstallation = ajv.compile<Partial<Installation>>(InstallationSchema)
const isSearch = ajv.compile<{ personnummer: string } | { index: number }>(SearchSchema)

const refused = (res: Response): void => void res.status(400).json({ title: 'Begäran följer inte schemat' })

/**
 * The switches as HTTP, to be mounted under `/styrning` after a JSON parser: `PUT /fel` (adds one), `DELETE /fel`,
 * `PUT /agresso` (what is named of the installation), `DELETE /agresso` (an ordinary one again),
 * `POST /andra`, `POST /sanning`. `antal` is the size of the population.
 */
export function control(simulators: Omit<Simulators, 'base' | 'stop'>, count: number): Router {
  const router = express.Router()
  router.put('/fel', (req, res) => {
    const breaker: unknown = req.body
    if (!isFaultSwitch(breaker)) return refused(res)
    simulators.fault(breaker)
    res.sendStatus(204)
  })
  router.delete('/fel', (_req, res) => {
    simulators.noErrors()
    res.sendStatus(204)
  })
  router.put('/agresso', (req, res) => {
    const part: unknown = req.body
    if (!isInstallation(part)) return refused(res)
    simulators.agresso(part)
    res.sendStatus(204)
  })
  router.delete('/agresso', (_req, res) => {
    simulators.ordinaryAgresso()
    res.sendStatus(204)
  })
  router.post('/andra', (req, res) => {
    const change: unknown = req.body
    if (!isChange(change)) return refused(res)
    try {
      simulators.change(change)
    } catch {
      return void res.status(409).json({ title: 'Det som skulle ändras finns inte' })
    }
    res.sendStatus(204)
  })
  router.post('/sanning', (req, res) => {
    const search: unknown = req.body
    if (!isSearch(search)) return refused(res)
    const truth =
      'personnummer' in search
        ? simulators.truth(search.personnummer)
        : search.index < count
          ? simulators.truthAt(search.index)
          : undefined
    void (truth === undefined ? res.sendStatus(404) : res.json(truth))
  })
  return router
}

/** Last under `/styrning`: a body that does not parse is the caller's mistake, the rest is ours. No stack trace. */
export function controlError(error: { status?: number }, _req: Request, res: Response, _next: NextFunction): void {
  if (error.status !== undefined && error.status < 500) return refused(res)
  res.status(500).json({ title: 'Internt fel' })
}
