import { Ajv } from 'ajv'
import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { Type } from 'typebox'
import { FEL, type Felbrytare } from './faults.ts'
import type { Andring } from './population/truth.ts'
import type { Simulators } from './simulators.ts'

const strangt = { additionalProperties: false } as const
const Text = Type.String({ minLength: 1 })
const Person = { personnummer: Type.String({ pattern: '^\\d{12}$' }) }
const IStadsdel = { ...Person, stadsdel: Text }

const FelbrytareSchema = Type.Object(
  {
    peer: Type.Enum(['paraplyet', 'agresso', 'arendesystem', 'support-management']),
    fel: Type.Enum([...FEL]),
    stadsdel: Type.Optional(Text),
    operation: Type.Optional(Text),
    antal: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strangt,
)
const AndringSchema = Type.Union([
  Type.Object({ slag: Type.Literal('byt-handlaggare'), ...IStadsdel }, strangt),
  Type.Object({ slag: Type.Literal('ta-bort-beslut'), ...IStadsdel, beslutId: Text }, strangt),
  Type.Object(
    {
      slag: Type.Literal('satt-skydd'),
      ...Person,
      skydd: Type.Enum(['ingen', 'sekretessmarkering', 'skyddad-folkbokforing', 'fingerade']),
    },
    strangt,
  ),
  Type.Object({ slag: Type.Literal('betala-faktura'), ...IStadsdel, fakturanummer: Text }, strangt),
  Type.Object({ slag: Type.Literal('ta-bort-person'), ...IStadsdel }, strangt),
  Type.Object(
    { slag: Type.Literal('storm'), stadsdel: Text, antal: Type.Integer({ minimum: 1 }), varv: Type.Integer() },
    strangt,
  ),
])
const SokSchema = Type.Union([
  Type.Object(Person, strangt),
  Type.Object({ index: Type.Integer({ minimum: 0 }) }, strangt),
])

const ajv = new Ajv()
const arFelbrytare = ajv.compile<Felbrytare>(FelbrytareSchema)
const arAndring = ajv.compile<Andring>(AndringSchema)
const arSok = ajv.compile<{ personnummer: string } | { index: number }>(SokSchema)

const nekad = (res: Response): void => void res.status(400).json({ title: 'Begäran följer inte schemat' })

/**
 * The switches as HTTP, to be mounted under `/styrning` after a JSON parser: `PUT /fel` (adds one), `DELETE /fel`,
 * `POST /andra`, `POST /sanning`. `antal` is the size of the population.
 */
export function styrning(simulators: Omit<Simulators, 'bas' | 'stop'>, antal: number): Router {
  const router = express.Router()
  router.put('/fel', (req, res) => {
    const brytare: unknown = req.body
    if (!arFelbrytare(brytare)) return nekad(res)
    simulators.fel(brytare)
    res.sendStatus(204)
  })
  router.delete('/fel', (_req, res) => {
    simulators.ingaFel()
    res.sendStatus(204)
  })
  router.post('/andra', (req, res) => {
    const andring: unknown = req.body
    if (!arAndring(andring)) return nekad(res)
    try {
      simulators.andra(andring)
    } catch {
      return void res.status(409).json({ title: 'Det som skulle ändras finns inte' })
    }
    res.sendStatus(204)
  })
  router.post('/sanning', (req, res) => {
    const sok: unknown = req.body
    if (!arSok(sok)) return nekad(res)
    const sanning =
      'personnummer' in sok
        ? simulators.sanning(sok.personnummer)
        : sok.index < antal
          ? simulators.sanningAt(sok.index)
          : undefined
    void (sanning === undefined ? res.sendStatus(404) : res.json(sanning))
  })
  return router
}

/** Last under `/styrning`: a body that does not parse is the caller's mistake, the rest is ours. No stack trace. */
export function styrningsfel(fel: { status?: number }, _req: Request, res: Response, _next: NextFunction): void {
  if (fel.status !== undefined && fel.status < 500) return nekad(res)
  res.status(500).json({ title: 'Internt fel' })
}
