import type { ServerResponse } from 'node:http'
import type { FileAnswer } from '../access/outcome.ts'
import type { ByteText } from '../mapping/byte-text.ts'
import { allValues, END_USER } from './admission.ts'
import { answerProblem, answerWritten } from './answer.ts'
import { answerFile, askedRange } from './answer-file.ts'
import { createAnswerWriter } from './answer-writer.ts'
import type { Contract, FileContract } from './contracts/contract.ts'
import { createInputReader } from './input.ts'
import type { Operation, OperationDeps } from './operation.ts'
import { createPerformance, undeclared } from './perform.ts'
import type { Handle } from './step.ts'

/** Before the token is verified no caller is known to record: a 401 is only counted. */
export function operationHandler(deps: OperationDeps, operation: Operation): Handle {
  const { contract } = operation
  const readInput = createInputReader(contract, deps.validator)
  const send = contract.file === undefined ? sendJson(contract, deps.validator) : sendFile(contract)
  const ranges = contract.file?.ranges === true
  const perform = createPerformance(deps, operation)

  return async (req, res) => {
    const minimal = contract.minimal === true && prefersMinimal(req.headers.prefer as string | undefined)
    const [authorization, ...several] = allValues(req, 'Authorization')
    const token = await deps.authenticate({
      authorization: several.length > 0 ? undefined : authorization,
      certifikat: () => deps.clientCertificate(req),
    })
    await perform(
      {
        token,
        stated: allValues(req, END_USER),
        read: () => readInput(req, res),
        idempotencyKey: req.headers['idempotency-key'] as string | undefined,
        range: ranges ? askedRange(req) : undefined,
        minimal,
        res,
      },
      {
        problem: (problem, wait) => answerProblem(res, problem, wait),
        answer: (body, beforeText) =>
          send(res, body, async (text) => {
            if (minimal) res.setHeader('Preference-Applied', 'return=minimal')
            await beforeText(text)
          }),
      },
    )
  }
}

/**
 * Among the preferences of RFC 7240, of which repeated headers are one list; of the same preference twice the first counts.
 */
const prefersMinimal = (stated = ''): boolean =>
  stated
    .toLowerCase()
    .split(',')
    .map((one) => /^\s*return\s*=\s*"?(minimal|representation)"?\s*(;|$)/.exec(one)?.[1])
    .find((one) => one !== undefined) === 'minimal'

/** Writes the body of an answer. */
type Send = (res: ServerResponse, body: unknown, beforeText: (text: ByteText) => Promise<void>) => Promise<void>

function sendJson(contract: Contract, validator: OperationDeps['validator']): Send {
  const writeAnswer = createAnswerWriter(contract.answer, validator)
  return async (res, body, beforeText) => {
    // An undeclared field would be a leak: nothing leaves then.
    const text = writeAnswer(body)
    if (text === undefined) throw new TypeError(undeclared(contract))
    await beforeText(text)
    answerWritten(res, 200, text)
  }
}

// `bindFile` has checked what the body is.
const sendFile =
  ({ file }: FileContract): Send =>
  (res, body) =>
    answerFile(res, file, body as FileAnswer)
