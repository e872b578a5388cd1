import express, { type Request, type Response } from 'express'
import type { Kroppsfel } from '../access/outcome.ts'

const lasJson = express.json({ limit: '64kb', strict: true, inflate: false })

/** A parsed JSON body, or why there is none: the parser's own error quotes the body and stays here. */
export async function lasKropp(
  req: Request,
  res: Response,
): Promise<{ readonly kropp: unknown } | { readonly status: 400 | 413 | 415; readonly fel: readonly Kroppsfel[] }> {
  if (!req.is('application/json')) return felaktig(415, 'ska vara application/json')
  const status = await new Promise<number | undefined>((klar) => {
    lasJson(req, res, (error?: unknown) => {
      klar(error === undefined ? undefined : ((error as { status?: number }).status ?? 400))
    })
  })
  if (status === undefined) return { kropp: req.body as unknown }
  if (status === 413) return felaktig(413, 'är för stor')
  return status === 415 ? felaktig(415, 'har en kodning som inte tas emot') : felaktig(400, 'är inte giltig JSON')
}

const felaktig = (status: 400 | 413 | 415, regel: string) => ({ status, fel: [{ pekare: '', regel }] })
