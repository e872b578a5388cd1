import { Ajv } from 'ajv'
import express, { type Response, type Router } from 'express'
import type { Arende, Arendelager } from './arende-store.ts'
import type { Manniskor } from './people.ts'
import { Kategori, Oppnande, Tempo } from './schemas.ts'

const ajv = new Ajv()
const arOppnande = ajv.compile<Oppnande>(Oppnande)
const arKategori = ajv.compile<Kategori>(Kategori)
const arTempo = ajv.compile<Tempo>(Tempo)

/** Open cases shown at once. */
const VISADE = 100

/** The people of the case system, as README.md describes them; to be mounted under `/styrning` after a JSON parser. */
export function manniskorStyrning(manniskor: Manniskor, lager: Arendelager): Router {
  const router = express.Router()
  const nekad = (res: Response): void => void res.status(400).json({ title: 'Begäran följer inte schemat' })
  const svara = (res: Response, arende: Arende | undefined): void =>
    void (arende === undefined ? res.sendStatus(404) : res.json(arende))

  router.post('/manniskor', async (req, res) => {
    const tempo: unknown = req.body
    if (!arTempo(tempo)) return nekad(res)
    await manniskor.borja(tempo)
    res.sendStatus(204)
  })
  router.delete('/manniskor', async (_req, res) => {
    await manniskor.vila()
    res.sendStatus(204)
  })
  router.get('/arenden', (_req, res) => {
    const oppna = lager.oppna(VISADE)
    res.json(oppna.map((arende) => ({ ...arende, speglingar: lager.speglingar(arende.arendeId) })))
  })
  router.post('/arenden', async (req, res) => {
    const oppnande: unknown = req.body
    if (!arOppnande(oppnande)) return nekad(res)
    res.status(201).json(await manniskor.oppna(oppnande.personnummer, oppnande.andamal))
  })
  router.post('/arenden/:arendeId/kategorisera', async (req, res) => {
    const kategori: unknown = req.body
    if (!arKategori(kategori)) return nekad(res)
    svara(res, await manniskor.kategorisera(req.params.arendeId, kategori))
  })
  router.post('/arenden/:arendeId/stang', async (req, res) => svara(res, await manniskor.stang(req.params.arendeId)))
  router.post('/arenden/:arendeId/oppna-igen', async (req, res) =>
    svara(res, await manniskor.oppnaIgen(req.params.arendeId)),
  )
  return router
}
