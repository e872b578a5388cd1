import type { RequestHandler } from 'express'
import type { Static, TObject, TSchema } from 'typebox'
import type { Handelse } from '../atkomstlogg/atkomst.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import type { Anropare } from '../uppslag/anropare.ts'
import { arNekad, type Kroppsfel, type Nekad, type Utgang } from '../uppslag/utgang.ts'
import { svaraProblem, svaraSkriven } from './answer.ts'
import { createSvarsskrivare } from './answer-writer.ts'
import type { Autentisera } from './auth.ts'
import { lasKropp } from './body.ts'
import type { ApiMetrics } from './metrics.ts'
import { problem } from './problem.ts'
import type { Rapportera } from './report.ts'
import { begaranId } from './trace.ts'
import type { Granska } from './validation.ts'

/** One thing that a caller can ask for. The handler gives a value back and never sees the response. */
export interface Operation<B extends TSchema = TSchema, S extends TObject = TObject> {
  readonly metod: 'post' | 'put'
  /** Express route template. */
  readonly vag: string
  readonly handelse: Handelse
  readonly begaran: B
  readonly svar: S
  hantera(indata: {
    readonly kropp: Static<B>
    readonly parametrar: Readonly<Record<string, string>>
    readonly anropare: Anropare
  }): Promise<Utgang<Static<S>>>
}

export interface OperationDeps {
  readonly autentisera: Autentisera
  readonly disclose: Disclose
  readonly granskare: (schema: TSchema) => Granska
  readonly avvisa: (handelse: Handelse, anropare: Anropare, fel: readonly Kroppsfel[]) => Nekad
  readonly metrics: ApiMetrics
  readonly rapportera: Rapportera
}

/**
 * Token, body, handler, durable record, answer: always in that order, and a refusal of somebody known takes the same
 * way out as an answer does.
 */
export function operationHandler(deps: OperationDeps, operation: Operation): RequestHandler {
  const granskaBegaran = deps.granskare(operation.begaran)
  const skrivSvar = createSvarsskrivare(operation.svar, deps.granskare)

  return async (req, res) => {
    const anropare = await deps.autentisera(req.headers.authorization)
    const last = await lasKropp(req, res)
    const fel = 'fel' in last ? last.fel : granskaBegaran(last.kropp)
    const utgang: Utgang<unknown> =
      'kropp' in last && fel.length === 0
        ? await operation.hantera({ kropp: last.kropp, parametrar: req.params as Record<string, string>, anropare })
        : deps.avvisa(operation.handelse, anropare, fel)

    const start = performance.now()
    const matLogg = () => {
      deps.metrics.loggskrivning((performance.now() - start) / 1000)
    }
    if (arNekad(utgang)) {
      const { kod, cause, ...utover } = utgang.nekad
      if (cause !== undefined) deps.rapportera(kod, begaranId(res), cause)
      const status = 'status' in last ? last.status : undefined
      await deps.disclose(
        { poster: utgang.poster, body: () => problem(kod, begaranId(res), { ...utover, status }) },
        (kropp) => {
          matLogg()
          svaraProblem(res, kropp)
        },
      )
    } else {
      await deps.disclose(utgang, (kropp) => {
        matLogg()
        // An undeclared field is a leak: then nothing leaves at all.
        const text = skrivSvar(kropp)
        if (text === undefined) throw new TypeError(`the answer of ${operation.vag} does not follow its schema`)
        svaraSkriven(res, 200, text)
      })
    }
    if (operation.handelse === 'uppslag') deps.metrics.uppslag(utfall(utgang))
  }
}

function utfall(utgang: Utgang<unknown>): Parameters<ApiMetrics['uppslag']>[0] {
  const [{ atkomst }] = utgang.poster
  if (arNekad(utgang)) return atkomst.utfall === 'fel' ? 'fel' : 'avvisat'
  return atkomst.utfall === 'visat' ? 'visat' : 'neutralt'
}
