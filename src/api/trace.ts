import { randomFillSync, randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import { containsPersonnummer } from '../mapping/find-personnummer.ts'

// Both stand in answers and logs, so only these forms are accepted from callers, and none that contains a personnummer:
// hexadecimal digits may all be decimal.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const TRACEPARENT = /^([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/

/** Gives every request an id and a place in a W3C trace, and returns both to the caller. */
export const assignRequestId: RequestHandler = (req, res, next) => {
  const stated = req.get('x-request-id')
  const id =
    stated !== undefined && UUID.test(stated) && !containsPersonnummer(stated, new Date()) ? stated : randomUUID()
  const traceparent = req.get('traceparent') ?? ''
  const { traceId, sampled } = containsPersonnummer(traceparent, new Date()) ? NO_TRACE : traceOf(traceparent)
  res.locals.begaranId = id
  res.setHeader('X-Request-Id', id)
  const random = nextRandomHex()
  res.setHeader('traceparent', `00-${traceId ?? random.slice(16)}-${random.slice(0, 16)}-${sampled ? '01' : '00'}`)
  next()
}

const NO_TRACE: { readonly traceId?: string; readonly sampled: boolean } = { sampled: false }

/**
 * W3C Trace Context: of a later version the parts that version 00 has are read, whatever follows them; ff is none. Of the
 * flags only `sampled` has a meaning here, and the others are not passed on.
 */
function traceOf(traceparent: string): typeof NO_TRACE {
  const [, version, traceId, flags = '', more] = TRACEPARENT.exec(traceparent) ?? []
  if (traceId === undefined || version === 'ff' || (version === '00' && more !== undefined)) return NO_TRACE
  return { traceId, sampled: (parseInt(flags, 16) & 1) === 1 }
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
