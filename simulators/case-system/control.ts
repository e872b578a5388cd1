import { Ajv } from 'ajv'
import express, { type Response, type Router } from 'express'
import type { Arende, ArendeStore } from './arende-store.ts'
import type { People } from './people.ts'
import { Category, Opening, Tempo } from './schemas.ts'

const ajv = new Ajv({ validateSchema: false })
const isOpening = ajv.compile<Opening>(Opening)
const isCategory = ajv.compile<Category>(Category)
const isTempo = ajv.compile<Tempo>(Tempo)

/** Open cases shown at once. */
const SHOWN = 100

/** The people of the case system, as README.md describes them; to be mounted under `/styrning` after a JSON parser. */
export function peopleControl(people: People, store: ArendeStore): Router {
  const router = express.Router()
  const refused = (res: Response): void => void res.status(400).json({ title: 'Begäran följer inte schemat' })
  const answer = (res: Response, arende: Arende | undefined): void =>
    void (arende === undefined ? res.sendStatus(404) : res.json(arende))

  router.post('/manniskor', async (req, res) => {
    const tempo: unknown = req.body
    if (!isTempo(tempo)) return refused(res)
    await people.begin(tempo)
    res.sendStatus(204)
  })
  router.delete('/manniskor', async (_req, res) => {
    await people.pause()
    res.sendStatus(204)
  })
  router.get('/arenden', (_req, res) => {
    const open = store.open(SHOWN)
    res.json(open.map((arende) => ({ ...arende, speglingar: store.mirrorings(arende.arendeId) })))
  })
  router.post('/arenden', async (req, res) => {
    const opening: unknown = req.body
    if (!isOpening(opening)) return refused(res)
    res.status(201).json(await people.open(opening.personnummer, opening.andamal))
  })
  router.post('/arenden/:arendeId/kategorisera', async (req, res) => {
    const category: unknown = req.body
    if (!isCategory(category)) return refused(res)
    answer(res, await people.categorise(req.params.arendeId, category))
  })
  router.post('/arenden/:arendeId/stang', async (req, res) => answer(res, await people.close(req.params.arendeId)))
  router.post('/arenden/:arendeId/oppna-igen', async (req, res) =>
    answer(res, await people.openAgain(req.params.arendeId)),
  )
  return router
}
