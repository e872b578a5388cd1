import type { Request } from 'express'
import type { Errand, JsonParameter, Parameter, Tagg } from './errands.ts'

export interface Svar {
  readonly status: number
  readonly body?: unknown
  readonly huvuden?: Readonly<Record<string, string>>
}

export const fel = (status: number, detail: string): Svar => ({
  status,
  body: { title: String(status), status, detail },
})
/** Undefined: the precondition holds. Without the header there is none. */
export function forhandsvillkor(req: Request, version: number): Svar | undefined {
  const villkor = req.get('if-match')?.trim()
  if (villkor === undefined || villkor === '*') return undefined
  if (villkor.startsWith('W/')) return fel(412, 'Weak ETags are not supported in If-Match')
  return villkor.split(',').some((tagg) => tagg.trim() === `"${version}"`)
    ? undefined
    : fel(412, 'If-Match version does not match current resource version')
}

export const dubblerade = (taggar: readonly Tagg[] = []): boolean =>
  new Set(taggar.map(({ key }) => key.toLowerCase())).size < taggar.length

/** What the service refuses of the lists of an errand. */
export function listfel({ externalTags = [], parameters = [], labels = [] }: Partial<Errand>): Svar | undefined {
  if (externalTags.some(({ key, value }) => !key?.trim() || !value?.trim()))
    return fel(400, 'externalTags: must not be blank')
  if (externalTags.some(({ key, value }) => key.length > 255 || value.length > 255))
    return fel(500, 'Data too long for column')
  if (parameters.some(({ values = [] }) => values.some((ett) => ett.length > 3_000)))
    return fel(400, 'parameters: size must be between 0 and 3000')
  // No label is ever registered here.
  return labels.length > 0 ? fel(500, 'Unable to find label') : undefined
}

/** Lists are replaced whole; what is kept in them begins anew. */
export function numrerade<T extends Partial<Errand>>(andring: T): T {
  const fran = <P extends Parameter | JsonParameter>(lista: readonly P[]): P[] =>
    lista.map((en) => ({ ...en, version: 0 }))
  return {
    ...andring,
    ...(andring.parameters !== undefined && { parameters: fran(andring.parameters) }),
    ...(andring.jsonParameters !== undefined && { jsonParameters: fran(andring.jsonParameters) }),
  }
}
