import { randomFillSync, randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import { containsPersonnummer } from '../mapping/find-personnummer.ts'

// Both stand in answers and logs, so only these forms are accepted from callers, and none that contains a personnummer:
// hexadecimal digits may all be decimal.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/

/** Gives every request an id and a place in a W3C trace, and returns both to the caller. */
export const assignRequestId: RequestHandler = (req, res, next) => {
  const stated = req.get('x-request-id')
  const id =
    stated !== undefined && UUID.test(stated) && !containsPersonnummer(stated, new Date()) ? stated : randomUUID()
  const traceparent = req.get('traceparent') ?? ''
  const [, traceId, flags] = containsPersonnummer(traceparent, new Date()) ? [] : (TRACEPARENT.exec(traceparent) ?? [])
  res.locals.begaranId = id
  res.setHeader('X-Request-Id', id)
  const random = nextRandomHex()
  res.setHeader('traceparent', `00-${traceId ?? random.slice(16)}-${random.slice(0, 16)}-${flags ?? '00'}`)
  next()
}

const RANDOM_BYTES = 24
// Fetched for many requests at a time: one call costs more than the bytes do.
const randomBytes = Buffer.alloc(128 * RANDOM_BYTES)
let used = randomBytes.length

function nextRandomHex(): string {
  if (used === randomBytes.length) {
    randomFillSync(randomBytes)
    used = 0
  }
  return randomBytes.toString('hex', used, (used += RANDOM_BYTES))
}

export const requestId = (res: Response): string => res.locals.begaranId as string
