import { randomFillSync, randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import { tolkaPersonnummer } from '../mapping/personnummer.ts'

// Both end up in answers and logs, so only these forms are taken over from callers, and none with a person's number in
// it: hexadecimal digits may all be decimal.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/

/** Gives every request an id and a place in a W3C trace, and tells the caller both. */
export const spara: RequestHandler = (req, res, next) => {
  const uppgivet = req.get('x-request-id')
  const id = uppgivet !== undefined && UUID.test(uppgivet) && !rymmerPersonnummer(uppgivet) ? uppgivet : randomUUID()
  const traceparent = req.get('traceparent') ?? ''
  const [, spar, flaggor] = rymmerPersonnummer(traceparent) ? [] : (TRACEPARENT.exec(traceparent) ?? [])
  res.locals.begaranId = id
  res.setHeader('X-Request-Id', id)
  const slump = nyttSlumptal()
  res.setHeader('traceparent', `00-${spar ?? slump.slice(16)}-${slump.slice(0, 16)}-${flaggor ?? '00'}`)
  next()
}

const SLUMP_BYTES = 24
// Fetched for many requests at a time: one call costs more than the bytes do.
const slumptal = Buffer.alloc(128 * SLUMP_BYTES)
let tagna = slumptal.length

function nyttSlumptal(): string {
  if (tagna === slumptal.length) {
    randomFillSync(slumptal)
    tagna = 0
  }
  return slumptal.toString('hex', tagna, (tagna += SLUMP_BYTES))
}

export const begaranId = (res: Response): string => res.locals.begaranId as string

/** Whether ten digits in a row, whatever separates them, are those of a personnummer or samordningsnummer. */
function rymmerPersonnummer(text: string): boolean {
  const nu = new Date()
  for (const [siffror] of text.replaceAll('-', '').matchAll(/\d{10,}/g))
    for (let i = 0; i + 10 <= siffror.length; i++)
      if (tolkaPersonnummer(siffror.slice(i, i + 10), nu) !== undefined) return true
  return false
}
