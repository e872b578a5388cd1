import type { RequestHandler } from 'express'
import { svaraJson, svaraSkriven } from './answer.ts'
import { API } from './contracts/api-info.ts'
import { createOpenapi } from './openapi.ts'

/*
 * Both are answered to anybody, without a token and without an access record: what they say is the same for all and
 * tells nothing of any person, so nothing is disclosed.
 */

export const visaApiInfo: RequestHandler = (_req, res) => {
  svaraJson(res, 200, API)
}

/** Serves the document; written once. */
export function visaOpenapi(): RequestHandler {
  const dokument = JSON.stringify(createOpenapi())
  return (_req, res) => {
    svaraSkriven(res, 200, dokument)
  }
}
