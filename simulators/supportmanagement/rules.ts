import type { Request } from 'express'
import type { Errand, JsonParameter, Parameter, Tag } from './errands.ts'

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export const error = (status: number, detail: string): Answer => ({
  status,
  body: { title: String(status), status, detail },
})
/** Undefined: the precondition holds. Without the header there is none. */
export function precondition(req: Request, version: number): Answer | undefined {
  const condition = req.get('if-match')?.trim()
  if (condition === undefined || condition === '*') return undefined
  if (condition.startsWith('W/')) return error(412, 'Weak ETags are not supported in If-Match')
  return condition.split(',').some((tag) => tag.trim() === `"${version}"`)
    ? undefined
    : error(412, 'If-Match version does not match current resource version')
}

export const doubled = (tags: readonly Tag[] = []): boolean =>
  new Set(tags.map(({ key }) => key.toLowerCase())).size < tags.length

/** What the service refuses of the lists of an errand. */
export function listError({ externalTags = [], parameters = [], labels = [] }: Partial<Errand>): Answer | undefined {
  if (externalTags.some(({ key, value }) => !key?.trim() || !value?.trim()))
    return error(400, 'externalTags: must not be blank')
  if (externalTags.some(({ key, value }) => key.length > 255 || value.length > 255))
    return error(500, 'Data too long for column')
  if (parameters.some(({ values = [] }) => values.some((one) => one.length > 3_000)))
    return error(400, 'parameters: size must be between 0 and 3000')
  // No label is ever registered here.
  return labels.length > 0 ? error(500, 'Unable to find label') : undefined
}

/** Lists are replaced whole; what is kept in them begins anew. */
export function numbered<T extends Partial<Errand>>(change: T): T {
  const from = <P extends Parameter | JsonParameter>(list: readonly P[]): P[] =>
    list.map((one) => ({ ...one, version: 0 }))
  return {
    ...change,
    ...(change.parameters !== undefined && { parameters: from(change.parameters) }),
    ...(change.jsonParameters !== undefined && { jsonParameters: from(change.jsonParameters) }),
  }
}
