import type { Request, Response } from 'express'
import { Type, type TSchema } from 'typebox'
import type { Kroppsfel } from '../access/outcome.ts'
import { lasKropp } from './body.ts'
import type { Kontrakt } from './contracts/contract.ts'
import { createTextgranskare, type Granska } from './validation.ts'

type Texter = Record<string, unknown>
type Last =
  | { readonly kropp: unknown; readonly fraga: Texter; readonly parametrar: Texter }
  | { readonly fel: readonly Kroppsfel[]; readonly status?: number }

const INGA = Type.Object({}, { additionalProperties: false })

/** Reads and checks what a request carries: path, query and body, each against the contract. */
export function createIndatalasare(
  { begaran, fraga, parametrar }: Kontrakt,
  granskare: (schema: TSchema) => Granska,
): (req: Request, res: Response) => Promise<Last> {
  const granskaKropp = begaran === undefined ? undefined : granskare(begaran)
  const granskaFraga = createTextgranskare(fraga ?? INGA)
  const granskaParametrar = createTextgranskare(parametrar ?? INGA)

  return async (req, res) => {
    const iVagen: Texter = { ...req.params }
    const iFragan: Texter = { ...req.query }
    const fel = [...granskaParametrar(iVagen), ...granskaFraga(iFragan)]
    if (granskaKropp === undefined)
      return fel.length > 0 ? { fel } : { kropp: undefined, fraga: iFragan, parametrar: iVagen }
    const last = await lasKropp(req, res)
    if ('fel' in last) return last
    fel.push(...granskaKropp(last.kropp))
    return fel.length > 0 ? { fel } : { kropp: last.kropp, fraga: iFragan, parametrar: iVagen }
  }
}
