import type { Request, RequestHandler, Response } from 'express'
import type { Static, TObject, TSchema } from 'typebox'
import type { Handelse } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import type { Anropare } from '../access/caller.ts'
import { arNekad, type Kroppsfel, type Nekad, type Utgang } from '../access/outcome.ts'
import { svaraProblem, svaraSkriven } from './answer.ts'
import { createSvarsskrivare } from './answer-writer.ts'
import type { Autentisera } from './auth.ts'
import type { createIdempotens, Engangsutgang } from './idempotency.ts'
import { createIndatalasare } from './input.ts'
import type { Klientcertifikat } from './client-certificate.ts'
import type { Kontrakt } from './contracts/contract.ts'
import type { ApiMetrics } from './metrics.ts'
import { problem } from './problem.ts'
import type { Rapportera } from './report.ts'
import { allaVarden, SLUTANVANDARE, type SlappIn } from './admission.ts'
import { tick, tillRutnatet } from './time-grid.ts'
import { begaranId } from './trace.ts'
import type { Granska } from './validation.ts'

export interface Indata<B extends TSchema, F extends TObject, P extends TObject> {
  readonly kropp: Static<B>
  readonly fraga: Static<F>
  readonly parametrar: Static<P>
  readonly anropare: Anropare
}

/** One thing that a caller can ask for. The handler gives a value back and never sees the response. */
export interface Operation {
  readonly kontrakt: Kontrakt
  readonly hantera: (indata: Indata<TSchema, TObject, TObject>) => Promise<Utgang<unknown>>
}

/** Checks handler against contract, then forgets the types: what comes in is checked against the schemas before it is called. */
export const operation = <B extends TSchema, S extends TObject, F extends TObject, P extends TObject>(
  kontrakt: Kontrakt<B, S, F, P>,
  hantera: (indata: Indata<B, F, P>) => Promise<Utgang<Static<S>>>,
): Operation => ({ kontrakt, hantera })

export interface OperationDeps {
  readonly autentisera: Autentisera
  readonly klientcertifikat: Klientcertifikat
  readonly slappIn: SlappIn
  readonly disclose: Disclose
  readonly granskare: (schema: TSchema) => Granska
  readonly avvisa: (handelse: Handelse, anropare: Anropare, fel: readonly Kroppsfel[]) => Nekad
  readonly engangs: ReturnType<typeof createIdempotens>
  readonly metrics: ApiMetrics
  readonly rapportera: Rapportera
}

/**
 * Token, client, rate, body, handler, durable record, answer: always in that order, and a refusal of somebody known
 * takes the same way out as an answer does. Before the token is verified there is nobody to record: a 401 is counted.
 * Answers that show nothing leave at set times after the request, whatever lies behind them.
 */
export function operationHandler(deps: OperationDeps, { kontrakt, hantera }: Operation): RequestHandler {
  const lasIndata = createIndatalasare(kontrakt, deps.granskare)
  const skrivSvar = createSvarsskrivare(kontrakt.svar, deps.granskare)
  const engangs = deps.engangs(kontrakt, hantera)

  async function utfor(req: Request, res: Response, token: Anropare): Promise<Utford> {
    const insluppen = await deps.slappIn(kontrakt.handelse, token, allaVarden(req, SLUTANVANDARE))
    if ('nekad' in insluppen) return { utgang: insluppen }
    const last = await lasIndata(req, res)
    if ('fel' in last) return { utgang: deps.avvisa(kontrakt.handelse, insluppen, last.fel), status: last.status }
    return engangs(req.get('idempotency-key'), { ...last, anropare: insluppen })
  }

  return async (req, res) => {
    const [authorization, ...flera] = allaVarden(req, 'Authorization')
    const token = await deps.autentisera({
      authorization: flera.length > 0 ? undefined : authorization,
      certifikat: () => deps.klientcertifikat(req),
    })
    const ankom = tick()
    const { utgang, status, behall } = await utfor(req, res, token)

    const start = performance.now()
    const matLogg = () => {
      deps.metrics.loggskrivning((performance.now() - start) / 1000)
    }
    if (arNekad(utgang)) {
      const { kod, cause, vanta, ...utover } = utgang.nekad
      if (cause !== undefined) deps.rapportera(kod, begaranId(res), cause)
      await deps.disclose(
        { poster: utgang.poster, body: () => problem(kod, begaranId(res), { ...utover, status }) },
        async (kropp) => {
          matLogg()
          if (utgang.neutral !== undefined) await tillRutnatet(res, ankom, utgang.neutral.tidigastMs)
          svaraProblem(res, kropp, vanta)
        },
      )
    } else {
      await deps.disclose(utgang, async (kropp) => {
        matLogg()
        await utgang.verkstall?.()
        // An undeclared field is a leak: then nothing leaves at all.
        const text = skrivSvar(kropp)
        if (text === undefined) throw new TypeError(`the answer of ${kontrakt.vag} does not follow its schema`)
        await behall?.(text)
        if (utgang.neutral !== undefined) await tillRutnatet(res, ankom, utgang.neutral.tidigastMs)
        svaraSkriven(res, 200, text)
      })
    }
    if (kontrakt.handelse === 'uppslag') deps.metrics.uppslag(utfall(utgang))
  }
}

interface Utford extends Engangsutgang {
  /** Of a body that could not be read. */
  readonly status?: number | undefined
}

function utfall(utgang: Utgang<unknown>): Parameters<ApiMetrics['uppslag']>[0] {
  const [{ atkomst }] = utgang.poster
  if (arNekad(utgang)) return atkomst.utfall === 'fel' ? 'fel' : 'avvisat'
  return atkomst.utfall === 'visat' ? 'visat' : 'neutralt'
}
