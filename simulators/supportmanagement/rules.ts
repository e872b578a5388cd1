import type { Request } from 'express'
import type { Errand, JsonParameter, Parameter, Tag } from './errands.ts'
import { folded } from './lists.ts'

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A column of the database; what is longer is no matter of the validation and breaks there. */
const COLUMN = 255
const VALUE = 3_000
const PRIORITIES = ['LOW', 'MEDIUM', 'HIGH']
/** What only the service sets. */
const READ_ONLY = [
  'id',
  'errandNumber',
  'created',
  'modified',
  'touched',
  'version',
  'phases',
  'activeNotifications',
  'actions',
]

export const error = (status: number, detail: string): Answer => ({
  status,
  body: { title: String(status), status, detail },
})
export const etag = (version: number): Record<string, string> => ({ etag: `"${version}"` })

/** Undefined: the precondition holds. Without the header there is none. */
export function precondition(req: Request, version: number): Answer | undefined {
  const condition = req.get('if-match')?.trim()
  if (condition === undefined || condition === '*') return undefined
  if (condition.startsWith('W/')) return error(412, 'Weak ETags are not supported in If-Match')
  return condition.split(',').some((tag) => tag.trim() === `"${version}"`)
    ? undefined
    : error(412, 'If-Match version does not match current resource version')
}

const isBlank = (text: string | undefined | null): boolean => !text?.trim()
const repeated = (keys: readonly string[]): boolean => new Set(keys).size < keys.length
const isTooLong = (...texts: readonly (string | undefined)[]): boolean =>
  texts.some((text) => (text?.length ?? 0) > COLUMN)

/** What the validation refuses of an errand, before anything else is looked at. */
export function invalid(errand: Partial<Errand>, { isNew }: { isNew: boolean }): Answer | undefined {
  const field = [...READ_ONLY, ...(isNew ? [] : ['reporterUserId'])].find(
    (name) => errand[name as keyof Errand] != null,
  )
  if (field !== undefined) return error(400, `${field}: must be null`)
  if (isNew)
    for (const name of ['title', 'priority', 'status', 'reporterUserId'] as const)
      if (isBlank(errand[name])) return error(400, `${name}: must not be blank`)
  if (errand.priority != null && !PRIORITIES.includes(errand.priority)) return error(400, 'priority')
  const { externalTags, parameters, jsonParameters } = errand
  if (externalTags?.some(({ key, value }) => isBlank(key) || isBlank(value)) === true)
    return error(400, 'externalTags: must not be blank')
  if (isNew && repeated((externalTags ?? []).map(({ key }) => key.trim().toLowerCase())))
    return error(400, 'externalTags: keys in the collection must be unique')
  if ([...(parameters ?? []), ...(jsonParameters ?? [])].some(({ version }) => version != null))
    return error(400, 'version: must be null')
  if (repeated((jsonParameters ?? []).map(({ key }) => key))) return error(400, 'jsonParameters: duplicate key')
  return invalidParameters(parameters ?? []) ?? (jsonParameters ?? []).map(invalidJsonParameter).find((one) => one)
}

export function invalidParameters(parameters: readonly Parameter[]): Answer | undefined {
  if (parameters.some(({ key }) => isBlank(key))) return error(400, 'key: must not be blank')
  return parameters.some(({ values }) => values?.some((one) => one.length > VALUE))
    ? error(400, 'values: size must be between 0 and 3000')
    : undefined
}

export const invalidJsonParameter = ({ key, schemaId, value }: JsonParameter): Answer | undefined =>
  isBlank(key) || isBlank(schemaId) || value == null ? error(400, 'jsonParameters: must not be blank') : undefined

/** What the database refuses of an errand that is otherwise valid: nothing of it is kept. */
export function unstorable(errand: Partial<Errand>): Answer | undefined {
  const { title, assignedUserId, reporterUserId, externalTags = [], labels = [] } = errand
  const doubled = (tags: readonly Tag[]): boolean => repeated(tags.map(({ key }) => folded(key)))
  if (doubled(externalTags ?? [])) return error(500, 'Duplicate entry for key uq_external_tag')
  // No label is ever registered here.
  if ((labels ?? []).length > 0) return error(500, 'Unable to find label')
  return isTooLong(
    title,
    assignedUserId,
    reporterUserId,
    ...(externalTags ?? []).flatMap(({ key, value }) => [key, value]),
  )
    ? error(500, 'Data too long for column')
    : (unstorableParameters(errand.parameters ?? []) ?? unstorableJsonParameters(errand.jsonParameters ?? []))
}

export const unstorableParameters = (parameters: readonly Parameter[]): Answer | undefined =>
  parameters.some(
    ({ key, displayName, group, values }) =>
      isTooLong(key, displayName, group) || values?.some((one) => one.length > VALUE),
  )
    ? error(500, 'Data too long for column')
    : undefined

/** All that an errand would hold: the database takes two keys for the same that differ in case or accents only. */
export function unstorableJsonParameters(parameters: readonly JsonParameter[]): Answer | undefined {
  if (parameters.some(({ key, schemaId }) => isTooLong(key, schemaId))) return error(500, 'Data too long for column')
  return repeated(parameters.map(({ key }) => folded(key)))
    ? error(500, 'Duplicate entry for key uq_json_parameter_errand_id_key')
    : undefined
}
