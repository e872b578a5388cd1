import express, { type Request, type Response } from 'express'
import type { BodyError } from '../access/outcome.ts'

const readJson = express.json({ limit: '64kb', strict: true, inflate: false })

/** A parsed JSON body, or why there is none: the parser's own error quotes the body and stays here. */
export async function readBody(
  req: Request,
  res: Response,
): Promise<{ readonly body: unknown } | { readonly status: 400 | 413 | 415; readonly fel: readonly BodyError[] }> {
  if (!req.is('application/json')) return faulty(415, 'ska vara application/json')
  const status = await new Promise<number | undefined>((done) => {
    readJson(req, res, (error?: unknown) => {
      done(error === undefined ? undefined : ((error as { status?: number }).status ?? 400))
    })
  })
  if (status === undefined) return { body: req.body as unknown }
  if (status === 413) return faulty(413, 'är för stor')
  return status === 415 ? faulty(415, 'har en kodning som inte tas emot') : faulty(400, 'är inte giltig JSON')
}

const faulty = (status: 400 | 413 | 415, regel: string) => ({ status, fel: [{ pekare: '', regel }] })
