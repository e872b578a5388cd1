import type { RequestHandler } from 'express'
import { answerJson, answerWritten } from './answer.ts'
import { API } from './contracts/api-info.ts'
import { createOpenapi } from './openapi.ts'

/*
 * Both are answered to anybody, without a token and without an access record: what they say is the same for all and
 * tells nothing of any person, so nothing is disclosed.
 */

export const showApiInfo: RequestHandler = (_req, res) => {
  answerJson(res, 200, API)
}

/** Serves the document; written once. */
export function showOpenapi(): RequestHandler {
  const document = JSON.stringify(createOpenapi())
  return (_req, res) => {
    answerWritten(res, 200, document)
  }
}
